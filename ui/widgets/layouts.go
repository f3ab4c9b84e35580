package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// SameHeight stacks a headline and the one of several lines that is shown, if any. Its height does
// not depend on which, so nothing around it moves. A headline alone is centered.
type SameHeight struct{}

// MinSize has room for the headline and the tallest line.
func (SameHeight) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var below fyne.Size
	for _, o := range objects[1:] {
		below = below.Max(o.MinSize())
	}
	head := objects[0].MinSize()
	return fyne.NewSize(max(head.Width, below.Width), head.Height+below.Height)
}

// Layout centers what is shown.
func (SameHeight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	height := float32(0)
	for _, o := range objects {
		if o.Visible() {
			height += o.MinSize().Height
		}
	}
	y := (size.Height - height) / 2
	for _, o := range objects {
		if o.Visible() {
			o.Move(fyne.NewPos(0, y))
			o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
			y += o.MinSize().Height
		}
	}
}

// BesideSign lays out two equal fields with a sign between them.
type BesideSign struct{}

// MinSize adds up the sign and two equal fields.
func (BesideSign) MinSize(o []fyne.CanvasObject) fyne.Size {
	field := o[0].MinSize().Max(o[2].MinSize())
	return fyne.NewSize(2*field.Width+o[1].MinSize().Width, field.Height)
}

// Layout gives both fields the same width.
func (BesideSign) Layout(o []fyne.CanvasObject, size fyne.Size) {
	sign := o[1].MinSize()
	field := fyne.NewSize((size.Width-sign.Width)/2, size.Height)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(field)
	o[1].Move(fyne.NewPos(field.Width, (size.Height-sign.Height)/2))
	o[1].Resize(sign)
	o[2].Move(fyne.NewPos(field.Width+sign.Width, 0))
	o[2].Resize(field)
}

// SetShown shows or hides o if that changes anything.
func SetShown(o fyne.CanvasObject, shown bool) {
	if shown == o.Visible() {
		return
	}
	if shown {
		o.Show()
	} else {
		o.Hide()
	}
}

// Tight stacks objects without the gaps of Fyne's boxes.
func Tight(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(0), objects...)
}

// AtLeast gives its only object a minimum size.
type AtLeast fyne.Size

// Slim gives a progress bar a fixed height; Fyne's is as tall as a button.
func Slim(bar fyne.CanvasObject) *fyne.Container {
	return container.New(slimLayout{}, bar)
}

type slimLayout struct{}

// slimHeight is that of the bar without the air around it.
const slimHeight = 6

// MinSize returns the larger of the two sizes.
func (l AtLeast) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().Max(fyne.Size(l))
}

// Layout gives the object all the room.
func (l AtLeast) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(size)
}

// MinSize has room for the bar and some air.
func (slimLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(80, slimHeight+12) }

// Layout centers the bar.
func (slimLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Move(fyne.NewPos(8, (size.Height-slimHeight)/2))
	objects[0].Resize(fyne.NewSize(size.Width-16, slimHeight))
}
