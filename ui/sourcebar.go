package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/control"
	"sizemill/ui/model"
	"sizemill/ui/widgets"
	"sizemill/ui/wording"
)

// sourceBar shows what has been opened, and opens more.
type sourceBar struct {
	root     fyne.CanvasObject
	inputs   *widget.Label
	failures *widgets.Check
	buttons  []*widgets.Button
}

func newSourceBar(k *widgets.Keymap, c *control.Controller) *sourceBar {
	s := &sourceBar{inputs: widgets.OneLine("")}
	s.inputs.TextStyle.Bold = true
	folder := widgets.NewButton(k, lang.L("Add folder…"), theme.FolderOpenIcon(), c.ChooseFolder)
	pictures := widgets.NewButton(
		k, lang.L("Add pictures…"), theme.FileImageIcon(), c.ChoosePictures)
	clear := widgets.NewButton(k, lang.L("Clear"), nil, c.Clear)
	s.buttons = []*widgets.Button{folder, pictures, clear}
	for _, b := range s.buttons {
		b.Importance = widget.LowImportance
	}
	s.failures = widgets.NewCheck(k, lang.L("Problems"), c.ShowFailures)
	s.root = widgets.Tight(s.inputs,
		container.NewHBox(folder, pictures, clear, layout.NewSpacer(), s.failures), widget.NewSeparator())
	return s
}

func (s *sourceBar) render(v model.View) {
	widgets.SetText(s.inputs, wording.Inputs(v.Inputs))
	for _, b := range s.buttons {
		switch running := v.Phase == model.PhaseRunning; {
		case running && !b.Disabled():
			b.Disable()
		case !running && b.Disabled():
			b.Enable()
		}
	}
	widgets.SetShown(s.failures, v.Failures > 0)
	if s.failures.Checked != v.OnlyFailures {
		s.failures.Checked = v.OnlyFailures // SetChecked would emit
		s.failures.Refresh()
	}
}
