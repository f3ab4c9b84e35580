package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// keymap holds the window's shortcuts. A focused Fyne widget swallows keys that it does not know, so the widgets of
// keyed.go hand them on to the keymap.
type keymap struct {
	shortcuts *fyne.ShortcutHandler
	escape    func()
	scroll    *container.Scroll // holds the widgets of this keymap; nil if none does
}

// newKeymap binds the shortcuts to a canvas, for when nothing has the focus.
func newKeymap(canvas fyne.Canvas, choose, start, escape func()) *keymap {
	k := &keymap{shortcuts: &fyne.ShortcutHandler{}, escape: escape}
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

// within is the same keymap for widgets that scroll holds.
func (k *keymap) within(scroll *container.Scroll) *keymap {
	return &keymap{shortcuts: k.shortcuts, escape: k.escape, scroll: scroll}
}

// typed handles a key that is the window's and not the focused widget's; it says whether it was.
func (k *keymap) typed(e *fyne.KeyEvent) bool {
	if e.Name == fyne.KeyEscape {
		k.escape()
		return true
	}
	return false
}
