package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// SameHeight stacks a headline and one of several lines below it, of which at most one is shown. Its height does not depend
// on which: all that is above the bar stays where it is. A headline alone is centred.
type SameHeight struct{}

// MinSize has room for the headline and the highest line.
func (SameHeight) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var below fyne.Size
	for _, o := range objects[1:] {
		below = below.Max(o.MinSize())
	}
	head := objects[0].MinSize()
	return fyne.NewSize(max(head.Width, below.Width), head.Height+below.Height)
}

// Layout centres what is shown.
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

// MinSize is that of the three in a row.
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

// SetShown shows or hides o where that is a change.
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

// Tight stacks objects without the gaps of Fyne's box.
func Tight(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedVBoxLayout(0), objects...)
}

// AtLeast gives its single object a least size.
type AtLeast fyne.Size

// Slim gives a bar a fixed height: Fyne's is as high as a button.
func Slim(bar fyne.CanvasObject) *fyne.Container {
	return container.New(slimLayout{}, bar)
}

type slimLayout struct{}

const slimHeight = 6
