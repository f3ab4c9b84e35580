package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Check is Fyne's checkbox with the window's keys.
type Check struct {
	widget.Check
	keys *Keymap
}

// NewCheck makes a checkbox.
func NewCheck(k *Keymap, text string, changed func(bool)) *Check {
	c := &Check{keys: k}
	c.ExtendBaseWidget(c)
	c.Text, c.OnChanged = text, changed
	return c
}

// AccessibilityLabel returns the text beside the box.
func (c *Check) AccessibilityLabel() string { return c.Text }

// AccessibilityRole returns button: Fyne has no role for checkboxes.
func (c *Check) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// FocusGained also scrolls the widget into sight.
func (c *Check) FocusGained() {
	c.Check.FocusGained()
	c.keys.reveal(c)
}

// TypedKey hands on the window's keys.
func (c *Check) TypedKey(event *fyne.KeyEvent) {
	if !c.keys.typed(event) {
		c.Check.TypedKey(event)
	}
}
