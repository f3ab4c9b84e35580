package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// fold is a heading that shows and hides what is below it. Fyne's accordion has a heading that the window's keys do not
// work on.
type fold struct {
	root    fyne.CanvasObject
	head    *keyedButton
	content fyne.CanvasObject
}

func newFold(k *keymap, title string, content fyne.CanvasObject) *fold {
	f := &fold{content: content}
	f.head = newButton(k, title, theme.MenuExpandIcon(), func() {
		f.open(!content.Visible())
		if content.Visible() {
			k.lead(f.head)
		}
	})
	f.head.Importance, f.head.Alignment = widget.LowImportance, widget.ButtonAlignLeading
	content.Hide()
	f.root = tight(f.head, content)
	return f
}

func (f *fold) open(open bool) {
	setShown(f.content, open)
	icon := theme.MenuExpandIcon()
	if open {
		icon = theme.MenuDropDownIcon()
	}
	f.head.SetIcon(icon)
}
