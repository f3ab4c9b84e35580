package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/batch"
)

// planList is the virtual list of pictures, with the selected one's details below.
type planList struct {
	root    *fyne.Container
	list    *keyedList
	model   *model
	details *fyne.Container
	name    *line
	reason  *widget.RichText
	path    *widget.Label

	planVersion, rowsVersion int
	selected                 int
}

func newPlanList(k *keymap, m *model, copyText func(string)) *planList {
	p := &planList{model: m, selected: -1}
	p.list = newList(k, lang.L("Pictures"))
	p.list.Length = m.rows
	p.list.CreateItem = func() fyne.CanvasObject { return newPlanRow() }
	p.list.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if r, ok := m.row(id); ok {
			o.(*planRow).set(newRowText(r))
		}
	}
	p.list.OnSelected = func(id widget.ListItemID) {
		p.selected = id
		p.showDetails()
	}
	p.list.OnUnselected = func(widget.ListItemID) {
		p.selected = -1
		p.showDetails()
	}

	p.name = newLine(theme.SizeNameText, theme.ColorNameForeground)
	p.name.style.Bold = true
	p.path, p.reason = widget.NewLabel(""), widget.NewRichText()
	p.path.Wrapping, p.reason.Wrapping = fyne.TextWrapBreak, fyne.TextWrapWord
	p.path.SizeName = theme.SizeNameCaptionText
	copyButton := newButton(k, lang.X("button.copy", "Copy"), theme.ContentCopyIcon(), func() {
		if r, ok := p.model.row(p.selected); ok { // paths as they are, where the shown ones would not be found
			copyText(detailText(r, func(path string) string { return path }) + "\n" + r.Item.Path)
		}
	})
	copyButton.Importance = widget.LowImportance
	closeButton := newButton(k, lang.L("Close"), theme.CancelIcon(), p.list.UnselectAll)
	closeButton.Importance = widget.LowImportance
	p.details = container.NewVBox(widget.NewSeparator(), container.NewBorder(nil, nil, nil,
		container.NewVBox(copyButton, closeButton), tight(p.name, p.reason, p.path)))
	p.details.Hide()
	p.root = newColumn(0, p.list, p.details)
	return p
}

// render shows the model's rows where they have changed: one refresh a paint, because Fyne's RefreshItem refreshes the
// whole list for each item.
func (p *planList) render(v view) {
	if v.planVersion != p.planVersion {
		p.list.UnselectAll()
		p.list.ScrollToTop()
	} else if v.rowsVersion == p.rowsVersion {
		return
	}
	p.planVersion, p.rowsVersion = v.planVersion, v.rowsVersion
	p.list.Refresh()
	p.showDetails()
}

// closeDetails says whether there were any.
func (p *planList) closeDetails() bool {
	open := p.details.Visible()
	p.list.UnselectAll()
	return open
}

// showDetails says everything about the selected picture.
func (p *planList) showDetails() {
	r, ok := p.model.row(p.selected)
	if !ok && !p.details.Visible() {
		return
	}
	defer layOut(p.root)
	setShown(p.details, ok)
	if !ok {
		return
	}
	color := theme.ColorNameForeground
	if r.failed() {
		color = theme.ColorNameError
	}
	p.name.set(nameText(baseName(r.Item.Path)), theme.ColorNameForeground)
	p.reason.Segments = withArrows(detailText(r, nameText), color)
	p.reason.Refresh()
	setText(p.path, nameText(r.Item.Path))
}

// withArrows is small text with its arrows by themselves, as a strip draws them.
func withArrows(text string, color fyne.ThemeColorName) []widget.RichTextSegment {
	var segments []widget.RichTextSegment
	style := widget.RichTextStyle{ColorName: color, Inline: true, SizeName: theme.SizeNameCaptionText}
	for i, part := range strings.Split(text, "→") {
		if i > 0 {
			segments = append(segments, &widget.TextSegment{Text: "→", Style: style})
		}
		segments = append(segments, &widget.TextSegment{Text: part, Style: style})
	}
	return segments
}

// detailText is what the row says and what it has no room for, with paths as shown has them. The picture's name and path are not
// part of it.
func detailText(r row, shown func(path string) string) string {
	t := newRowText(r)
	var lines []string
	to := r.Item.Job.OutputPath
	if r.Path != "" {
		to = r.Path
	}
	switch {
	case r.Err != nil:
		lines = append(lines, t.Detail, moreText(r.Err))
		if !writing(r.Err) {
			to = ""
		}
	case r.Item.Task == batch.TaskSkip || r.State == batch.Skipped:
		lines, to = append(lines, t.Detail, t.Status), "" // whatever it would have been
	case to != "":
		lines = append(lines, join(sizesText(&r.Item.Job), t.Status))
	}
	if to != "" {
		lines = append(lines, lang.L("To: {{.Path}}", words{"Path": shown(to)}))
	}
	for _, warning := range r.notes() {
		lines = append(lines, lang.L("Note: {{.Text}}", words{"Text": warning}))
	}
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return line == "" }), "\n")
}
