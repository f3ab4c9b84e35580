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
)

// The window's size at a first start, and the least at which nothing is cut off.
const (
	defaultWidth, defaultHeight = 1000, 700
	minWidth, minHeight         = 760, 400
)

// window puts the views together. Its methods are called on the UI goroutine only.
type window struct {
	win       fyne.Window
	body      *fyne.Container
	c         *controller
	keys      *keymap
	resize    *resizeView
	watch     *watchView
	tabResize *keyedButton
	tabWatch  *keyedButton
	notice    *widget.Label
	noticeBar *fyne.Container
	phase     phase
	asked     dialog.Dialog // open above the window, or nil
	stopping  dialog.Dialog // the question whether to stop, while it is open
}

func newWindow(win fyne.Window, c *controller, deps Deps, copyText func(string)) *window {
	w := &window{win: win, c: c, notice: widget.NewLabel("")}
	w.keys = newKeymap(win.Canvas(), w.unlessAsked(c.chooseFolder), w.unlessAsked(c.start), w.escape)
	w.resize = newResizeView(w.keys, c, deps, copyText)
	w.watch = newWatchView(w.keys, c)
	w.tabResize = newButton(w.keys, lang.L("Resize"), theme.MediaPhotoIcon(), func() { w.showWatch(false) })
	w.tabWatch = newButton(w.keys, lang.L("Watch"), theme.VisibilityIcon(), func() { w.showWatch(true) })
	w.notice.Wrapping = fyne.TextWrapWord
	dismiss := newButton(w.keys, "", theme.CancelIcon(), c.dismiss)
	dismiss.name = lang.L("Close")
	dismiss.Importance = widget.LowImportance
	w.noticeBar = container.New(layout.NewCustomPaddedLayout(4, 4, 8, 8), newFrame(
		container.NewBorder(nil, nil, container.NewPadded(widget.NewIcon(theme.InfoIcon())), dismiss, w.notice),
		theme.ColorNameHeaderBackground, theme.ColorNameWarning, 1, 6))
	w.noticeBar.Hide()
	tabs := container.New(layout.NewCustomPaddedLayout(6, 6, 8, 8), container.NewHBox(w.tabResize, w.tabWatch))
	header := tight(tabs, widget.NewSeparator(), w.noticeBar)
	w.showWatch(false)
	w.body = newColumn(1, header, container.NewStack(w.resize.root, w.watch.root))
	win.SetContent(container.New(atLeast{Width: minWidth, Height: minHeight}, w.body))
	win.SetPadded(false)
	win.Canvas().AddShortcut(&fyne.ShortcutPaste{}, w.paste)
	c.connect(hooks{
		paint: func(v view) {
			deps.Dispatch(func() {
				defer c.screenPainted()
				w.render(v)
			})
		},
		titles: map[chooserTitle]string{
			titlePictures: lang.L("Choose pictures"),
			titleFolder:   lang.L("Choose a folder of pictures"),
			titleOut:      lang.L("Choose where the results go"),
			titleWatch:    lang.L("Choose a folder to watch"),
		},
		askFolder: func(answer func(string)) { deps.Dispatch(func() { w.askFolder(answer) }) },
		askFile:   func(answer func(string)) { deps.Dispatch(func() { w.askFile(answer) }) },
	})
	return w
}

// render paints v.
func (w *window) render(v view) {
	over := w.phase != phaseDone && v.phase == phaseDone // a short batch is over before it was painted as running
	begun := v.phase == phaseRunning || v.phase == phaseScanning || over && w.phase != phaseRunning
	if v.phase != w.phase && begun {
		w.win.Canvas().Unfocus() // what has the focus is about to be disabled or hidden, and Esc has to reach the window
	}
	w.phase = v.phase
	if w.stopping != nil && v.phase != phaseRunning {
		w.stopping.Dismiss() // there is nothing left to stop
	}
	if text := noticeText(v.notice); text != w.notice.Text {
		w.notice.SetText(text)
		setShown(w.noticeBar, text != "")
		layOut(w.body)
	}
	w.resize.render(v)
	w.watch.render(v)
	if canvas := w.win.Canvas(); over && canvas.Focused() == nil && canvas.Overlays().Top() == nil {
		canvas.Focus(w.resize.bar.next()) // the button that it was on is gone
	}
}

// showWatch switches between the views.
func (w *window) showWatch(watch bool) {
	setShown(w.resize.root, !watch)
	setShown(w.watch.root, watch)
	setTab(w.tabResize, !watch)
	setTab(w.tabWatch, watch)
}

func setTab(b *keyedButton, active bool) {
	b.Importance = widget.LowImportance
	if active {
		b.Importance = widget.MediumImportance
	}
	b.Refresh()
}

// handleDrop takes what was dropped anywhere on the window.
func (w *window) handleDrop(uris []fyne.URI) {
	var paths []string
	for _, uri := range uris {
		if uri.Scheme() == "file" {
			paths = append(paths, filepath.FromSlash(uri.Path()))
		}
	}
	w.openPaths(paths)
}

// paste takes files that were copied in a file manager, or paths that were copied as text.
func (w *window) paste(s fyne.Shortcut) {
	paste, ok := s.(*fyne.ShortcutPaste)
	if !ok || paste.Clipboard == nil {
		return
	}
	w.unlessAsked(func() {
		paths := pastedPaths(paste.Clipboard.Content())
		if len(paths) == 0 {
			w.c.pastedNothing()
		}
		w.openPaths(paths)
	})()
}

// openPaths gives paths to the view that is shown.
func (w *window) openPaths(paths []string) {
	if w.watch.root.Visible() {
		w.c.addWatch(paths...)
	} else {
		w.c.open(paths)
	}
}

// pastedPaths reads absolute paths and file URIs, one a line; anything else is none.
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
