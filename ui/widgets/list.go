package widgets

import (
	"fyne.io/fyne/v2/widget"
)

type List struct {
	widget.List
	keys *Keymap
	name string
}

// NewList makes a list that a screen reader announces as name. Its length and items are to be set.
func NewList(k *Keymap, name string) *List {
	l := &List{keys: k, name: name}
	l.ExtendBaseWidget(l)
	return l
}
