package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// Keymap holds the window's shortcuts. A focused Fyne widget swallows keys that it does not know, so the widgets of
// keyed.go hand them on to the keymap.
type Keymap struct {
	shortcuts *fyne.ShortcutHandler
	escape    func()
	scroll    *container.Scroll // holds the widgets of this keymap; nil if none does
}

// NewKeymap binds the shortcuts to a canvas, for when nothing has the focus.
func NewKeymap(canvas fyne.Canvas, choose, start, escape func()) *Keymap {
	k := &Keymap{shortcuts: &fyne.ShortcutHandler{}, escape: escape}
	mod := fyne.KeyModifierShortcutDefault // Ctrl, or Cmd on macOS
	for _, bind := range []struct {
		key fyne.KeyName
		do  func()
	}{
		{fyne.KeyO, choose},
		{fyne.KeyReturn, start},
		{fyne.KeyEnter, start}, // of the number pad
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

// Within is the same keymap for widgets that scroll holds.
func (k *Keymap) Within(scroll *container.Scroll) *Keymap {
	return &Keymap{shortcuts: k.shortcuts, escape: k.escape, scroll: scroll}
}

// Around what is scrolled into sight there is room for its label.
const revealed = 32

// reveal scrolls just as far as it takes to see o, which is about to be worked on.
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

// lead scrolls o to the top, or as far as there is something below it.
func (k *Keymap) lead(o fyne.CanvasObject) {
	if k.scroll == nil {
		return
	}
	k.scroll.Refresh() // what has just been shown has no place yet
	k.scrollTo(k.depth(o))
}

// depth is how far below the top of all that is scrolled o begins.
func (k *Keymap) depth(o fyne.CanvasObject) float32 {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject
	return at(o).Y - at(k.scroll.Content).Y
}

func (k *Keymap) scrollTo(y float32) {
	end := k.scroll.Content.Size().Height - k.scroll.Size().Height
	k.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(y, end))))
}

// typed handles a key that is the window's and not the focused widget's; it says whether it was.
func (k *Keymap) typed(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyEscape {
		k.escape()
		return true
	}
	return false
}
