package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Strip is one line of text, drawn in as many pieces as its arrows make.
type Strip struct {
	Text   string
	Size   float32
	style  fyne.TextStyle
	Color  color.Color
	prose  bool // parts between middle dots, the most important one first, and no path
	pieces []*canvas.Text
}
