package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Slider is Fyne's slider with the window's keys.
type Slider struct {
	widget.Slider
	keys *Keymap
	name string
}

// NewSlider makes a slider over whole numbers that a screen reader announces as name.
func NewSlider(k *Keymap, name string, low, high float64, changed func(float64)) *Slider {
	s := &Slider{keys: k, name: name}
	s.ExtendBaseWidget(s)
	s.Min, s.Max, s.Step, s.OnChanged = low, high, 1, changed
	return s
}

// AccessibilityLabel returns the name and the number.
func (s *Slider) AccessibilityLabel() string {
	return s.name + ": " + strconv.FormatFloat(s.Value, 'f', -1, 64)
}

// AccessibilityRole returns button: Fyne has no role for sliders.
func (s *Slider) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// FocusGained also scrolls the widget into sight.
func (s *Slider) FocusGained() {
	s.Slider.FocusGained()
	s.keys.reveal(s)
}

// TypedKey hands on the window's keys.
func (s *Slider) TypedKey(event *fyne.KeyEvent) {
	if !s.keys.typed(event) {
		s.Slider.TypedKey(event)
	}
}
