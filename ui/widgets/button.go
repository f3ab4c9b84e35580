package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

func SetButtonText(b *Button, text string) {
	if b.Text != text {
		b.SetText(text)
	}
}

type Button struct {
	widget.Button
	keys *Keymap
	Name string // of a button without a text
}

func NewButton(k *Keymap, text string, icon fyne.Resource, tapped func()) *Button {
	b := &Button{keys: k}
	b.ExtendBaseWidget(b)
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	return b
}
