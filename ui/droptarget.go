package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// frame is a rounded outline in the theme's colours around its content.
type frame struct {
	widget.BaseWidget
	content fyne.CanvasObject
	fill    fyne.ThemeColorName
	stroke  fyne.ThemeColorName
	width   float32
	radius  float32
}

func newFrame(content fyne.CanvasObject, fill, stroke fyne.ThemeColorName, width, radius float32) *frame {
	f := &frame{content: content, fill: fill, stroke: stroke, width: width, radius: radius}
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer is called by Fyne.
func (f *frame) CreateRenderer() fyne.WidgetRenderer {
	r := &frameRenderer{frame: f, back: canvas.NewRectangle(nil)}
	r.apply()
	return r
}

type frameRenderer struct {
	frame *frame
	back  *canvas.Rectangle
}

func (r *frameRenderer) apply() {
	th, variant := r.frame.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.back.FillColor = th.Color(r.frame.fill, variant)
	r.back.StrokeColor = th.Color(r.frame.stroke, variant)
	r.back.StrokeWidth, r.back.CornerRadius = r.frame.width, r.frame.radius
}

// Layout fills the outline.
func (r *frameRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.frame.content.Resize(size)
}

// MinSize is the content's.
func (r *frameRenderer) MinSize() fyne.Size { return r.frame.content.MinSize() }

// Refresh follows the theme.
func (r *frameRenderer) Refresh() {
	r.apply()
	canvas.Refresh(r.back)
	r.frame.content.Refresh()
}

// Objects is what is drawn.
func (r *frameRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.frame.content}
}

// Destroy has nothing to release.
func (r *frameRenderer) Destroy() {}

// newDropTarget is what an empty Resize view shows.
func newDropTarget(k *keymap, c *controller, version string) fyne.CanvasObject {
	folder := newButton(k, lang.L("Choose folder…"), theme.FolderOpenIcon(), c.chooseFolder)
	folder.Importance = widget.HighImportance
	pictures := newButton(k, lang.L("Choose pictures…"), theme.FileImageIcon(), c.choosePictures)
	safe := widget.NewLabelWithStyle(
		lang.L("Your originals are never touched: the resized copies go into a new folder beside them."),
		fyne.TextAlignCenter, fyne.TextStyle{})
	safe.SizeName, safe.Importance, safe.Wrapping = theme.SizeNameCaptionText, widget.LowImportance, fyne.TextWrapWord

	body := container.NewVBox(
		layout.NewSpacer(),
		explained(theme.FolderOpenIcon(), lang.L("Drop photos or a folder here"), lang.L("They are all resized at once, with one button.")),
		container.NewCenter(container.NewHBox(folder, pictures)),
		container.NewPadded(safe),
		layout.NewSpacer(),
	)
	about := widget.NewLabelWithStyle(versionText(version), fyne.TextAlignTrailing, fyne.TextStyle{})
	about.SizeName, about.Importance = theme.SizeNameCaptionText, widget.LowImportance
	target := newFrame(container.NewPadded(body), theme.ColorNameHeaderBackground, theme.ColorNameInputBorder, 2, 16)
	return container.NewBorder(nil, about, nil, nil,
		container.New(layout.NewCustomPaddedLayout(16, 4, 24, 24), target))
}

// explained is a large icon with a heading and a line below it.
func explained(resource fyne.Resource, title, text string) fyne.CanvasObject {
	icon := canvas.NewImageFromResource(theme.NewPrimaryThemedResource(resource))
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(72))
	head := heading(title, theme.SizeNameHeadingText)
	head.Alignment = fyne.TextAlignCenter
	below := widget.NewLabelWithStyle(text, fyne.TextAlignCenter, fyne.TextStyle{})
	below.Importance = widget.LowImportance
	return tight(container.NewCenter(icon), head, below)
}
