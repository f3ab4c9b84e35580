package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/batch"
)

// resizeView is the Resize view: a drop target while empty, else list, recipe and bottom bar.
type resizeView struct {
	root     fyne.CanvasObject
	empty    fyne.CanvasObject
	scanning *scanPanel
	loaded   fyne.CanvasObject
	source   *sourceBar
	list     *planList
	form     *recipeForm
	bar      *bottomBar
}

func newResizeView(k *keymap, c *controller, deps Deps, copyText func(string)) *resizeView {
	r := &resizeView{
		empty:    newDropTarget(k, c, deps.Version),
		scanning: newScanPanel(k, c),
		source:   newSourceBar(k, c),
		list:     newPlanList(k, c.list, copyText),
		form: newRecipeForm(k, newForm(deps.Settings.Resize), c.edit, c.chooseOut,
			func() { c.setOut("") }),
		bar: newBottomBar(k, c),
	}
	side := container.NewBorder(nil, nil, widget.NewSeparator(), nil, r.form.root)
	// Tab goes through the objects in their order: down the left, down the form, then to the buttons.
	left := newColumn(1, r.source.root, r.list.root)
	r.loaded = container.New(layout.NewBorderLayout(nil, r.bar.root, nil, side), left, side, r.bar.root)
	r.scanning.root.Hide()
	r.loaded.Hide()
	r.root = container.NewStack(r.empty, r.scanning.root, r.loaded)
	return r
}

func (r *resizeView) render(v view) {
	setShown(r.empty, v.phase == phaseEmpty)
	setShown(r.scanning.root, v.phase == phaseScanning)
	setShown(r.loaded, v.phase >= phaseReady)
	r.scanning.render(v)
	if v.phase < phaseReady {
		return
	}
	r.source.render(v)
	r.form.render(v)
	r.list.render(v)
	r.bar.render(v)
}

// scanPanel shows how far a scan has come.
type scanPanel struct {
	root  *fyne.Container
	count *widget.Label
	busy  *widget.ProgressBarInfinite
}

func newScanPanel(k *keymap, c *controller) *scanPanel {
	s := &scanPanel{count: heading("", theme.SizeNameSubHeadingText), busy: widget.NewProgressBarInfinite()}
	s.busy.Stop() // it would keep the window painting while it is hidden
	s.count.Alignment = fyne.TextAlignCenter
	cancel := newButton(k, lang.X("button.cancel", "Cancel"), theme.CancelIcon(), c.stop)
	s.root = container.NewCenter(container.NewVBox(s.count,
		container.New(atLeast{Width: 320}, slim(s.busy)), container.NewCenter(cancel)))
	return s
}

func (s *scanPanel) render(v view) {
	if v.phase != phaseScanning {
		if s.busy.Running() {
			s.busy.Stop()
		}
		return
	}
	if !s.busy.Running() {
		s.busy.Start()
	}
	setText(s.count, scanningText(v.scan))
}

// scanningText says how many pictures a scan has found so far.
func scanningText(p batch.ScanProgress) string {
	if p.Found == 0 {
		return lang.L("Looking for pictures…")
	}
	return lang.N("{{.Count}} pictures found…", p.Found, words{"Count": countText(p.Found)})
}

// sourceBar says what has been opened and takes more.
type sourceBar struct {
	root     fyne.CanvasObject
	inputs   *widget.Label
	failures *keyedCheck
	buttons  []*keyedButton
}

func newSourceBar(k *keymap, c *controller) *sourceBar {
	s := &sourceBar{inputs: oneLine("")}
	s.inputs.TextStyle.Bold = true
	folder := newButton(k, lang.L("Add folder…"), theme.FolderOpenIcon(), c.chooseFolder)
	pictures := newButton(k, lang.L("Add pictures…"), theme.FileImageIcon(), c.choosePictures)
	clear := newButton(k, lang.L("Clear"), nil, c.clear)
	s.buttons = []*keyedButton{folder, pictures, clear}
	for _, b := range s.buttons {
		b.Importance = widget.LowImportance
	}
	s.failures = newCheck(k, lang.L("Problems"), c.showFailures)
	s.root = tight(s.inputs,
		container.NewHBox(folder, pictures, clear, layout.NewSpacer(), s.failures), widget.NewSeparator())
	return s
}

func (s *sourceBar) render(v view) {
	setText(s.inputs, inputsText(v.inputs))
	for _, b := range s.buttons {
		switch running := v.phase == phaseRunning; {
		case running && !b.Disabled():
			b.Disable()
		case !running && b.Disabled():
			b.Enable()
		}
	}
	setShown(s.failures, v.failures > 0)
	if s.failures.Checked != v.onlyFailures {
		s.failures.Checked = v.onlyFailures // not SetChecked, which would emit
		s.failures.Refresh()
	}
}
