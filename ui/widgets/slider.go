package widgets

import (
	"fyne.io/fyne/v2/widget"
)

type Slider struct {
	widget.Slider
	keys *Keymap
	name string
}

func NewSlider(k *Keymap, name string, low, high float64, changed func(float64)) *Slider {
	s := &Slider{keys: k, name: name}
	s.ExtendBaseWidget(s)
	s.Min, s.Max, s.Step, s.OnChanged = low, high, 1, changed
	return s
}
