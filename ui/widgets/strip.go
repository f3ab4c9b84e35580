package widgets

import (
	"image/color"
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sizemill/ui/oneline"
)

// Strip draws one line of text on another widget's behalf, split at its arrows.
type Strip struct {
	Text  string
	Size  float32
	Color color.Color

	style  fyne.TextStyle
	prose  bool // parts between middle dots, the most important one first; otherwise maybe a path
	pieces []*canvas.Text
}

// Measure returns the width of text, which has no arrow.
func (s *Strip) Measure(text string) float32 {
	return fyne.MeasureText(text, s.Size, s.style).Width
}

func (s *Strip) gap() float32 { return s.Size / 3 }

// width returns the width of text, arrows included.
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

// Height does not depend on the text, so that lines do not jump.
func (s *Strip) Height() float32 { return fyne.MeasureText("Mg", s.Size, s.style).Height }

// Place draws the text at pos, shortened to width, and returns where it ends.
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

// Hide draws nothing until Place is called.
func (s *Strip) Hide() { s.pieces = s.pieces[:0] }

// fit shortens the text to width: prose loses its last parts, other text its middle, which a path
// can best spare.
func (s *Strip) fit(width float32) string {
	// No glyph is wider than its size, so most texts need no measuring.
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
	fits := func(dropped int) bool { return s.width(short(dropped)) <= width }
	return short(sort.Search(len(runes), fits))
}

// Objects returns what is drawn.
func (s *Strip) Objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(s.pieces))
	for i, piece := range s.pieces {
		objects[i] = piece
	}
	return objects
}
