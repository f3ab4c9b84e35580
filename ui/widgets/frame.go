package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Frame is a rounded outline in the theme's colors around its content.
type Frame struct {
	widget.BaseWidget
	content fyne.CanvasObject
	fill    fyne.ThemeColorName
	stroke  fyne.ThemeColorName
	width   float32
	radius  float32
}

// NewFrame puts content into an outline of the given width and corner radius.
func NewFrame(
	content fyne.CanvasObject, fill, stroke fyne.ThemeColorName, width, radius float32,
) *Frame {
	f := &Frame{content: content, fill: fill, stroke: stroke, width: width, radius: radius}
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer draws the outline.
func (f *Frame) CreateRenderer() fyne.WidgetRenderer {
	r := &frameRenderer{frame: f, back: canvas.NewRectangle(nil)}
	r.apply()
	return r
}

type frameRenderer struct {
	frame *Frame
	back  *canvas.Rectangle
}

func (r *frameRenderer) apply() {
	th, variant := r.frame.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.back.FillColor = th.Color(r.frame.fill, variant)
	r.back.StrokeColor = th.Color(r.frame.stroke, variant)
	r.back.StrokeWidth, r.back.CornerRadius = r.frame.width, r.frame.radius
}

// Layout fills the outline.
func (r *frameRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.frame.content.Resize(size)
}

// MinSize returns the content's.
func (r *frameRenderer) MinSize() fyne.Size { return r.frame.content.MinSize() }

// Refresh takes over the theme.
func (r *frameRenderer) Refresh() {
	r.apply()
	canvas.Refresh(r.back)
	r.frame.content.Refresh()
}

// Objects returns what is drawn.
func (r *frameRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.frame.content}
}

// Destroy has nothing to release.
func (r *frameRenderer) Destroy() {}
