package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/control"
	"sizemill/ui/widgets"
	"sizemill/ui/wording"
)

// newDropTarget makes what the empty Resize view shows.
func newDropTarget(k *widgets.Keymap, c *control.Controller, version string) fyne.CanvasObject {
	folder := widgets.NewButton(k, lang.L("Choose folder…"), theme.FolderOpenIcon(), c.ChooseFolder)
	folder.Importance = widget.HighImportance
	pictures := widgets.NewButton(
		k, lang.L("Choose pictures…"), theme.FileImageIcon(), c.ChoosePictures)
	safe := widget.NewLabelWithStyle(
		lang.L("Your originals stay as they are. The resized copies go into a new folder next to them."),
		fyne.TextAlignCenter, fyne.TextStyle{})
	safe.SizeName, safe.Importance = theme.SizeNameCaptionText, widget.LowImportance
	safe.Wrapping = fyne.TextWrapWord

	body := container.NewVBox(
		layout.NewSpacer(),
		widgets.Explained(theme.FolderOpenIcon(), lang.L("Drop photos or a folder here"),
			lang.L("One button resizes them all.")),
		container.NewCenter(container.NewHBox(folder, pictures)),
		container.NewPadded(safe),
		layout.NewSpacer(),
	)
	about := widget.NewLabelWithStyle(
		wording.Version(version), fyne.TextAlignTrailing, fyne.TextStyle{})
	about.SizeName, about.Importance = theme.SizeNameCaptionText, widget.LowImportance
	target := widgets.NewFrame(container.NewPadded(body),
		theme.ColorNameHeaderBackground, theme.ColorNameInputBorder, 2, 16)
	return container.NewBorder(nil, about, nil, nil,
		container.New(layout.NewCustomPaddedLayout(16, 4, 24, 24), target))
}
