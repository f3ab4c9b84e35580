package ui

import (
	"image/color"
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// arrow stands between before and after. Fyne's text font lacks it and its symbol font lacks the space behind it, which
// comes out as a box with a question mark: so the parts of a line are drawn one by one.
const arrow = " → "

// strip is one line of text, drawn in as many pieces as its arrows make.
type strip struct {
	full   string
	size   float32
	style  fyne.TextStyle
	color  color.Color
	prose  bool // parts between middle dots, the most important one first, and no path
	pieces []*canvas.Text
}

func (s *strip) measure(text string) float32 {
	return fyne.MeasureText(text, s.size, s.style).Width
}

func (s *strip) gap() float32 { return s.size / 3 }

// width is that of text, arrows and all.
func (s *strip) width(text string) float32 {
	width := float32(0)
	for i, part := range strings.Split(text, arrow) {
		if i > 0 {
			width += s.measure("→") + 2*s.gap()
		}
		width += s.measure(part)
	}
	return width
}

// height is the same whatever the text, so that lines do not jump.
func (s *strip) height() float32 { return fyne.MeasureText("Mg", s.size, s.style).Height }

// place draws the text at pos, shortened to fit into width, and returns where it ends.
func (s *strip) place(pos fyne.Position, width float32) (end float32) {
	texts := strings.Split(strings.ReplaceAll(s.fit(width), arrow, "\n→\n"), "\n")
	for len(s.pieces) < len(texts) {
		s.pieces = append(s.pieces, canvas.NewText("", nil))
	}
	s.pieces = s.pieces[:len(texts)]
	for i, text := range texts {
		piece := s.pieces[i]
		piece.Text, piece.TextSize, piece.TextStyle, piece.Color = text, s.size, s.style, s.color
		if text == "→" && i > 0 {
			pos.X += s.gap()
		}
		w := s.measure(text)
		piece.Move(pos)
		piece.Resize(fyne.NewSize(w, s.height()))
		pos.X += w
		if text == "→" {
			pos.X += s.gap()
		}
	}
	return pos.X
}

// hide draws nothing until the next place.
func (s *strip) hide() { s.pieces = s.pieces[:0] }

// fit shortens the text so that it fits into width: prose by its last parts, other text in its middle, where a path can best
// spare it.
func (s *strip) fit(width float32) string {
	// No glyph is wider than its size: most texts need no measuring.
	if float32(len(s.full))*s.size <= width || s.width(s.full) <= width {
		return s.full
	}
	text := s.full
	for s.prose && s.width(text) > width {
		last := strings.LastIndex(text, dot)
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

func (s *strip) objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(s.pieces))
	for i, piece := range s.pieces {
		objects[i] = piece
	}
	return objects
}

// line is a widget of one line: tighter than a label, and cheap.
type line struct {
	widget.BaseWidget
	text      string
	sizeName  fyne.ThemeSizeName
	colorName fyne.ThemeColorName
	style     fyne.TextStyle
	prose     bool
	tail      string // behind the text, in its own colour; never shortened
	tailColor fyne.ThemeColorName
}

func newLine(size fyne.ThemeSizeName, color fyne.ThemeColorName) *line {
	l := &line{sizeName: size, colorName: color, tailColor: color}
	l.ExtendBaseWidget(l)
	return l
}

// set changes text and colour, where there is a change.
func (l *line) set(text string, color fyne.ThemeColorName) {
	if l.text != text || l.colorName != color {
		l.text, l.colorName = text, color
		l.Refresh()
	}
}

// setTail changes what stands behind the text after a middle dot, where there is a change.
func (l *line) setTail(text string, color fyne.ThemeColorName) {
	if l.tail != text || l.tailColor != color {
		l.tail, l.tailColor = text, color
		l.Refresh()
	}
}

// AccessibilityLabel is the text.
func (l *line) AccessibilityLabel() string { return join(l.text, l.tail) }

// AccessibilityRole is that of text.
func (l *line) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer is called by Fyne.
func (l *line) CreateRenderer() fyne.WidgetRenderer {
	r := &lineRenderer{line: l}
	r.apply()
	return r
}

type lineRenderer struct {
	line        *line
	strip, tail strip
}

func (r *lineRenderer) apply() {
	l := r.line
	variant := fyne.CurrentApp().Settings().ThemeVariant()
	r.strip.full, r.strip.style, r.strip.prose = l.text, l.style, l.prose
	r.strip.size = l.Theme().Size(l.sizeName)
	r.strip.color = l.Theme().Color(l.colorName, variant)
	r.tail = strip{size: r.strip.size, style: l.style, color: l.Theme().Color(l.tailColor, variant), pieces: r.tail.pieces}
	if l.tail != "" {
		r.tail.full = dot + l.tail
	}
}

func (r *lineRenderer) pad() (x, y float32) {
	p := r.line.Theme().Size(theme.SizeNameInnerPadding)
	return p, p / 4
}

// Layout draws the text, shortened to the width.
func (r *lineRenderer) Layout(size fyne.Size) {
	x, _ := r.pad()
	y, tail := (size.Height-r.strip.height())/2, r.tail.width(r.tail.full)
	end := r.strip.place(fyne.NewPos(x, y), size.Width-2*x-tail)
	r.tail.place(fyne.NewPos(end, y), tail)
}

// MinSize is one line of a few letters: what does not fit is shortened.
func (r *lineRenderer) MinSize() fyne.Size {
	x, y := r.pad()
	return fyne.NewSize(40+2*x, r.strip.height()+2*y)
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
	return append(r.strip.objects(), r.tail.objects()...)
}

// Destroy has nothing to release.
func (r *lineRenderer) Destroy() {}
