package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/control"
	"sizemill/ui/model"
	"sizemill/ui/widgets"
	"sizemill/ui/wording"
)

// scanPanel shows how far a scan has come.
type scanPanel struct {
	root  *fyne.Container
	count *widget.Label
	busy  *widget.ProgressBarInfinite
}

func newScanPanel(k *widgets.Keymap, c *control.Controller) *scanPanel {
	s := &scanPanel{
		count: widgets.Heading("", theme.SizeNameSubHeadingText),
		busy:  widget.NewProgressBarInfinite(),
	}
	s.busy.Stop() // a hidden one would keep the window painting
	s.count.Alignment = fyne.TextAlignCenter
	cancel := widgets.NewButton(k, lang.X("button.cancel", "Cancel"), theme.CancelIcon(), c.Stop)
	s.root = container.NewCenter(container.NewVBox(s.count,
		container.New(widgets.AtLeast{Width: 320}, widgets.Slim(s.busy)), container.NewCenter(cancel)))
	return s
}

func (s *scanPanel) render(v model.View) {
	if v.Phase != model.PhaseScanning {
		if s.busy.Running() {
			s.busy.Stop()
		}
		return
	}
	if !s.busy.Running() {
		s.busy.Start()
	}
	widgets.SetText(s.count, wording.Scanning(v.Scan))
}
