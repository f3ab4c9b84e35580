package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// Keymap holds the window's shortcuts. A focused Fyne widget swallows keys that it does not know,
// so the widgets of this package hand them on.
type Keymap struct {
	shortcuts *fyne.ShortcutHandler
	escape    func()
	scroll    *container.Scroll // holds the widgets of this keymap; nil if none does
}

// NewKeymap also binds the shortcuts to canvas, for when nothing has the focus.
func NewKeymap(canvas fyne.Canvas, choose, start, escape func()) *Keymap {
	k := &Keymap{shortcuts: &fyne.ShortcutHandler{}, escape: escape}
	mod := fyne.KeyModifierShortcutDefault // Ctrl, or Cmd on macOS
	for _, bind := range []struct {
		key fyne.KeyName
		do  func()
	}{
		{fyne.KeyO, choose},
		{fyne.KeyReturn, start},
		{fyne.KeyEnter, start}, // on the number pad
	} {
		shortcut := &desktop.CustomShortcut{KeyName: bind.key, Modifier: mod}
		do := func(fyne.Shortcut) { bind.do() }
		k.shortcuts.AddShortcut(shortcut, do)
		canvas.AddShortcut(shortcut, do)
	}
	canvas.SetOnTypedKey(func(e *fyne.KeyEvent) { k.typed(e) })
	return k
}

// TypedShortcut carries out a shortcut of the window.
func (k *Keymap) TypedShortcut(s fyne.Shortcut) { k.shortcuts.TypedShortcut(s) }

// Within returns the same keymap for widgets inside scroll, which they scroll into sight.
func (k *Keymap) Within(scroll *container.Scroll) *Keymap {
	return &Keymap{shortcuts: k.shortcuts, escape: k.escape, scroll: scroll}
}

// revealed is the room left around a widget that is scrolled into sight, for its label.
const revealed = 32

// reveal scrolls just far enough to see o, which has the focus.
func (k *Keymap) reveal(o fyne.CanvasObject) {
	if k.scroll == nil {
		return
	}
	top := k.depth(o)
	highest, lowest := top-revealed, top+o.Size().Height+revealed-k.scroll.Size().Height
	switch y := k.scroll.Offset.Y; {
	case y > highest:
		k.scrollTo(highest)
	case y < lowest:
		k.scrollTo(lowest)
	}
}

// lead scrolls o to the top, or as far as the content allows.
func (k *Keymap) lead(o fyne.CanvasObject) {
	if k.scroll == nil {
		return
	}
	k.scroll.Refresh() // places what has just been shown
	k.scrollTo(k.depth(o))
}

// depth returns how far o begins below the top of the scrolled content.
func (k *Keymap) depth(o fyne.CanvasObject) float32 {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	return at(o).Y - at(k.scroll.Content).Y
}

func (k *Keymap) scrollTo(y float32) {
	end := k.scroll.Content.Size().Height - k.scroll.Size().Height
	k.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y, end))))
}

// typed handles a key of the window and reports whether it was one.
func (k *Keymap) typed(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyEscape {
		k.escape()
		return true
	}
	return false
}
