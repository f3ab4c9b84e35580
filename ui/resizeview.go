package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/control"
	"sizemill/ui/form"
	"sizemill/ui/model"
	"sizemill/ui/widgets"
)

// resizeView is a drop target while it is empty, and otherwise the list, the recipe and the bottom
// bar.
type resizeView struct {
	root     fyne.CanvasObject
	empty    fyne.CanvasObject
	scanning *scanPanel
	loaded   fyne.CanvasObject
	source   *sourceBar
	list     *planList
	form     *recipeForm
	resumed  *resumedPanel
	bar      *bottomBar
}

func newResizeView(
	k *widgets.Keymap, c *control.Controller, deps Deps, copyText func(string),
) *resizeView {
	r := &resizeView{
		empty:    newDropTarget(k, c, deps.Version),
		scanning: newScanPanel(k, c),
		source:   newSourceBar(k, c),
		list:     newPlanList(k, c.List, copyText),
		form: newRecipeForm(k, form.New(deps.Settings.Resize), c.Edit, places{
			choose: c.ChooseOut, beside: func() { c.SetOut("") }, inPlace: c.ReplaceOriginals,
		}),
		resumed: newResumedPanel(),
		bar:     newBottomBar(k, c),
	}
	side := container.NewBorder(nil, nil, widget.NewSeparator(), nil,
		container.NewStack(r.form.root, r.resumed.root))
	// Tab follows the order of the objects: down the left, down the form, then to the buttons.
	left := widgets.NewColumn(1, r.source.root, r.list.root)
	r.loaded = container.New(
		layout.NewBorderLayout(nil, r.bar.root, nil, side), left, side, r.bar.root)
	r.scanning.root.Hide()
	r.loaded.Hide()
	r.root = container.NewStack(r.empty, r.scanning.root, r.loaded)
	return r
}

func (r *resizeView) render(v model.View) {
	widgets.SetShown(r.empty, v.Phase == model.PhaseEmpty)
	widgets.SetShown(r.scanning.root, v.Phase == model.PhaseScanning)
	widgets.SetShown(r.loaded, v.Phase >= model.PhaseReady)
	r.scanning.render(v)
	if v.Phase < model.PhaseReady {
		return
	}
	r.source.render(v)
	widgets.SetShown(r.form.root, v.Resumed == nil)
	widgets.SetShown(r.resumed.root, v.Resumed != nil)
	r.form.render(v)
	r.resumed.render(v)
	r.list.render(v)
	r.bar.render(v)
}
