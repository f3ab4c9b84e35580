package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/model"
	"sizemill/ui/widgets"
)

// ask shows d above the window until it is answered; Esc dismisses it.
func (w *window) ask(d dialog.Dialog) {
	w.dismiss()
	d.SetOnClosed(func() { w.asked = nil })
	w.asked = d
	d.Show()
}

// dismiss closes the open dialog, if there is one, without an answer, and reports whether it did.
func (w *window) dismiss() bool {
	// Fyne may have shown the system's own dialog, which cannot be closed.
	if w.asked == nil || w.win.Canvas().Overlays().Top() == nil {
		return false
	}
	w.asked.Dismiss()
	return true
}

// escape closes the dialog on top, or else the details of a picture, or else stops what runs.
func (w *window) escape() {
	if w.dismiss() || w.resize.root.Visible() && w.resize.list.closeDetails() {
		return
	}
	w.c.Stop()
}

// unlessAsked wraps f to do nothing while a dialog or menu is open, which has the keys then.
func (w *window) unlessAsked(f func()) func() {
	return func() {
		if w.win.Canvas().Overlays().Top() == nil {
			f()
		}
	}
}

// askFolder asks with Fyne's own dialog.
func (w *window) askFolder(answer func(string)) {
	w.ask(dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err == nil && folder != nil {
			answer(filepath.FromSlash(folder.Path()))
		}
	}, w.win))
}

// askFile asks with Fyne's own dialog, which can choose only one file.
func (w *window) askFile(answer func(string)) {
	w.ask(dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil || file == nil {
			return
		}
		path := file.URI().Path()
		_ = file.Close() // only its path is needed
		answer(filepath.FromSlash(path))
	}, w.win))
}

// questionWidth fits the question into two lines.
const questionWidth = 480

// confirmClose asks before closing stops a running batch; closeNow closes the window. The safe
// answer has the accent and the focus.
func (w *window) confirmClose(closeNow func()) {
	if w.phase != model.PhaseRunning {
		closeNow()
		return
	}
	if w.stopping != nil {
		return
	}
	title, goOn := lang.L("Stop resizing?"), lang.L("Keep resizing")
	text := lang.L("Pictures are still being resized. Finished results are kept, and no half-written file is left behind.")
	if w.undoing {
		title, goOn = lang.L("Stop undoing?"), lang.L("Keep undoing")
		text = lang.L("Results are still being taken back. The rest stays as it is.")
	}
	w.stopping = w.question(title, text, answer{goOn, theme.MediaPlayIcon(), func() {}},
		answer{lang.L("Stop and close"), theme.CancelIcon(), closeNow})
	w.stopping.SetOnClosed(func() { w.stopping = nil })
}

// askRestore asks before originals take the place of results.
func (w *window) askRestore(yes func()) {
	w.question(lang.L("Restore the originals?"),
		lang.L("The originals come back from their backups, in place of the resized pictures. Pictures that were changed since are kept."),
		answer{lang.L("Restore the originals"), theme.ContentUndoIcon(), yes},
		answer{lang.L("Keep the results"), theme.CancelIcon(), func() {}})
}

// answer is a button of a question.
type answer struct {
	text  string
	icon  fyne.Resource
	given func()
}

// question shows a question. The first answer has the accent and the focus.
func (w *window) question(title, text string, first, second answer) dialog.Dialog {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	question := dialog.NewCustomWithoutButtons(title, container.NewPadded(label), w.win)
	var buttons []fyne.CanvasObject
	for _, a := range []answer{first, second} {
		buttons = append(buttons, widgets.NewButton(w.keys, a.text, a.icon, func() {
			question.Dismiss()
			a.given()
		}))
	}
	accent := buttons[0].(*widgets.Button)
	accent.Importance = widget.HighImportance
	question.SetButtons(buttons)
	w.ask(question)
	question.Resize(fyne.NewSize(questionWidth, 0))
	w.win.Canvas().Focus(accent)
	return question
}
