package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// List is Fyne's list with the window's keys.
type List struct {
	widget.List
	keys *Keymap
	name string
}

// NewList makes a list that a screen reader announces as name. The caller sets its length
// and items.
func NewList(k *Keymap, name string) *List {
	l := &List{keys: k, name: name}
	l.ExtendBaseWidget(l)
	return l
}

// AccessibilityLabel returns the name.
func (l *List) AccessibilityLabel() string { return l.name }

// AccessibilityRole returns container.
func (l *List) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// TypedKey hands on the window's keys.
func (l *List) TypedKey(event *fyne.KeyEvent) {
	if !l.keys.typed(event) {
		l.List.TypedKey(event)
	}
}
