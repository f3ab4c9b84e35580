package widgets

import (
	"fyne.io/fyne/v2/widget"
)

type Check struct {
	widget.Check
	keys *Keymap
}

func NewCheck(k *Keymap, text string, changed func(bool)) *Check {
	c := &Check{keys: k}
	c.ExtendBaseWidget(c)
	c.Text, c.OnChanged = text, changed
	return c
}
