package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/model"
	"sizemill/ui/widgets"
	"sizemill/ui/wording"
)

// resumedPanel takes the place of the form while the list goes on with an interrupted batch, whose
// settings it shows.
type resumedPanel struct {
	root   fyne.CanvasObject
	recipe *widget.Label
}

func newResumedPanel() *resumedPanel {
	p := &resumedPanel{recipe: widget.NewLabel("")}
	p.recipe.Wrapping = fyne.TextWrapWord
	fields := container.NewVBox(labeled(lang.L("Interrupted batch"), p.recipe,
		widgets.Caption(lang.L("It goes on with the settings with which it began. To use others, open the pictures again."))))
	p.root = container.New(widgets.AtLeast{Width: formWidth},
		container.New(layout.NewCustomPaddedLayout(4, 3, 8, 16), fields))
	p.root.Hide()
	return p
}

func (p *resumedPanel) render(v model.View) {
	if v.Resumed != nil {
		widgets.SetText(p.recipe, wording.Recipe(*v.Resumed))
	}
}
