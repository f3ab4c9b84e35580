package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Fold is a heading that shows and hides what is below it. Fyne's accordion has a heading that the window's keys do not
// work on.
type Fold struct {
	Root    fyne.CanvasObject
	Head    *Button
	Content fyne.CanvasObject
}

func NewFold(k *Keymap, title string, content fyne.CanvasObject) *Fold {
	f := &Fold{Content: content}
	f.Head = NewButton(k, title, theme.MenuExpandIcon(), func() {
		f.Open(!content.Visible())
		if content.Visible() {
			k.lead(f.Head)
		}
	})
	f.Head.Importance, f.Head.Alignment = widget.LowImportance, widget.ButtonAlignLeading
	content.Hide()
	f.Root = Tight(f.Head, content)
	return f
}

func (f *Fold) Open(open bool) {
	SetShown(f.Content, open)
	icon := theme.MenuExpandIcon()
	if open {
		icon = theme.MenuDropDownIcon()
	}
	f.Head.SetIcon(icon)
}
