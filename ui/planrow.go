package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/widgets"
	"sizemill/ui/wording"
)

// planRow draws one picture of the plan in two lines. It consists of bare texts, because about
// twenty rows are drawn again in each frame while the list scrolls.
type planRow struct {
	widget.BaseWidget
	text wording.Row
}

func newPlanRow() *planRow {
	r := &planRow{}
	r.ExtendBaseWidget(r)
	return r
}

// set shows t.
func (r *planRow) set(t wording.Row) {
	if r.text != t {
		r.text = t
		r.Refresh()
	}
}

// CreateRenderer draws the row.
func (r *planRow) CreateRenderer() fyne.WidgetRenderer {
	p := &planRowRenderer{row: r, dot: canvas.NewCircle(nil)}
	p.apply()
	return p
}

type planRowRenderer struct {
	row                  *planRow
	name, detail, status widgets.Strip
	dot                  *canvas.Circle
}

const dotSize = 8

// apply takes over colors and texts.
func (p *planRowRenderer) apply() {
	th, variant := p.row.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	text := p.row.text
	status, detail := theme.ColorNamePlaceHolder, theme.ColorNamePlaceHolder
	switch text.Tone {
	case wording.ToneFailed:
		status, detail = theme.ColorNameError, theme.ColorNameError
	case wording.ToneDone:
		status = theme.ColorNameSuccess
	case wording.ToneWorking:
		status = theme.ColorNamePrimary
	}
	name, small := th.Size(theme.SizeNameText), th.Size(theme.SizeNameCaptionText)
	foreground := th.Color(theme.ColorNameForeground, variant)
	p.name.Text, p.name.Size, p.name.Color = text.Name, name, foreground
	p.detail.Text, p.detail.Size, p.detail.Color = text.Detail, small, th.Color(detail, variant)
	p.status.Text, p.status.Size, p.status.Color = text.Status, small, th.Color(status, variant)
	p.dot.FillColor = p.status.Color
	p.dot.Hidden = text.Status == ""
}

// Layout places the name above the detail, and the state on the right.
func (p *planRowRenderer) Layout(size fyne.Size) {
	pad := p.row.Theme().Size(theme.SizeNameInnerPadding)
	room := size.Width - 2*pad
	if p.status.Text != "" {
		width := p.status.Measure(p.status.Text)
		right := size.Width - pad - width
		p.status.Place(fyne.NewPos(right, (size.Height-p.status.Height())/2), width+pad)
		p.dot.Resize(fyne.NewSquareSize(dotSize))
		p.dot.Move(fyne.NewPos(right-dotSize-pad*3/4, (size.Height-dotSize)/2))
		room -= width + dotSize + 2*pad
	} else {
		p.status.Hide()
	}
	top := (size.Height - p.name.Height() - p.detail.Height()) / 2
	p.name.Place(fyne.NewPos(pad, top), room)
	p.detail.Place(fyne.NewPos(pad, top+p.name.Height()), room)
}

// MinSize has room for two lines.
func (p *planRowRenderer) MinSize() fyne.Size {
	pad := p.row.Theme().Size(theme.SizeNameInnerPadding)
	return fyne.NewSize(200, p.name.Height()+p.detail.Height()+pad)
}

// Refresh shows what has changed.
func (p *planRowRenderer) Refresh() {
	p.apply()
	p.Layout(p.row.Size())
	canvas.Refresh(p.row)
}

// Objects returns what is drawn.
func (p *planRowRenderer) Objects() []fyne.CanvasObject {
	objects := append(p.name.Objects(), p.detail.Objects()...)
	return append(append(objects, p.dot), p.status.Objects()...)
}

// Destroy has nothing to release.
func (p *planRowRenderer) Destroy() {}
