package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/model"
	"sizemill/ui/oneline"
	"sizemill/ui/widgets"
)

// places are called when the user decides where results go.
type places struct{ choose, beside, inPlace func() }

// destination shows and changes where the results go.
type destination struct {
	root   fyne.CanvasObject
	where  *widgets.Line
	note   *widget.Label
	choose *widgets.Button
	beside *widgets.Button
	place  *widgets.Button // makes results replace their originals
}

func newDestination(k *widgets.Keymap, to places) *destination {
	d := &destination{
		where: widgets.NewLine(theme.SizeNameText, theme.ColorNameForeground),
		note:  widgets.Caption(""),
	}
	d.choose = widgets.NewButton(k, lang.L("Choose…"), theme.FolderOpenIcon(), to.choose)
	d.beside = widgets.NewButton(k, lang.L("Next to the originals"), nil, to.beside)
	d.place = widgets.NewButton(k, lang.L("Replace the originals"), nil, to.inPlace)
	d.root = widgets.Tight(d.where, d.note, container.NewHBox(d.choose, d.place),
		container.NewHBox(d.beside))
	return d
}

func (d *destination) render(v model.View) {
	widgets.SetShown(d.beside, v.Form.Out != "" || v.Form.InPlace)
	widgets.SetShown(d.place, !v.Form.InPlace)
	switch {
	case v.Form.InPlace:
		d.where.Set(lang.L("In place of the originals"), theme.ColorNameWarning)
		widgets.SetText(d.note, lang.L("Each original is backed up first; Undo restores it. For these pictures only."))
	case v.Form.Out != "":
		d.where.Set(oneline.Name(v.Form.Out), theme.ColorNameForeground)
		widgets.SetText(d.note, lang.L("Subfolders are kept."))
	case len(v.Outputs) == 1:
		d.where.Set(oneline.Name(v.Outputs[0]), theme.ColorNameForeground)
		widgets.SetText(d.note, lang.L("Your originals are not changed."))
	default:
		d.where.Set(lang.L("A “… resized” folder"), theme.ColorNameForeground)
		widgets.SetText(d.note, lang.L("Next to each original folder."))
	}
}
