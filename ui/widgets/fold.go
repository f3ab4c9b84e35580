package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Fold is a heading that shows and hides its content. The heading of Fyne's accordion would swallow
// the window's keys.
type Fold struct {
	Root    fyne.CanvasObject
	Head    *Button
	Content fyne.CanvasObject
}

// NewFold makes a closed fold.
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

// Open shows or hides the content.
func (f *Fold) Open(open bool) {
	SetShown(f.Content, open)
	icon := theme.MenuExpandIcon()
	if open {
		icon = theme.MenuDropDownIcon()
	}
	f.Head.SetIcon(icon)
}
