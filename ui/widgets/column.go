package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// column stacks objects; the one of this index takes the height that the others leave. Fyne's border layout gives the others
// the height that they needed at their last width, which is too little for text that wraps now.
type column int

func NewColumn(filling int, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(column(filling), objects...)
}

// MinSize is that of what is shown, in a stack.
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

// Layout gives every object the whole width, and only then asks how high it has to be.
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

// LayOut places what a container holds, after one of its objects was shown, hidden or became higher: Fyne notices when it
// needs more room, not when it needs less, nor when that is decided by its width.
func LayOut(c *fyne.Container) {
	c.Layout.Layout(c.Objects, c.Size())
	canvas.Refresh(c)
}
