package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// column stacks objects; the one with this index takes the height that the others leave. Fyne's
// border layout gives the others the height that they needed at their previous width, which is too
// little for text that wraps now.
type column int

// NewColumn stacks objects; the one with index filling takes the remaining height.
func NewColumn(filling int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(column(filling), objects...)
}

// MinSize adds up the heights of the visible objects and the gaps between them.
func (c column) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	gap := float32(0)
	for _, o := range objects {
		if o.Visible() {
			size := o.MinSize()
			least = fyne.NewSize(max(least.Width, size.Width), least.Height+gap+size.Height)
			gap = theme.Padding()
		}
	}
	return least
}

// Layout gives every object the full width, and only then asks for its height.
func (c column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Height
	gap := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		left -= gap
		gap = theme.Padding()
		if i != int(c) {
			o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
			// Text has wrapped at its new width only now, so its height is known only now.
			o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
			left -= o.Size().Height
		}
	}
	y := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Move(fyne.NewPos(0, y))
		if i == int(c) {
			o.Resize(fyne.NewSize(size.Width, max(left, 0)))
		}
		y += o.Size().Height + theme.Padding()
	}
}

// LayOut lays out c after one of its objects was shown, hidden or became taller. Fyne notices that
// a container needs more room, but not that it needs less, or that its width decides its height.
func LayOut(c *fyne.Container) {
	c.Layout.Layout(c.Objects, c.Size())
	canvas.Refresh(c)
}
