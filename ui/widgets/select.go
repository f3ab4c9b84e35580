package widgets

import (
	"fyne.io/fyne/v2/widget"
)

type Select struct {
	widget.Select
	keys *Keymap
	name string
}

func NewSelect(k *Keymap, name string, options []string, chosen func(index int)) *Select {
	s := &Select{keys: k, name: name}
	s.ExtendBaseWidget(s)
	s.Options = options
	s.OnChanged = func(string) { chosen(s.SelectedIndex()) }
	return s
}
