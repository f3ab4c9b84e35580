package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/ui/form"
	"sizemill/ui/model"
	"sizemill/ui/widgets"
	"sizemill/ui/wording"
)

// recipeForm edits the recipe. It shows only the fields that the mode needs, and emits the whole
// form at each change.
type recipeForm struct {
	root    fyne.CanvasObject
	scroll  *container.Scroll
	changed func(form.Values)
	silent  bool // while the program fills in the form

	mode                       *widgets.Select
	hint                       *widget.Label
	width, height              *widgets.Entry
	percent, edge, megapixels  *widgets.Entry
	box, percentRow            *fyne.Container
	edgeRow, megapixelsRow     *fyne.Container
	anchor                     *widgets.Select
	anchorRow, backgroundRow   *fyne.Container
	background                 *widgets.Entry
	enlarge, turn, dates       *widgets.Check
	format                     *widgets.Select
	formats                    []resize.Format
	quality                    *widgets.Entry
	slider                     *widgets.Slider
	qualityRow                 *fyne.Container
	small, filter, collision   *widgets.Select
	sharpen, metadata, color   *widgets.Select
	maxBytes                   *widgets.Entry
	name                       *widgets.Entry
	wrongSize, wrongBackground *widget.Label
	wrongQuality, wrongName    *widget.Label
	wrongMaxBytes              *widget.Label
	more                       *widgets.Fold
	destination                *destination
	inputs                     []fyne.Disableable
}

// formWidth is wide enough for the longest choice at the default text size.
const formWidth = 300

func newRecipeForm(
	k *widgets.Keymap, f form.Values, changed func(form.Values), to places,
) *recipeForm {
	r := &recipeForm{
		changed: changed, formats: form.OutputFormats(), scroll: container.NewVScroll(nil),
	}
	r.build(k.Within(r.scroll), to)
	r.fill(f)
	return r
}

func (r *recipeForm) build(k *widgets.Keymap, to places) {
	emit := func(string) { r.emit() }
	pick := func(int) { r.emit() }
	tick := func(bool) { r.emit() }

	r.mode = widgets.NewSelect(k, lang.L("Size"), wording.Modes(), pick)
	r.hint = widgets.Caption("")
	r.width = widgets.NewEntry(k, lang.L("Width"), emit)
	r.height = widgets.NewEntry(k, lang.L("Height"), emit)
	r.percent = widgets.NewEntry(k, lang.L("Percent"), emit)
	r.edge = widgets.NewEntry(k, lang.L("Length"), emit)
	r.megapixels = widgets.NewEntry(k, lang.L("Megapixels"), emit)
	r.width.PlaceHolder, r.height.PlaceHolder = lang.L("any"), lang.L("any")
	r.box = container.NewBorder(nil, nil, nil, unit(lang.L("px")),
		container.New(widgets.BesideSign{}, r.width, widget.NewLabel("×"), r.height))
	r.percentRow = withUnit(r.percent, "%")
	r.edgeRow = withUnit(r.edge, lang.L("px"))
	r.megapixelsRow = withUnit(r.megapixels, lang.L("megapixels"))
	r.wrongSize, r.wrongBackground = widgets.FieldError(), widgets.FieldError()
	r.wrongQuality, r.wrongName = widgets.FieldError(), widgets.FieldError()
	r.wrongMaxBytes = widgets.FieldError()
	r.anchor = widgets.NewSelect(k, lang.L("Position"), wording.Anchors(), pick)
	r.anchorRow = labeled(lang.L("Position"), r.anchor)
	r.background = widgets.NewEntry(k, lang.L("Border color"), emit)
	r.backgroundRow = labeled(lang.L("Border color"), r.background, r.wrongBackground)
	r.enlarge = widgets.NewCheck(k, lang.L("Enlarge smaller pictures too"), tick)
	r.turn = widgets.NewCheck(k, lang.L("Rotate the box to match each picture"), tick)

	names := make([]string, len(r.formats))
	for i, f := range r.formats {
		names[i] = wording.Format(f)
	}
	r.format = widgets.NewSelect(k, lang.L("Format"), names, pick)
	r.quality = widgets.NewEntry(k, lang.L("Quality"), emit)
	r.slider = widgets.NewSlider(k, lang.L("Quality"), 1, 100,
		func(v float64) { r.quality.SetText(form.Whole(int(v))) })
	number := container.New(widgets.AtLeast{Width: 64}, r.quality)
	r.qualityRow = labeled(lang.L("Quality"),
		container.NewBorder(nil, nil, nil, number, r.slider), r.wrongQuality)

	r.destination = newDestination(k, to)
	r.name = widgets.NewEntry(k, lang.L("File name"), emit)
	r.collision = widgets.NewSelect(
		k, lang.L("If a file with that name exists"), wording.Collisions(), pick)
	r.small = widgets.NewSelect(
		k, lang.L("Pictures that are already small enough"), wording.SmallPolicies(), pick)
	r.filter = widgets.NewSelect(k, lang.L("Resampling"), wording.Filters(), pick)
	r.maxBytes = widgets.NewEntry(k, lang.L("Largest file"), emit)
	r.maxBytes.PlaceHolder = lang.L("any")
	r.metadata = widgets.NewSelect(k, lang.L("Metadata"), wording.MetadataPolicies(), pick)
	r.color = widgets.NewSelect(k, lang.L("Colors"), wording.ColorPolicies(), pick)
	r.sharpen = widgets.NewSelect(k, lang.L("Sharpening"), wording.Sharpenings(), pick)
	r.dates = widgets.NewCheck(k, lang.L("Keep file dates"), tick)
	r.more = widgets.NewFold(k, wording.MoreOptions(0), container.NewVBox(
		labeled(lang.L("File name"), r.name, r.wrongName,
			widgets.Caption(lang.L(
				"You can use {name}, {width}, {height}, {n}, {date} and {ext}. A / makes folders."))),
		labeled(lang.L("If a file with that name exists"), r.collision),
		labeled(lang.L("Pictures that are already small enough"), r.small),
		labeled(lang.L("Largest file"), withUnit(r.maxBytes, lang.L("kB")), r.wrongMaxBytes,
			widgets.Caption(lang.L("Lowers the quality first, then the size."))),
		labeled(lang.L("Metadata"), r.metadata),
		labeled(lang.L("Colors"), r.color),
		labeled(lang.L("Resampling"), r.filter),
		labeled(lang.L("Sharpening"), r.sharpen),
		r.dates,
	))
	r.inputs = []fyne.Disableable{
		r.mode, r.width, r.height, r.percent, r.edge, r.megapixels, r.anchor, r.background,
		r.enlarge, r.turn, r.format, r.quality, r.slider, r.small, r.maxBytes,
		r.metadata, r.color, r.filter, r.sharpen, r.dates,
		r.destination.choose, r.destination.beside,
	}
	fields := container.NewVBox(
		labeled(lang.L("Size"), r.mode, container.New(layout.NewCustomPaddedLayout(6, 0, 0, 0),
			container.NewStack(r.box, r.percentRow, r.edgeRow, r.megapixelsRow)), r.wrongSize, r.hint),
		r.anchorRow, r.backgroundRow,
		widgets.Tight(r.turn, r.enlarge),
		labeled(lang.L("Format"), r.format),
		r.qualityRow,
		labeled(lang.L("Save to"), r.destination.root),
		r.more.Root,
	)
	r.scroll.Content = container.New(layout.NewCustomPaddedLayout(4, 3, 8, 16), fields)
	r.root = container.New(widgets.AtLeast{Width: formWidth}, r.scroll)
}

// fill shows f without emitting it.
func (r *recipeForm) fill(f form.Values) {
	r.silent = true
	defer func() { r.silent = false }()
	r.mode.SetSelectedIndex(int(f.Mode))
	r.width.SetText(f.Width)
	r.height.SetText(f.Height)
	r.percent.SetText(f.Percent)
	r.edge.SetText(f.Edge)
	r.megapixels.SetText(f.Megapixels)
	r.anchor.SetSelectedIndex(int(f.Anchor))
	r.background.SetText(f.Background)
	r.enlarge.SetChecked(f.Enlarge)
	r.turn.SetChecked(f.TurnBox)
	for i, format := range r.formats {
		if format == f.Format || i == 0 {
			r.format.SetSelectedIndex(i)
		}
	}
	r.quality.SetText(f.Quality)
	r.small.SetSelectedIndex(int(f.Small))
	r.filter.SetSelectedIndex(int(f.Filter))
	r.sharpen.SetSelectedIndex(int(f.Sharpen))
	r.metadata.SetSelectedIndex(int(f.Metadata))
	r.color.SetSelectedIndex(int(f.Color))
	r.maxBytes.SetText(f.MaxKilobytes)
	r.dates.SetChecked(f.KeepDates)
	r.name.SetText(f.Name)
	r.collision.SetSelectedIndex(int(f.Collision))
	r.adapt(r.value())
}

// value returns the form as typed.
func (r *recipeForm) value() form.Values {
	return form.Values{
		Mode: resize.Mode(r.mode.SelectedIndex()), Width: r.width.Text, Height: r.height.Text,
		Percent: r.percent.Text, Edge: r.edge.Text, Megapixels: r.megapixels.Text,
		Anchor: resize.Anchor(r.anchor.SelectedIndex()), Background: r.background.Text,
		Enlarge: r.enlarge.Checked, TurnBox: r.turn.Checked,
		Small:  resize.SmallPolicy(r.small.SelectedIndex()),
		Filter: resize.Filter(r.filter.SelectedIndex()),
		Format: r.formats[r.format.SelectedIndex()], Quality: r.quality.Text, KeepDates: r.dates.Checked,
		Sharpen:  resize.Sharpening(r.sharpen.SelectedIndex()),
		Metadata: resize.Metadata(r.metadata.SelectedIndex()),
		Color:    resize.ColorPolicy(r.color.SelectedIndex()), MaxKilobytes: r.maxBytes.Text,
		Name: r.name.Text, Collision: batch.Collision(r.collision.SelectedIndex()),
	}
}

func (r *recipeForm) emit() {
	if r.silent {
		return
	}
	f := r.value()
	r.adapt(f)
	r.changed(f)
}

// adapt shows the fields that f uses and hides the others.
func (r *recipeForm) adapt(f form.Values) {
	widgets.SetText(r.hint, wording.ModeHint(f))
	widgets.SetShown(r.box, form.UsesBox(f.Mode))
	widgets.SetShown(r.percentRow, f.Mode == resize.Percent)
	widgets.SetShown(r.edgeRow, form.UsesEdge(f.Mode))
	widgets.SetShown(r.megapixelsRow, f.Mode == resize.Megapixels)
	widgets.SetShown(r.anchorRow, form.UsesAnchor(f.Mode))
	widgets.SetShown(r.backgroundRow, f.Mode == resize.Pad)
	widgets.SetShown(r.turn, form.UsesBox(f.Mode) && f.Mode != resize.Stretch)
	widgets.SetShown(r.enlarge, f.Mode != resize.NoResize)
	widgets.SetShown(r.qualityRow, form.TakesQuality(f.Format))
	widgets.SetButtonText(r.more.Head, wording.MoreOptions(f.MoreChanged()))
	number := form.DefaultQuality(f.Format)
	if placeholder := form.Whole(number); r.quality.PlaceHolder != placeholder {
		r.quality.SetPlaceHolder(placeholder)
	}
	if n, err := form.ParseWhole(f.Quality); err == nil && n >= 1 && n <= 100 {
		number = n
	}
	if int(r.slider.Value) != number {
		r.slider.Value = float64(number) // SetValue would emit
		r.slider.Refresh()
	}
}

// render shows what the controller says about the form. It leaves alone what the user has typed.
func (r *recipeForm) render(v model.View) {
	r.destination.render(v)
	texts := make(map[*widget.Label]string, 1)
	for _, p := range v.Problems {
		var label *widget.Label
		switch p.Field {
		case form.FieldWidth, form.FieldHeight, form.FieldPercent, form.FieldEdge, form.FieldMegapixels:
			label = r.wrongSize
		case form.FieldBackground:
			label = r.wrongBackground
		case form.FieldQuality:
			label = r.wrongQuality
		case form.FieldMaxBytes:
			label = r.wrongMaxBytes
			r.more.Open(true) // so that the reason is seen
		case form.FieldName:
			label = r.wrongName
			r.more.Open(true)
		}
		if label != nil && texts[label] == "" { // the bottom bar shows the other problems
			texts[label] = wording.Problem(p)
		}
	}
	for _, label := range []*widget.Label{
		r.wrongSize, r.wrongBackground, r.wrongQuality, r.wrongName, r.wrongMaxBytes,
	} {
		widgets.SetText(label, texts[label])
		widgets.SetShown(label, texts[label] != "")
	}
	widgets.SetShown(r.hint, texts[r.wrongSize] == "") // the error takes its place
	running := v.Phase == model.PhaseRunning
	enable(!running, r.inputs...)
	enable(!running && !v.Form.InPlace, r.name, r.collision)
	enable(!running && !v.NoHistory, r.destination.place)
}

// enable enables or disables inputs that are not so.
func enable(on bool, inputs ...fyne.Disableable) {
	for _, input := range inputs {
		switch {
		case on && input.Disabled():
			input.Enable()
		case !on && !input.Disabled():
			input.Disable()
		}
	}
}

// labeled puts a name above a field and what belongs to it.
func labeled(name string, objects ...fyne.CanvasObject) *fyne.Container {
	label := widget.NewLabelWithStyle(name, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	label.SizeName = theme.SizeNameCaptionText
	return widgets.Tight(append([]fyne.CanvasObject{label}, objects...)...)
}

// unit makes a dim label to stand behind a field.
func unit(text string) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Importance = widget.LowImportance
	return l
}

func withUnit(o fyne.CanvasObject, text string) *fyne.Container {
	return container.NewBorder(nil, nil, nil, unit(text), o)
}
