package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// planRow draws one picture of the plan in two lines. It is made of bare texts, because some twenty of them are drawn
// anew in each frame of a scroll.
type planRow struct {
	widget.BaseWidget
	text rowText
}

func newPlanRow() *planRow {
	r := &planRow{}
	r.ExtendBaseWidget(r)
	return r
}

// set shows t.
func (r *planRow) set(t rowText) {
	if r.text != t {
		r.text = t
		r.Refresh()
	}
}

// CreateRenderer is called by Fyne.
func (r *planRow) CreateRenderer() fyne.WidgetRenderer {
	p := &planRowRenderer{row: r, dot: canvas.NewCircle(nil)}
	p.apply()
	return p
}

type planRowRenderer struct {
	row                  *planRow
	name, detail, status strip
	dot                  *canvas.Circle
}

const dotSize = 8

// apply takes over colours and texts.
func (p *planRowRenderer) apply() {
	th, variant := p.row.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	text := p.row.text
	status, detail := theme.ColorNamePlaceHolder, theme.ColorNamePlaceHolder
	switch text.Tone {
	case toneFailed:
		status, detail = theme.ColorNameError, theme.ColorNameError
	case toneDone:
		status = theme.ColorNameSuccess
	case toneWorking:
		status = theme.ColorNamePrimary
	}
	name, small := th.Size(theme.SizeNameText), th.Size(theme.SizeNameCaptionText)
	p.name.full, p.name.size, p.name.color = text.Name, name, th.Color(theme.ColorNameForeground, variant)
	p.detail.full, p.detail.size, p.detail.color = text.Detail, small, th.Color(detail, variant)
	p.status.full, p.status.size, p.status.color = text.Status, small, th.Color(status, variant)
	p.dot.FillColor = p.status.color
	p.dot.Hidden = text.Status == ""
}

// Layout places the name above the detail and the state at the right.
func (p *planRowRenderer) Layout(size fyne.Size) {
	pad := p.row.Theme().Size(theme.SizeNameInnerPadding)
	room := size.Width - 2*pad
	if p.status.full != "" {
		width := p.status.measure(p.status.full)
		right := size.Width - pad - width
		p.status.place(fyne.NewPos(right, (size.Height-p.status.height())/2), width+pad)
		p.dot.Resize(fyne.NewSquareSize(dotSize))
		p.dot.Move(fyne.NewPos(right-dotSize-pad*3/4, (size.Height-dotSize)/2))
		room -= width + dotSize + 2*pad
	} else {
		p.status.hide()
	}
	top := (size.Height - p.name.height() - p.detail.height()) / 2
	p.name.place(fyne.NewPos(pad, top), room)
	p.detail.place(fyne.NewPos(pad, top+p.name.height()), room)
}

// MinSize has room for two lines.
func (p *planRowRenderer) MinSize() fyne.Size {
	pad := p.row.Theme().Size(theme.SizeNameInnerPadding)
	return fyne.NewSize(200, p.name.height()+p.detail.height()+pad)
}

// Refresh shows what has changed.
func (p *planRowRenderer) Refresh() {
	p.apply()
	p.Layout(p.row.Size())
	canvas.Refresh(p.row)
}

// Objects is what is drawn.
func (p *planRowRenderer) Objects() []fyne.CanvasObject {
	objects := append(p.name.objects(), p.detail.objects()...)
	return append(append(objects, p.dot), p.status.objects()...)
}

// Destroy has nothing to release.
func (p *planRowRenderer) Destroy() {}
