package widgets

import (
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/oneline"
)

func (s *Strip) Measure(text string) float32 {
	return fyne.MeasureText(text, s.Size, s.style).Width
}

func (s *Strip) gap() float32 { return s.Size / 3 }

// width is that of text, arrows and all.
func (s *Strip) width(text string) float32 {
	width := float32(0)
	for i, part := range strings.Split(text, oneline.Arrow) {
		if i > 0 {
			width += s.Measure("→") + 2*s.gap()
		}
		width += s.Measure(part)
	}
	return width
}

// Height is the same whatever the text, so that lines do not jump.
func (s *Strip) Height() float32 { return fyne.MeasureText("Mg", s.Size, s.style).Height }

// Place draws the text at pos, shortened to fit into width, and returns where it ends.
func (s *Strip) Place(pos fyne.Position, width float32) (end float32) {
	texts := strings.Split(strings.ReplaceAll(s.fit(width), oneline.Arrow, "\n→\n"), "\n")
	for len(s.pieces) < len(texts) {
		s.pieces = append(s.pieces, canvas.NewText("", nil))
	}
	s.pieces = s.pieces[:len(texts)]
	for i, text := range texts {
		piece := s.pieces[i]
		piece.Text, piece.TextSize, piece.TextStyle, piece.Color = text, s.Size, s.style, s.Color
		if text == "→" && i > 0 {
			pos.X += s.gap()
		}
		w := s.Measure(text)
		piece.Move(pos)
		piece.Resize(fyne.NewSize(w, s.Height()))
		pos.X += w
		if text == "→" {
			pos.X += s.gap()
		}
	}
	return pos.X
}

// Hide draws nothing until the next place.
func (s *Strip) Hide() { s.pieces = s.pieces[:0] }

// fit shortens the text so that it fits into width: prose by its last parts, other text in its middle, where a path can best
// spare it.
func (s *Strip) fit(width float32) string {
	// No glyph is wider than its size: most texts need no measuring.
	if float32(len(s.Text))*s.Size <= width || s.width(s.Text) <= width {
		return s.Text
	}
	text := s.Text
	for s.prose && s.width(text) > width {
		last := strings.LastIndex(text, oneline.Dot)
		if last < 0 {
			break
		}
		text = text[:last]
	}
	if s.width(text) <= width {
		return text
	}
	runes := []rune(text)
	short := func(dropped int) string {
		keep := len(runes) - dropped
		if s.prose {
			return string(runes[:keep]) + "…"
		}
		return string(runes[:keep/2]) + "…" + string(runes[len(runes)-(keep-keep/2):])
	}
	return short(sort.Search(len(runes), func(dropped int) bool { return s.width(short(dropped)) <= width }))
}

func (s *Strip) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(s.pieces))
	for i, piece := range s.pieces {
		objects[i] = piece
	}
	return objects
}

// Line is a widget of one line: tighter than a label, and cheap.
type Line struct {
	widget.BaseWidget
	Text      string
	sizeName  fyne.ThemeSizeName
	ColorName fyne.ThemeColorName
	Style     fyne.TextStyle
	Prose     bool
	Tail      string // behind the text, in its own colour; never shortened
	TailColor fyne.ThemeColorName
}

func NewLine(size fyne.ThemeSizeName, color fyne.ThemeColorName) *Line {
	l := &Line{sizeName: size, ColorName: color, TailColor: color}
	l.ExtendBaseWidget(l)
	return l
}

// Set changes text and colour, where there is a change.
func (l *Line) Set(text string, color fyne.ThemeColorName) {
	if l.Text != text || l.ColorName != color {
		l.Text, l.ColorName = text, color
		l.Refresh()
	}
}

// SetTail changes what stands behind the text after a middle dot, where there is a change.
func (l *Line) SetTail(text string, color fyne.ThemeColorName) {
	if l.Tail != text || l.TailColor != color {
		l.Tail, l.TailColor = text, color
		l.Refresh()
	}
}

// AccessibilityLabel is the text.
func (l *Line) AccessibilityLabel() string { return oneline.Join(l.Text, l.Tail) }

// AccessibilityRole is that of text.
func (l *Line) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer is called by Fyne.
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
	r.tail = Strip{Size: r.strip.Size, style: l.Style, Color: l.Theme().Color(l.TailColor, variant), pieces: r.tail.pieces}
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

// MinSize is one line of a few letters: what does not fit is shortened.
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

// Objects is what is drawn.
func (r *lineRenderer) Objects() []fyne.CanvasObject {
	return append(r.strip.Objects(), r.tail.Objects()...)
}

// Destroy has nothing to release.
func (r *lineRenderer) Destroy() {}
