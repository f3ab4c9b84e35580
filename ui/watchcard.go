package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/hotfolder"
	"sizemill/ui/control"
	"sizemill/ui/model"
	"sizemill/ui/oneline"
	"sizemill/ui/widgets"
	"sizemill/ui/wording"
)

// watchCard shows one watched folder.
type watchCard struct {
	root   fyne.CanvasObject
	state  *widgets.Line
	reason *widgets.Line
	recent [model.RecentShown]*widgets.Line
	retry  *widgets.Button
	pause  *widgets.Button
	paused bool
}

func newWatchCard(k *widgets.Keymap, c *control.Controller, f hotfolder.Folder) *watchCard {
	w := &watchCard{
		state:  widgets.NewLine(theme.SizeNameText, theme.ColorNameForeground),
		reason: widgets.NewLine(theme.SizeNameCaptionText, theme.ColorNameForeground),
	}
	path := widgets.NewLine(theme.SizeNameText, theme.ColorNameForeground)
	path.Text, path.Style.Bold = oneline.Name(f.Path), true
	recipe := widgets.NewLine(theme.SizeNameCaptionText, theme.ColorNamePlaceHolder)
	recipe.Text = wording.Recipe(f.Options)
	w.retry = widgets.NewButton(k, "", theme.ViewRefreshIcon(), func() { c.RetryWatch(f.Path) })
	w.retry.Hide()
	w.pause = widgets.NewButton(k, lang.L("Pause"), theme.MediaPauseIcon(),
		func() { c.PauseWatch(f.Path, !w.paused) })
	remove := widgets.NewButton(k, lang.L("Remove"), theme.DeleteIcon(),
		func() { c.RemoveWatch(f.Path) })
	for _, b := range []*widgets.Button{w.retry, w.pause, remove} {
		b.Importance = widget.LowImportance
	}
	lines := widgets.Tight(path, recipe, w.state, w.reason)
	for i := range w.recent {
		w.recent[i] = widgets.NewLine(theme.SizeNameCaptionText, theme.ColorNamePlaceHolder)
		w.recent[i].Hide()
		lines.Add(w.recent[i])
	}
	buttons := widgets.Tight(container.NewHBox(w.retry, w.pause, remove))
	content := container.NewBorder(nil, nil, nil, buttons, lines)
	w.root = widgets.NewFrame(container.New(layout.NewCustomPaddedLayout(10, 10, 4, 8), content),
		theme.ColorNameHeaderBackground, theme.ColorNameHeaderBackground, 0, 8)
	return w
}

func (w *watchCard) render(f model.WatchedFolder) {
	s := f.Status
	if f.Refused != nil {
		s.Reason = wording.Refusal(f.Refused)
	}
	color := theme.ColorNameSuccess
	switch s.State {
	case hotfolder.Gone, hotfolder.Silent, hotfolder.Broken:
		color = theme.ColorNameError
	case hotfolder.Paused, hotfolder.Starting:
		color = theme.ColorNamePlaceHolder
	case hotfolder.Polling:
		color = theme.ColorNameWarning
	}
	w.state.Set(wording.WatchState(s), color)
	w.state.SetTail(wording.WatchFailed(s), theme.ColorNameError)
	if widgets.SetShown(w.retry, len(s.SetAside) > 0); w.retry.Visible() {
		w.retry.SetText(wording.Retry(s.Failed))
	}
	w.reason.Set(oneline.Name(s.Reason), color)
	widgets.SetShown(w.reason, s.Reason != "")
	if paused := s.Folder.Paused; paused != w.paused {
		w.paused = paused
		w.pause.Icon = theme.MediaPauseIcon()
		text := lang.L("Pause")
		if paused {
			w.pause.Icon = theme.MediaPlayIcon()
			text = lang.L("Resume")
		}
		w.pause.SetText(text)
	}
	listed := f.Listed()
	for i, recent := range w.recent {
		widgets.SetShown(recent, i < len(listed))
		if i < len(listed) {
			color := theme.ColorNamePlaceHolder
			if listed[i].Err != nil {
				color = theme.ColorNameError
			}
			recent.Set(wording.Recent(s.Folder.Path, listed[i]), color)
		}
	}
}
