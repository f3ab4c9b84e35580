package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// destination shows where the results go and changes it.
type destination struct {
	root   fyne.CanvasObject
	where  *line
	note   *widget.Label
	choose *keyedButton
	beside *keyedButton
}

func newDestination(k *keymap, chooseOut, besideInput func()) *destination {
	d := &destination{where: newLine(theme.SizeNameText, theme.ColorNameForeground), note: caption("")}
	d.choose = newButton(k, lang.L("Choose…"), theme.FolderOpenIcon(), chooseOut)
	d.beside = newButton(k, lang.L("Beside the originals"), nil, besideInput)
	d.root = tight(d.where, d.note, container.NewHBox(d.choose, d.beside))
	return d
}

func (d *destination) render(v view) {
	setShown(d.beside, v.form.Out != "")
	switch {
	case v.form.Out != "":
		d.where.set(nameText(v.form.Out), theme.ColorNameForeground)
		setText(d.note, lang.L("Subfolders are kept."))
	case len(v.outputs) == 1:
		d.where.set(nameText(v.outputs[0]), theme.ColorNameForeground)
		setText(d.note, lang.L("Your originals stay as they are."))
	default:
		d.where.set(lang.L("A “… resized” folder"), theme.ColorNameForeground)
		setText(d.note, lang.L("Beside each original folder."))
	}
}
