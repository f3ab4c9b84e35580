package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Explained is a large icon with a heading and a line below it.
func Explained(resource fyne.Resource, title, text string) fyne.CanvasObject {
	icon := canvas.NewImageFromResource(theme.NewPrimaryThemedResource(resource))
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(72))
	head := Heading(title, theme.SizeNameHeadingText)
	head.Alignment = fyne.TextAlignCenter
	below := widget.NewLabelWithStyle(text, fyne.TextAlignCenter, fyne.TextStyle{})
	below.Importance = widget.LowImportance
	return Tight(container.NewCenter(icon), head, below)
}

// Caption is small grey text that wraps.
func Caption(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.SizeName, l.Importance, l.Wrapping = theme.SizeNameCaptionText, widget.LowImportance, fyne.TextWrapWord
	return l
}

// FieldError is small text that says what is wrong; hidden while nothing is.
func FieldError() *widget.Label {
	l := widget.NewLabel("")
	l.SizeName, l.Importance, l.Wrapping = theme.SizeNameCaptionText, widget.DangerImportance, fyne.TextWrapWord
	l.Hide()
	return l
}

// Heading is a line of larger text.
func Heading(text string, size fyne.ThemeSizeName) *widget.Label {
	l := widget.NewLabelWithStyle(text, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	l.SizeName = size
	return l
}

// OneLine is a label that ends in an ellipsis where it does not fit.
func OneLine(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// SetText changes a label only where there is a change: a label lays its text out anew each time.
func SetText(l *widget.Label, text string) {
	if l.Text != text {
		l.SetText(text)
	}
}

// MinSize is the larger of the object's and the given one.
func (l AtLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Max(fyne.Size(l))
}

// Layout gives the object all there is.
func (l AtLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(size)
}

// MinSize is the bar and some air.
func (slimLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(80, slimHeight+12) }

// Layout centres the bar.
func (slimLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(8, (size.Height-slimHeight)/2))
	objects[0].Resize(fyne.NewSize(size.Width-16, slimHeight))
}
