package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/oneline"
)

// Line is a widget for one line of text, tighter than a label and cheaper.
type Line struct {
	widget.BaseWidget
	Text      string
	ColorName fyne.ThemeColorName
	Style     fyne.TextStyle
	Prose     bool   // the text consists of parts, see package oneline, the most important one first
	Tail      string // follows the text in a color of its own; never shortened
	TailColor fyne.ThemeColorName

	sizeName fyne.ThemeSizeName
}

// NewLine makes an empty line.
func NewLine(size fyne.ThemeSizeName, color fyne.ThemeColorName) *Line {
	l := &Line{sizeName: size, ColorName: color, TailColor: color}
	l.ExtendBaseWidget(l)
	return l
}

// Set changes text and color, if they differ.
func (l *Line) Set(text string, color fyne.ThemeColorName) {
	if l.Text != text || l.ColorName != color {
		l.Text, l.ColorName = text, color
		l.Refresh()
	}
}

// SetTail changes the text that follows a middle dot, and its color, if they differ.
func (l *Line) SetTail(text string, color fyne.ThemeColorName) {
	if l.Tail != text || l.TailColor != color {
		l.Tail, l.TailColor = text, color
		l.Refresh()
	}
}

// AccessibilityLabel returns the text and its tail.
func (l *Line) AccessibilityLabel() string { return oneline.Join(l.Text, l.Tail) }

// AccessibilityRole returns text.
func (l *Line) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws the line.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	r := &lineRenderer{line: l}
	r.apply()
	return r
}

type lineRenderer struct {
	line        *Line
	strip, tail Strip
}

func (r *lineRenderer) apply() {
	l := r.line
	variant := fyne.CurrentApp().Settings().ThemeVariant()
	r.strip.Text, r.strip.style, r.strip.prose = l.Text, l.Style, l.Prose
	r.strip.Size = l.Theme().Size(l.sizeName)
	r.strip.Color = l.Theme().Color(l.ColorName, variant)
	tailColor := l.Theme().Color(l.TailColor, variant)
	r.tail = Strip{Size: r.strip.Size, style: l.Style, Color: tailColor, pieces: r.tail.pieces}
	if l.Tail != "" {
		r.tail.Text = oneline.Dot + l.Tail
	}
}

func (r *lineRenderer) pad() (x, y float32) {
	p := r.line.Theme().Size(theme.SizeNameInnerPadding)
	return p, p / 4
}

// Layout draws the text, shortened to the width.
func (r *lineRenderer) Layout(size fyne.Size) {
	x, _ := r.pad()
	y, tail := (size.Height-r.strip.Height())/2, r.tail.width(r.tail.Text)
	end := r.strip.Place(fyne.NewPos(x, y), size.Width-2*x-tail)
	r.tail.Place(fyne.NewPos(end, y), tail)
}

// MinSize has room for a few letters: longer text is shortened.
func (r *lineRenderer) MinSize() fyne.Size {
	x, y := r.pad()
	return fyne.NewSize(40+2*x, r.strip.Height()+2*y)
}

// Refresh shows what has changed.
func (r *lineRenderer) Refresh() {
	r.apply()
	r.Layout(r.line.Size())
	for _, piece := range r.Objects() {
		canvas.Refresh(piece)
	}
	canvas.Refresh(r.line)
}

// Objects returns what is drawn.
func (r *lineRenderer) Objects() []fyne.CanvasObject {
	return append(r.strip.Objects(), r.tail.Objects()...)
}

// Destroy has nothing to release.
func (r *lineRenderer) Destroy() {}
