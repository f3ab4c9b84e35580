package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Select is Fyne's drop-down with the window's keys.
type Select struct {
	widget.Select
	keys *Keymap
	name string
}

// NewSelect makes a drop-down that a screen reader announces as name.
func NewSelect(k *Keymap, name string, options []string, chosen func(index int)) *Select {
	s := &Select{keys: k, name: name}
	s.ExtendBaseWidget(s)
	s.Options = options
	s.OnChanged = func(string) { chosen(s.SelectedIndex()) }
	return s
}

// AccessibilityLabel returns the name and the choice.
func (s *Select) AccessibilityLabel() string { return s.name + ": " + s.Selected }

// AccessibilityRole returns button: Fyne has no role for drop-downs.
func (s *Select) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// FocusGained also scrolls the widget into sight.
func (s *Select) FocusGained() {
	s.Select.FocusGained()
	s.keys.reveal(s)
}

// TypedKey hands on the window's keys, and marks the choice if a key has opened the menu.
func (s *Select) TypedKey(event *fyne.KeyEvent) {
	if !s.keys.typed(event) {
		s.Select.TypedKey(event)
		s.mark()
	}
}

// Tapped opens the menu and marks the choice.
func (s *Select) Tapped(event *fyne.PointEvent) {
	s.Select.Tapped(event)
	s.mark()
}

// mark moves the keyboard's mark in the open menu, if there is one, to the choice.
func (s *Select) mark() {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(s)
	if canvas == nil {
		return
	}
	if menu, ok := canvas.Focused().(*widget.PopUpMenu); ok {
		for range s.SelectedIndex() + 1 {
			menu.ActivateNext()
		}
	}
}
