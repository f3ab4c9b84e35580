package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// caption is small grey text that wraps.
func caption(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.SizeName, l.Importance, l.Wrapping = theme.SizeNameCaptionText, widget.LowImportance, fyne.TextWrapWord
	return l
}

// wrong is small text that says what is wrong; hidden while nothing is.
func wrong() *widget.Label {
	l := widget.NewLabel("")
	l.SizeName, l.Importance, l.Wrapping = theme.SizeNameCaptionText, widget.DangerImportance, fyne.TextWrapWord
	l.Hide()
	return l
}

// heading is a line of larger text.
func heading(text string, size fyne.ThemeSizeName) *widget.Label {
	l := widget.NewLabelWithStyle(text, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	l.SizeName = size
	return l
}

// oneLine is a label that ends in an ellipsis where it does not fit.
func oneLine(text string) *widget.Label {
	l := widget.NewLabel(text)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// setText changes a label only where there is a change: a label lays its text out anew each time.
func setText(l *widget.Label, text string) {
	if l.Text != text {
		l.SetText(text)
	}
}

// setShown shows or hides o where that is a change.
func setShown(o fyne.CanvasObject, shown bool) {
	if shown == o.Visible() {
		return
	}
	if shown {
		o.Show()
	} else {
		o.Hide()
	}
}

// tight stacks objects without the gaps of Fyne's box.
func tight(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(0), objects...)
}

// atLeast gives its single object a least size.
type atLeast fyne.Size

// MinSize is the larger of the object's and the given one.
func (l atLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Max(fyne.Size(l))
}

// Layout gives the object all there is.
func (l atLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(size)
}

// slim gives a bar a fixed height: Fyne's is as high as a button.
func slim(bar fyne.CanvasObject) *fyne.Container {
	return container.New(slimLayout{}, bar)
}

type slimLayout struct{}

const slimHeight = 6

// MinSize is the bar and some air.
func (slimLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(80, slimHeight+12) }

// Layout centres the bar.
func (slimLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(8, (size.Height-slimHeight)/2))
	objects[0].Resize(fyne.NewSize(size.Width-16, slimHeight))
}
