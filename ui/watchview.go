package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/ui/control"
	"sizemill/ui/model"
	"sizemill/ui/widgets"
	"sizemill/ui/wording"
)

// watchView lists the watched folders with their live state.
type watchView struct {
	root   fyne.CanvasObject
	scroll *container.Scroll
	recipe *widget.Label
	empty  fyne.CanvasObject
	rows   *fyne.Container
	keys   *widgets.Keymap // of the cards
	c      *control.Controller
	cards  map[string]*watchCard // by path
	order  []string
}

func newWatchView(k *widgets.Keymap, c *control.Controller) *watchView {
	w := &watchView{
		c: c, recipe: widgets.Caption(""), cards: make(map[string]*watchCard),
		rows: container.New(layout.NewCustomPaddedVBoxLayout(8)),
	}
	w.scroll = container.NewVScroll(w.rows)
	w.keys = k.Within(w.scroll)
	title := widgets.Heading(
		lang.L("Resize pictures as they arrive in a folder"), theme.SizeNameSubHeadingText)
	add := widgets.NewButton(k, lang.L("Add folder…"), theme.ContentAddIcon(), c.ChooseWatch)
	add.Importance = widget.HighImportance
	w.empty = container.NewCenter(widgets.Explained(theme.VisibilityIcon(),
		lang.L("No folder is watched yet"), lang.L(
			"Add a folder: its pictures and new arrivals are resized while Sizemill is open. Originals are not changed.")))
	top := container.NewBorder(nil, nil, nil, container.NewCenter(add), widgets.Tight(title, w.recipe))
	w.root = container.New(layout.NewCustomPaddedLayout(12, 8, 16, 16),
		widgets.NewColumn(1, top, container.NewStack(w.empty, w.scroll)))
	return w
}

func (w *watchView) render(v model.View) {
	widgets.SetText(w.recipe, wording.NewFolder(v.Options))
	widgets.SetShown(w.empty, len(v.Watch) == 0)
	if w.arrange(v.Watch) {
		w.scroll.Refresh()
	}
	for _, f := range v.Watch {
		w.cards[f.Folder.Path].render(f)
	}
}

// arrange makes one card per folder, in their order, and reports whether anything has changed.
func (w *watchView) arrange(watch []model.WatchedFolder) bool {
	same := len(watch) == len(w.order)
	for i := 0; same && i < len(watch); i++ {
		same = w.order[i] == watch[i].Folder.Path
	}
	if same {
		return false
	}
	old := w.cards
	w.cards, w.order, w.rows.Objects = make(map[string]*watchCard, len(watch)), nil, nil
	for _, s := range watch {
		path := s.Folder.Path
		card := old[path]
		if card == nil {
			card = newWatchCard(w.keys, w.c, s.Folder)
		}
		w.cards[path] = card
		w.order = append(w.order, path)
		w.rows.Objects = append(w.rows.Objects, card.root)
	}
	return true
}
