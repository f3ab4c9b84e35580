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
)

// recipeForm edits a form: it shows only the fields that the mode needs, and emits the whole form at each change.
type recipeForm struct {
	root    fyne.CanvasObject
	scroll  *container.Scroll
	changed func(form)
	silent  bool // while the form is filled in by the program

	mode                       *keyedSelect
	hint                       *widget.Label
	width, height              *keyedEntry
	percent, edge, megapixels  *keyedEntry
	box, percentRow            *fyne.Container
	edgeRow, megapixelsRow     *fyne.Container
	anchor                     *keyedSelect
	anchorRow, backgroundRow   *fyne.Container
	background                 *keyedEntry
	enlarge, turn, dates       *keyedCheck
	format                     *keyedSelect
	formats                    []resize.Format
	quality                    *keyedEntry
	slider                     *keyedSlider
	qualityRow                 *fyne.Container
	small, filter, collision   *keyedSelect
	sharpen, metadata, color   *keyedSelect
	maxBytes                   *keyedEntry
	name                       *keyedEntry
	wrongSize, wrongBackground *widget.Label
	wrongQuality, wrongName    *widget.Label
	wrongMaxBytes              *widget.Label
	more                       *fold
	destination                *destination
	inputs                     []fyne.Disableable
	disabled                   bool
}

// formWidth is wide enough for the longest choice at the default text size.
const formWidth = 300

func newRecipeForm(k *keymap, f form, changed func(form), chooseOut, besideInput func()) *recipeForm {
	r := &recipeForm{changed: changed, formats: outputFormats(), scroll: container.NewVScroll(nil)}
	r.build(k.within(r.scroll), chooseOut, besideInput)
	r.fill(f)
	return r
}

func (r *recipeForm) build(k *keymap, chooseOut, besideInput func()) {
	emit := func(string) { r.emit() }
	pick := func(int) { r.emit() }
	tick := func(bool) { r.emit() }

	r.mode = newSelect(k, lang.L("Size"), modeNames(), pick)
	r.hint = caption("")
	r.width = newEntry(k, lang.L("Width"), emit)
	r.height = newEntry(k, lang.L("Height"), emit)
	r.percent = newEntry(k, lang.L("Percent"), emit)
	r.edge = newEntry(k, lang.L("Length"), emit)
	r.megapixels = newEntry(k, lang.L("Megapixels"), emit)
	r.width.PlaceHolder, r.height.PlaceHolder = lang.L("any"), lang.L("any")
	r.box = container.NewBorder(nil, nil, nil, unit(lang.L("px")),
		container.New(besideSign{}, r.width, widget.NewLabel("×"), r.height))
	r.percentRow = withUnit(r.percent, "%")
	r.edgeRow = withUnit(r.edge, lang.L("px"))
	r.megapixelsRow = withUnit(r.megapixels, lang.L("megapixels"))
	r.wrongSize, r.wrongBackground, r.wrongQuality, r.wrongName = wrong(), wrong(), wrong(), wrong()
	r.wrongMaxBytes = wrong()
	r.anchor = newSelect(k, lang.L("Position"), anchorNames(), pick)
	r.anchorRow = labelled(lang.L("Position"), r.anchor)
	r.background = newEntry(k, lang.L("Border color"), emit)
	r.backgroundRow = labelled(lang.L("Border color"), r.background, r.wrongBackground)
	r.enlarge = newCheck(k, lang.L("Enlarge smaller pictures too"), tick)
	r.turn = newCheck(k, lang.L("Turn the box to match each picture"), tick)

	names := make([]string, len(r.formats))
	for i, f := range r.formats {
		names[i] = formatName(f)
	}
	r.format = newSelect(k, lang.L("Format"), names, pick)
	r.quality = newEntry(k, lang.L("Quality"), emit)
	r.slider = newSlider(k, lang.L("Quality"), 1, 100, func(v float64) { r.quality.SetText(pixelText(int(v))) })
	r.qualityRow = labelled(lang.L("Quality"),
		container.NewBorder(nil, nil, nil, container.New(atLeast{Width: 64}, r.quality), r.slider), r.wrongQuality)

	r.destination = newDestination(k, chooseOut, besideInput)
	r.name = newEntry(k, lang.L("File name"), emit)
	r.collision = newSelect(k, lang.L("If a file with that name exists"), collisionNames(), pick)
	r.small = newSelect(k, lang.L("Pictures that are small enough already"), smallNames(), pick)
	r.filter = newSelect(k, lang.L("Resampling"), filterNames(), pick)
	r.maxBytes = newEntry(k, lang.L("Largest file"), emit)
	r.maxBytes.PlaceHolder = lang.L("any")
	r.metadata = newSelect(k, lang.L("Metadata"), metadataNames(), pick)
	r.color = newSelect(k, lang.L("Colors"), colorNames(), pick)
	r.sharpen = newSelect(k, lang.L("Sharpening"), sharpenNames(), pick)
	r.dates = newCheck(k, lang.L("Keep the date of each file"), tick)
	r.more = newFold(k, moreOptionsText(0), container.NewVBox(
		labelled(lang.L("File name"), r.name, r.wrongName,
			caption(lang.L("May use {name}, {width}, {height}, {n}, {date}, {ext}; / makes folders."))),
		labelled(lang.L("If a file with that name exists"), r.collision),
		labelled(lang.L("Pictures that are small enough already"), r.small),
		labelled(lang.L("Largest file"), withUnit(r.maxBytes, lang.L("kB")), r.wrongMaxBytes,
			caption(lang.L("Lowers the quality first, then the size."))),
		labelled(lang.L("Metadata"), r.metadata),
		labelled(lang.L("Colors"), r.color),
		labelled(lang.L("Resampling"), r.filter),
		labelled(lang.L("Sharpening"), r.sharpen),
		r.dates,
	))
	r.inputs = []fyne.Disableable{
		r.mode, r.width, r.height, r.percent, r.edge, r.megapixels, r.anchor, r.background, r.enlarge, r.turn, r.format,
		r.quality, r.slider, r.name, r.collision, r.small, r.maxBytes, r.metadata, r.color, r.filter, r.sharpen, r.dates, r.destination.choose, r.destination.beside,
	}
	fields := container.NewVBox(
		labelled(lang.L("Size"), r.mode, container.New(layout.NewCustomPaddedLayout(6, 0, 0, 0),
			container.NewStack(r.box, r.percentRow, r.edgeRow, r.megapixelsRow)), r.wrongSize, r.hint),
		r.anchorRow, r.backgroundRow,
		tight(r.turn, r.enlarge),
		labelled(lang.L("Format"), r.format),
		r.qualityRow,
		labelled(lang.L("Save to"), r.destination.root),
		r.more.root,
	)
	r.scroll.Content = container.New(layout.NewCustomPaddedLayout(4, 3, 8, 16), fields)
	r.root = container.New(atLeast{Width: formWidth}, r.scroll)
}

// fill shows f without emitting it.
func (r *recipeForm) fill(f form) {
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

// value is the form as it stands.
func (r *recipeForm) value() form {
	return form{
		Mode: resize.Mode(r.mode.SelectedIndex()), Width: r.width.Text, Height: r.height.Text,
		Percent: r.percent.Text, Edge: r.edge.Text, Megapixels: r.megapixels.Text,
		Anchor: resize.Anchor(r.anchor.SelectedIndex()), Background: r.background.Text,
		Enlarge: r.enlarge.Checked, TurnBox: r.turn.Checked,
		Small: resize.SmallPolicy(r.small.SelectedIndex()), Filter: resize.Filter(r.filter.SelectedIndex()),
		Format: r.formats[r.format.SelectedIndex()], Quality: r.quality.Text, KeepDates: r.dates.Checked,
		Sharpen: resize.Sharpening(r.sharpen.SelectedIndex()), Metadata: resize.Metadata(r.metadata.SelectedIndex()),
		Color: resize.ColorPolicy(r.color.SelectedIndex()), MaxKilobytes: r.maxBytes.Text,
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

// adapt shows the fields that serve f and hides the others.
func (r *recipeForm) adapt(f form) {
	setText(r.hint, modeHint(f))
	setShown(r.box, usesBox(f.Mode))
	setShown(r.percentRow, f.Mode == resize.Percent)
	setShown(r.edgeRow, usesEdge(f.Mode))
	setShown(r.megapixelsRow, f.Mode == resize.Megapixels)
	setShown(r.anchorRow, usesAnchor(f.Mode))
	setShown(r.backgroundRow, f.Mode == resize.Pad)
	setShown(r.turn, usesBox(f.Mode) && f.Mode != resize.Stretch)
	setShown(r.enlarge, f.Mode != resize.NoResize)
	setShown(r.qualityRow, takesQuality(f.Format))
	setButton(r.more.head, moreOptionsText(f.moreChanged()))
	number := defaultQuality(f.Format)
	if placeholder := pixelText(number); r.quality.PlaceHolder != placeholder {
		r.quality.SetPlaceHolder(placeholder)
	}
	if n, err := parseWhole(f.Quality); err == nil && n >= 1 && n <= 100 {
		number = n
	}
	if int(r.slider.Value) != number {
		r.slider.Value = float64(number) // not SetValue, which would emit
		r.slider.Refresh()
	}
}

// render shows what the controller says about the form; what the user has typed stays as it is.
func (r *recipeForm) render(v view) {
	r.destination.render(v)
	texts := make(map[*widget.Label]string, 1)
	for _, p := range v.problems {
		var label *widget.Label
		switch p.Field {
		case fieldWidth, fieldHeight, fieldPercent, fieldEdge, fieldMegapixels:
			label = r.wrongSize
		case fieldBackground:
			label = r.wrongBackground
		case fieldQuality:
			label = r.wrongQuality
		case fieldMaxBytes:
			label = r.wrongMaxBytes
			r.more.open(true) // likewise
		case fieldName:
			label = r.wrongName
			r.more.open(true) // the reason must not hide
		}
		if label != nil && texts[label] == "" { // the bottom bar says what is about no single field
			texts[label] = problemText(p)
		}
	}
	for _, label := range []*widget.Label{r.wrongSize, r.wrongBackground, r.wrongQuality, r.wrongName, r.wrongMaxBytes} {
		setText(label, texts[label])
		setShown(label, texts[label] != "")
	}
	setShown(r.hint, texts[r.wrongSize] == "") // in its place, so that nothing below moves far
	if disabled := v.phase == phaseRunning; disabled != r.disabled {
		r.disabled = disabled
		for _, input := range r.inputs {
			if disabled {
				input.Disable()
			} else {
				input.Enable()
			}
		}
	}
}

// labelled puts a name above a field and what belongs to it.
func labelled(name string, objects ...fyne.CanvasObject) *fyne.Container {
	label := widget.NewLabelWithStyle(name, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	label.SizeName = theme.SizeNameCaptionText
	return tight(append([]fyne.CanvasObject{label}, objects...)...)
}

func unit(text string) fyne.CanvasObject {
	l := widget.NewLabel(text)
	l.Importance = widget.LowImportance
	return l
}

func withUnit(o fyne.CanvasObject, text string) *fyne.Container {
	return container.NewBorder(nil, nil, nil, unit(text), o)
}

// besideSign lays out two equal fields with a sign between them.
type besideSign struct{}

// MinSize is that of the three in a row.
func (besideSign) MinSize(o []fyne.CanvasObject) fyne.Size {
	field := o[0].MinSize().Max(o[2].MinSize())
	return fyne.NewSize(2*field.Width+o[1].MinSize().Width, field.Height)
}

// Layout gives both fields the same width.
func (besideSign) Layout(o []fyne.CanvasObject, size fyne.Size) {
	sign := o[1].MinSize()
	field := fyne.NewSize((size.Width-sign.Width)/2, size.Height)
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(field)
	o[1].Move(fyne.NewPos(field.Width, (size.Height-sign.Height)/2))
	o[1].Resize(sign)
	o[2].Move(fyne.NewPos(field.Width+sign.Width, 0))
	o[2].Resize(field)
}
