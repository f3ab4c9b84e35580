package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// SetButtonText changes the text of b if it differs: a button lays out its text on every call.
func SetButtonText(b *Button, text string) {
	if b.Text != text {
		b.SetText(text)
	}
}

// Button is Fyne's button with the window's keys.
type Button struct {
	widget.Button
	Name string // for screen readers, if the button has no text

	keys *Keymap
}

// NewButton makes a button that calls tapped; icon may be nil.
func NewButton(k *Keymap, text string, icon fyne.Resource, tapped func()) *Button {
	b := &Button{keys: k}
	b.ExtendBaseWidget(b)
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	return b
}

// AccessibilityLabel returns the name, or else the text.
func (b *Button) AccessibilityLabel() string {
	if b.Name != "" {
		return b.Name
	}
	return b.Text
}

// FocusGained also scrolls the widget into sight.
func (b *Button) FocusGained() {
	b.Button.FocusGained()
	b.keys.reveal(b)
}

// TypedKey hands on the window's keys; Enter presses the button as Space does.
func (b *Button) TypedKey(event *fyne.KeyEvent) {
	if b.keys.typed(event) {
		return
	}
	if event.Name == fyne.KeyReturn || event.Name == fyne.KeyEnter {
		event = &fyne.KeyEvent{Name: fyne.KeySpace}
	}
	b.Button.TypedKey(event)
}
