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

// bottomBar sums up the plan, the run or the result, and holds the buttons for it.
type bottomBar struct {
	root      fyne.CanvasObject
	summary   *widgets.Line
	reason    *widgets.Line // why the primary button is disabled, or what went wrong
	progress  *widget.ProgressBar
	bar       fyne.CanvasObject // progress, with a fixed height
	start     *widgets.Button
	cancel    *widgets.Button
	open      *widgets.Button
	retry     *widgets.Button
	resume    *widgets.Button
	again     *widgets.Button // makes results again that exist already
	undo      *widgets.Button
	clearList *widgets.Button
}

func newBottomBar(k *widgets.Keymap, c *control.Controller) *bottomBar {
	b := &bottomBar{
		summary:  widgets.NewLine(theme.SizeNameText, theme.ColorNameForeground),
		reason:   widgets.NewLine(theme.SizeNameCaptionText, theme.ColorNamePlaceHolder),
		progress: widget.NewProgressBar(),
	}
	b.summary.Style.Bold, b.summary.Prose = true, true
	b.progress.TextFormatter = func() string { return "" }
	b.start = widgets.NewButton(k, "", theme.MediaPlayIcon(), c.Start)
	b.start.Importance = widget.HighImportance
	b.cancel = widgets.NewButton(k, lang.X("button.cancel", "Cancel"), theme.CancelIcon(), c.Stop)
	b.open = widgets.NewButton(k, lang.L("Open folder"), theme.FolderOpenIcon(), c.OpenResult)
	b.open.Importance = widget.HighImportance
	b.retry = widgets.NewButton(k, "", theme.ViewRefreshIcon(), c.Retry)
	b.resume = widgets.NewButton(k, "", theme.MediaPlayIcon(), c.Resume)
	b.again = widgets.NewButton(k, lang.L("Make all again"), theme.ViewRefreshIcon(), c.MakeAgain)
	b.undo = widgets.NewButton(k, lang.X("button.undo", "Undo"), theme.ContentUndoIcon(), c.Undo)
	b.clearList = widgets.NewButton(k, lang.L("Clear the list"), nil, c.Clear)
	buttons := container.NewHBox(
		b.clearList, b.undo, b.retry, b.resume, b.open, b.cancel, b.again, b.start)
	b.bar = widgets.Slim(b.progress)
	text := container.New(widgets.SameHeight{}, b.summary, b.reason, b.bar)
	row := container.NewBorder(nil, nil, nil, container.NewCenter(buttons), text)
	b.root = widgets.Tight(
		widget.NewSeparator(), container.New(layout.NewCustomPaddedLayout(8, 8, 8, 12), row))
	return b
}

func (b *bottomBar) render(v model.View) {
	done, running := v.Phase == model.PhaseDone, v.Phase == model.PhaseRunning
	widgets.SetShown(b.bar, running)
	widgets.SetShown(b.cancel, running)
	widgets.SetShown(b.start, v.Phase == model.PhaseReady)
	widgets.SetShown(b.clearList, done)
	widgets.SetShown(b.undo, v.CanUndo())
	widgets.SetShown(b.again, v.CanMakeAgain())
	widgets.SetShown(b.open, done && v.Total().Converted+v.Total().Copied > 0)
	widgets.SetShown(b.resume, done && v.Remaining > 0) // also tries the failed pictures again
	widgets.SetShown(b.retry, done && v.Failures > 0 && v.Remaining == 0)
	reason, color := "", theme.ColorNamePlaceHolder
	switch {
	case running:
		b.renderRunning(v)
	case done:
		b.summary.Set(wording.Done(v), theme.ColorNameForeground)
		b.summary.SetTail(wording.Failed(v.Failures), theme.ColorNameError)
		reason = wording.DoneNote(v)
		if v.RunErr != nil {
			color = theme.ColorNameError
		}
		widgets.SetButtonText(b.retry, wording.Retry(v.Failures))
		widgets.SetButtonText(b.resume, wording.Resume(v))
	default:
		b.summary.Set(wording.Plan(v), theme.ColorNameForeground)
		b.summary.SetTail(wording.CannotResize(v), theme.ColorNameError)
		widgets.SetButtonText(b.start, wording.Start(v))
		if v.CanStart() || v.Planning && len(v.Problems) == 0 {
			b.start.Enable()
			reason = wording.PlanNote(v)
			if v.Counts.Replace > 0 || v.InPlace() {
				color = theme.ColorNameWarning
			}
		} else {
			b.start.Disable()
			reason, color = wording.StartReason(v), theme.ColorNameError
		}
	}
	b.reason.Prose = !done || v.RunErr == nil // an error may name a path
	b.reason.Set(reason, color)
	widgets.SetShown(b.reason, reason != "")
}

// next returns the button that is likely to be pressed after a batch.
func (b *bottomBar) next() *widgets.Button {
	for _, button := range []*widgets.Button{b.open, b.retry, b.resume} {
		if button.Visible() {
			return button
		}
	}
	return b.clearList
}

func (b *bottomBar) renderRunning(v model.View) {
	b.summary.Set(wording.Running(v), theme.ColorNameForeground)
	b.summary.SetTail(wording.Failed(v.Failures), theme.ColorNameError)
	if v.Stopping {
		b.cancel.Disable()
	} else {
		b.cancel.Enable()
	}
	fraction := v.Progress.Fraction
	if u := v.Undoing; u != nil {
		fraction = float64(u.Done) / float64(max(u.Total, u.Done, 1))
	}
	if b.progress.Value != fraction {
		b.progress.SetValue(fraction)
	}
}
