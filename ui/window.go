package ui

import (
	"net/url"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/control"
	"sizemill/ui/model"
	"sizemill/ui/widgets"
	"sizemill/ui/wording"
)

// The window's size at a first start, and the smallest at which nothing is cut off.
const (
	defaultWidth, defaultHeight = 1000, 700
	minWidth, minHeight         = 760, 400
)

// window holds the views. Its methods are called on the UI goroutine only.
type window struct {
	win       fyne.Window
	body      *fyne.Container
	c         *control.Controller
	keys      *widgets.Keymap
	resize    *resizeView
	watch     *watchView
	tabResize *widgets.Button
	tabWatch  *widgets.Button
	notice    *widget.Label
	noticeBar *fyne.Container
	action    *widgets.Button // of the notice
	phase     model.Phase
	undoing   bool
	asked     dialog.Dialog // the open dialog, or nil
	stopping  dialog.Dialog // the question whether to stop, or nil
}

func newWindow(win fyne.Window, c *control.Controller, deps Deps, copyText func(string)) *window {
	w := &window{win: win, c: c, notice: widget.NewLabel("")}
	w.keys = widgets.NewKeymap(
		win.Canvas(), w.unlessAsked(c.ChooseFolder), w.unlessAsked(c.Start), w.escape)
	w.resize = newResizeView(w.keys, c, deps, copyText)
	w.watch = newWatchView(w.keys, c)
	w.tabResize = widgets.NewButton(w.keys, lang.L("Resize"), theme.MediaPhotoIcon(),
		func() { w.showWatch(false) })
	w.tabWatch = widgets.NewButton(w.keys, lang.L("Watch"), theme.VisibilityIcon(),
		func() { w.showWatch(true) })
	w.notice.Wrapping = fyne.TextWrapWord
	dismiss := widgets.NewButton(w.keys, "", theme.CancelIcon(), c.Dismiss)
	dismiss.Name = lang.L("Close")
	dismiss.Importance = widget.LowImportance
	w.action = widgets.NewButton(w.keys, "", nil, c.ResumeInterrupted)
	w.action.Hide()
	icon := container.NewPadded(widget.NewIcon(theme.InfoIcon()))
	w.noticeBar = container.New(layout.NewCustomPaddedLayout(4, 4, 8, 8), widgets.NewFrame(
		container.NewBorder(nil, nil, icon,
			container.NewHBox(container.NewCenter(w.action), dismiss), w.notice),
		theme.ColorNameHeaderBackground, theme.ColorNameWarning, 1, 6))
	w.noticeBar.Hide()
	tabs := container.New(
		layout.NewCustomPaddedLayout(6, 6, 8, 8), container.NewHBox(w.tabResize, w.tabWatch))
	header := widgets.Tight(tabs, widget.NewSeparator(), w.noticeBar)
	w.showWatch(false)
	w.body = widgets.NewColumn(1, header, container.NewStack(w.resize.root, w.watch.root))
	win.SetContent(container.New(widgets.AtLeast{Width: minWidth, Height: minHeight}, w.body))
	win.SetPadded(false)
	win.Canvas().AddShortcut(&fyne.ShortcutPaste{}, w.paste)
	c.Connect(control.Hooks{
		Paint: func(v model.View) {
			deps.Dispatch(func() {
				defer c.ScreenPainted()
				w.render(v)
			})
		},
		Titles: map[control.Purpose]string{
			control.PurposePictures: lang.L("Choose pictures"),
			control.PurposeFolder:   lang.L("Choose a folder of pictures"),
			control.PurposeOut:      lang.L("Choose a folder for the results"),
			control.PurposeWatch:    lang.L("Choose a folder to watch"),
		},
		AskFolder:  func(answer func(string)) { deps.Dispatch(func() { w.askFolder(answer) }) },
		AskFile:    func(answer func(string)) { deps.Dispatch(func() { w.askFile(answer) }) },
		AskRestore: func(yes func()) { deps.Dispatch(func() { w.askRestore(yes) }) },
	})
	return w
}

// render paints v.
func (w *window) render(v model.View) {
	over := w.phase != model.PhaseDone && v.Phase == model.PhaseDone
	unseen := over && w.phase != model.PhaseRunning // a short batch may end before it is painted
	begun := v.Phase == model.PhaseRunning || v.Phase == model.PhaseScanning || unseen
	if v.Phase != w.phase && begun {
		// The focused widget is about to be disabled or hidden, and Esc has to reach the window.
		w.win.Canvas().Unfocus()
	}
	w.phase, w.undoing = v.Phase, v.Undoing != nil
	if w.stopping != nil && v.Phase != model.PhaseRunning {
		w.stopping.Dismiss() // nothing is left to stop
	}
	if text := wording.Notice(v.Notice); text != w.notice.Text {
		w.notice.SetText(text)
		action := wording.NoticeAction(v.Notice)
		widgets.SetButtonText(w.action, action)
		widgets.SetShown(w.action, action != "")
		widgets.SetShown(w.noticeBar, text != "")
		widgets.LayOut(w.body)
	}
	w.resize.render(v)
	w.watch.render(v)
	if canvas := w.win.Canvas(); over && canvas.Focused() == nil && canvas.Overlays().Top() == nil {
		canvas.Focus(w.resize.bar.next()) // the button that had it is gone
	}
}

// showWatch switches between the views.
func (w *window) showWatch(watch bool) {
	widgets.SetShown(w.resize.root, !watch)
	widgets.SetShown(w.watch.root, watch)
	setTab(w.tabResize, !watch)
	setTab(w.tabWatch, watch)
}

func setTab(b *widgets.Button, active bool) {
	b.Importance = widget.LowImportance
	if active {
		b.Importance = widget.MediumImportance
	}
	b.Refresh()
}

// handleDrop opens what was dropped anywhere on the window.
func (w *window) handleDrop(uris []fyne.URI) {
	var paths []string
	for _, uri := range uris {
		if uri.Scheme() == "file" {
			paths = append(paths, filepath.FromSlash(uri.Path()))
		}
	}
	w.openPaths(paths)
}

// paste opens files that were copied in a file manager, or paths that were copied as text.
func (w *window) paste(s fyne.Shortcut) {
	paste, ok := s.(*fyne.ShortcutPaste)
	if !ok || paste.Clipboard == nil {
		return
	}
	w.unlessAsked(func() {
		paths := pastedPaths(paste.Clipboard.Content())
		if len(paths) == 0 {
			w.c.PastedNothing()
		}
		w.openPaths(paths)
	})()
}

// openPaths passes paths to the visible view.
func (w *window) openPaths(paths []string) {
	if w.watch.root.Visible() {
		w.c.AddWatch(paths...)
	} else {
		w.c.Open(paths)
	}
}

// pastedPaths reads absolute paths and file URIs, one per line, and skips everything else.
func pastedPaths(text string) []string {
	var paths []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if u, err := url.Parse(line); err == nil && u.Scheme == "file" {
			line = u.Path
			if filepath.VolumeName(strings.TrimPrefix(line, "/")) != "" { // file:///C:/photos
				line = strings.TrimPrefix(line, "/")
			}
			line = filepath.FromSlash(line)
		}
		if filepath.IsAbs(line) {
			paths = append(paths, line)
		}
	}
	return paths
}
