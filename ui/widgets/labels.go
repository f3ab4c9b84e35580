package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Explained makes a large icon with a heading and a line below it.
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

// Caption makes small gray text that wraps.
func Caption(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.SizeName, l.Importance = theme.SizeNameCaptionText, widget.LowImportance
	l.Wrapping = fyne.TextWrapWord
	return l
}

// FieldError makes small text for what is wrong with a field. It is hidden at first.
func FieldError() *widget.Label {
	l := Caption("")
	l.Importance = widget.DangerImportance
	l.Hide()
	return l
}

// Heading makes a line of larger text.
func Heading(text string, size fyne.ThemeSizeName) *widget.Label {
	l := widget.NewLabelWithStyle(text, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	l.SizeName = size
	return l
}

// OneLine makes a label that ends in an ellipsis if it does not fit.
func OneLine(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// SetText changes the text of l if it differs: a label lays out its text on every call.
func SetText(l *widget.Label, text string) {
	if l.Text != text {
		l.SetText(text)
	}
}
