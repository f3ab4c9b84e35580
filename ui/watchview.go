package ui

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sizemill/batch"
	"sizemill/hotfolder"
)

// watchView lists the watched folders with their live state.
type watchView struct {
	root   fyne.CanvasObject
	scroll *container.Scroll
	recipe *widget.Label
	empty  fyne.CanvasObject
	rows   *fyne.Container
	keys   *keymap // of the cards
	c      *controller
	cards  map[string]*watchCard // by path
	order  []string
}

func newWatchView(k *keymap, c *controller) *watchView {
	w := &watchView{c: c, rows: container.New(layout.NewCustomPaddedVBoxLayout(8)), recipe: caption(""), cards: make(map[string]*watchCard)}
	w.scroll = container.NewVScroll(w.rows)
	w.keys = k.within(w.scroll)
	title := heading(lang.L("Resize pictures as they arrive in a folder"), theme.SizeNameSubHeadingText)
	add := newButton(k, lang.L("Add folder…"), theme.ContentAddIcon(), c.chooseWatch)
	add.Importance = widget.HighImportance
	w.empty = container.NewCenter(explained(theme.VisibilityIcon(), lang.L("No folder is watched yet"),
		lang.L("Add one: its pictures and new arrivals are resized while Sizemill is open. The originals stay as they are.")))
	top := container.NewBorder(nil, nil, nil, container.NewCenter(add), tight(title, w.recipe))
	w.root = container.New(layout.NewCustomPaddedLayout(12, 8, 16, 16),
		newColumn(1, top, container.NewStack(w.empty, w.scroll)))
	return w
}

func (w *watchView) render(v view) {
	setText(w.recipe, newFolderText(v.options))
	setShown(w.empty, len(v.watch) == 0)
	if w.arrange(v.watch) {
		w.scroll.Refresh()
	}
	for _, s := range v.watch {
		path := s.Folder.Path
		if err := v.watchRefused[path]; err != nil {
			s.Reason = refusalText(err)
		}
		w.cards[path].render(s, v.watchFailures[path])
	}
}

// arrange makes one card for each folder, in their order; it says whether anything has changed.
func (w *watchView) arrange(watch []hotfolder.Status) bool {
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

// watchCard shows one watched folder.
type watchCard struct {
	root   fyne.CanvasObject
	state  *line
	reason *line
	recent [recentShown]*line
	pause  *keyedButton
	paused bool
}

func newWatchCard(k *keymap, c *controller, f hotfolder.Folder) *watchCard {
	w := &watchCard{
		state:  newLine(theme.SizeNameText, theme.ColorNameForeground),
		reason: newLine(theme.SizeNameCaptionText, theme.ColorNameForeground),
	}
	path := newLine(theme.SizeNameText, theme.ColorNameForeground)
	path.text, path.style.Bold = nameText(f.Path), true
	recipe := newLine(theme.SizeNameCaptionText, theme.ColorNamePlaceHolder)
	recipe.text = recipeText(f.Options)
	w.pause = newButton(k, lang.L("Pause"), theme.MediaPauseIcon(), func() { c.pauseWatch(f.Path, !w.paused) })
	remove := newButton(k, lang.L("Remove"), theme.DeleteIcon(), func() { c.removeWatch(f.Path) })
	for _, b := range []*keyedButton{w.pause, remove} {
		b.Importance = widget.LowImportance
	}
	lines := tight(path, recipe, w.state, w.reason)
	for i := range w.recent {
		w.recent[i] = newLine(theme.SizeNameCaptionText, theme.ColorNamePlaceHolder)
		w.recent[i].Hide()
		lines.Add(w.recent[i])
	}
	w.root = newFrame(container.New(layout.NewCustomPaddedLayout(10, 10, 4, 8), container.NewBorder(nil, nil, nil,
		tight(container.NewHBox(w.pause, remove)), lines)), theme.ColorNameHeaderBackground, theme.ColorNameHeaderBackground, 0, 8)
	return w
}

// render shows s, and failures that are not to be forgotten.
func (w *watchCard) render(s hotfolder.Status, failures []hotfolder.Recent) {
	color := theme.ColorNameSuccess
	switch s.State {
	case hotfolder.Gone, hotfolder.Silent, hotfolder.Broken:
		color = theme.ColorNameError
	case hotfolder.Paused, hotfolder.Starting:
		color = theme.ColorNamePlaceHolder
	case hotfolder.Polling:
		color = theme.ColorNameWarning
	}
	w.state.set(watchStateText(s), color)
	w.state.setTail(watchFailedText(s), theme.ColorNameError)
	w.reason.set(nameText(s.Reason), color)
	setShown(w.reason, s.Reason != "")
	if paused := s.Folder.Paused; paused != w.paused {
		w.paused = paused
		w.pause.Icon = theme.MediaPauseIcon()
		text := lang.L("Pause")
		if paused {
			w.pause.Icon = theme.MediaPlayIcon()
			text = lang.L("Resume")
		}
		w.pause.SetText(text)
	}
	listed := cardRecent(failures, s.Recent)
	for i, recent := range w.recent {
		setShown(recent, i < len(listed))
		if i < len(listed) {
			color := theme.ColorNamePlaceHolder
			if listed[i].Err != nil {
				color = theme.ColorNameError
			}
			recent.set(recentText(s.Folder.Path, listed[i]), color)
		}
	}
}

// newFolderText says which settings a folder is added with.
func newFolderText(o batch.Options) string {
	return lang.L("A new folder gets the settings of the Resize view: {{.Recipe}}", words{"Recipe": recipeText(o)})
}

// recentText is one finished picture of folder in a line. Where the results go stands above it.
func recentText(folder string, r hotfolder.Recent) string {
	name, err := filepath.Rel(folder, r.Path)
	if err != nil {
		name = r.Path
	}
	at := r.At.Format("15:04")
	if r.Err != nil {
		return join(at, nameText(name), errorText(r.Err))
	}
	made := ""
	if out := filepath.Base(r.Output); out != filepath.Base(r.Path) {
		made = arrow + nameText(out)
	}
	return join(at, nameText(name)+made, bytesText(r.Bytes))
}
