package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/model"
	"sizemill/ui/oneline"
	"sizemill/ui/widgets"
	"sizemill/ui/wording"
)

// planList is the list of pictures, with the details of the selected one below.
type planList struct {
	root    *fyne.Container
	list    *widgets.List
	model   *model.List
	details *fyne.Container
	name    *widgets.Line
	reason  *widget.RichText
	path    *widget.Label

	planVersion, rowsVersion int
	selected                 int
}

func newPlanList(k *widgets.Keymap, m *model.List, copyText func(string)) *planList {
	p := &planList{model: m, selected: -1}
	p.list = widgets.NewList(k, lang.L("Pictures"))
	p.list.Length = m.Len
	p.list.CreateItem = func() fyne.CanvasObject { return newPlanRow() }
	p.list.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) {
		if r, ok := m.Row(id); ok {
			o.(*planRow).set(wording.NewRow(r))
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

	p.name = widgets.NewLine(theme.SizeNameText, theme.ColorNameForeground)
	p.name.Style.Bold = true
	p.path, p.reason = widget.NewLabel(""), widget.NewRichText()
	p.path.Wrapping, p.reason.Wrapping = fyne.TextWrapBreak, fyne.TextWrapWord
	p.path.SizeName = theme.SizeNameCaptionText
	copyButton := widgets.NewButton(k, lang.X("button.copy", "Copy"), theme.ContentCopyIcon(), func() {
		if r, ok := p.model.Row(p.selected); ok { // with paths as they are, not made fit to be shown
			copyText(wording.Details(r, func(path string) string { return path }) + "\n" + r.Item.Path)
		}
	})
	copyButton.Importance = widget.LowImportance
	closeButton := widgets.NewButton(k, lang.L("Close"), theme.CancelIcon(), p.list.UnselectAll)
	closeButton.Importance = widget.LowImportance
	p.details = container.NewVBox(widget.NewSeparator(), container.NewBorder(nil, nil, nil,
		container.NewVBox(copyButton, closeButton), widgets.Tight(p.name, p.reason, p.path)))
	p.details.Hide()
	p.root = widgets.NewColumn(0, p.list, p.details)
	return p
}

// render refreshes the list if its rows have changed, once per paint: Fyne's RefreshItem refreshes
// the whole list for each item.
func (p *planList) render(v model.View) {
	if v.PlanVersion != p.planVersion {
		p.list.UnselectAll()
		p.list.ScrollToTop()
	} else if v.RowsVersion == p.rowsVersion {
		return
	}
	p.planVersion, p.rowsVersion = v.PlanVersion, v.RowsVersion
	p.list.Refresh()
	p.showDetails()
}

// closeDetails reports whether there were any.
func (p *planList) closeDetails() bool {
	open := p.details.Visible()
	p.list.UnselectAll()
	return open
}

// showDetails shows everything about the selected picture.
func (p *planList) showDetails() {
	r, ok := p.model.Row(p.selected)
	if !ok && !p.details.Visible() {
		return
	}
	defer widgets.LayOut(p.root)
	widgets.SetShown(p.details, ok)
	if !ok {
		return
	}
	color := theme.ColorNameForeground
	if r.Failed() {
		color = theme.ColorNameError
	}
	p.name.Set(oneline.Name(oneline.Base(r.Item.Path)), theme.ColorNameForeground)
	p.reason.Segments = withArrows(wording.Details(r, oneline.Name), color)
	p.reason.Refresh()
	widgets.SetText(p.path, oneline.Name(r.Item.Path))
}

// withArrows makes small text in which each arrow is a segment of its own: see oneline.Arrow.
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
