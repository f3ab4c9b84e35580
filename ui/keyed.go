package ui

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Fyne's widgets, with the window's keys working while they have the focus.

type keyedEntry struct {
	widget.Entry
	keys *keymap
	name string
}

// newEntry makes an entry that a screen reader announces as name.
func newEntry(k *keymap, name string, changed func(string)) *keyedEntry {
	e := &keyedEntry{keys: k, name: name}
	e.ExtendBaseWidget(e)
	e.Scroll = fyne.ScrollHorizontalOnly // so that the window does not grow with the text
	e.OnChanged = changed
	return e
}

// CreateRenderer is called by Fyne.
func (e *keyedEntry) CreateRenderer() fyne.WidgetRenderer {
	r := &entryRenderer{WidgetRenderer: e.Entry.CreateRenderer(), wheel: &wheel{keys: e.keys}}
	r.wheel.ExtendBaseWidget(r.wheel)
	return r
}

// entryRenderer is Fyne's with a wheel above it.
type entryRenderer struct {
	fyne.WidgetRenderer
	wheel *wheel
}

// Layout spreads the wheel over the whole entry.
func (r *entryRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.wheel.Resize(size)
}

// Objects is what is drawn.
func (r *entryRenderer) Objects() []fyne.CanvasObject {
	objects := r.WidgetRenderer.Objects()
	return append(objects[:len(objects):len(objects)], r.wheel)
}

// wheel is an invisible widget that lets the mouse's wheel scroll what surrounds an entry: the entry, which scrolls its own
// text, would swallow it.
type wheel struct {
	widget.BaseWidget
	keys *keymap
}

// CreateRenderer is called by Fyne.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}

// Scrolled is called by Fyne.
func (w *wheel) Scrolled(e *fyne.ScrollEvent) {
	if w.keys.scroll != nil {
		w.keys.scroll.Scrolled(e)
	}
}

// AccessibilityLabel says what is entered here.
func (e *keyedEntry) AccessibilityLabel() string { return e.name }

// AccessibilityRole is that of text.
func (e *keyedEntry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// FocusGained is called by Fyne.
func (e *keyedEntry) FocusGained() {
	e.Entry.FocusGained()
	e.keys.reveal(e)
}

// TypedKey hands the window's keys on.
func (e *keyedEntry) TypedKey(event *fyne.KeyEvent) {
	if !e.keys.typed(event) {
		e.Entry.TypedKey(event)
	}
}

// TypedShortcut hands on what is not about editing.
func (e *keyedEntry) TypedShortcut(s fyne.Shortcut) {
	e.Entry.TypedShortcut(s)
	if _, ok := s.(*desktop.CustomShortcut); ok {
		e.keys.typedShortcut(s)
	}
}

type keyedButton struct {
	widget.Button
	keys *keymap
	name string // of a button without a text
}

// AccessibilityLabel is the text, or the name in its place.
func (b *keyedButton) AccessibilityLabel() string {
	if b.name != "" {
		return b.name
	}
	return b.Text
}

func newButton(k *keymap, text string, icon fyne.Resource, tapped func()) *keyedButton {
	b := &keyedButton{keys: k}
	b.ExtendBaseWidget(b)
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	return b
}

// FocusGained is called by Fyne.
func (b *keyedButton) FocusGained() {
	b.Button.FocusGained()
	b.keys.reveal(b)
}

// TypedKey hands the window's keys on; Enter presses the button as Space does.
func (b *keyedButton) TypedKey(event *fyne.KeyEvent) {
	if b.keys.typed(event) {
		return
	}
	if event.Name == fyne.KeyReturn || event.Name == fyne.KeyEnter {
		event = &fyne.KeyEvent{Name: fyne.KeySpace}
	}
	b.Button.TypedKey(event)
}

type keyedSelect struct {
	widget.Select
	keys *keymap
	name string
}

func newSelect(k *keymap, name string, options []string, chosen func(index int)) *keyedSelect {
	s := &keyedSelect{keys: k, name: name}
	s.ExtendBaseWidget(s)
	s.Options = options
	s.OnChanged = func(string) { chosen(s.SelectedIndex()) }
	return s
}

// AccessibilityLabel says what is chosen here, and what is chosen.
func (s *keyedSelect) AccessibilityLabel() string { return s.name + ": " + s.Selected }

// AccessibilityRole is that of a button.
func (s *keyedSelect) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// FocusGained is called by Fyne.
func (s *keyedSelect) FocusGained() {
	s.Select.FocusGained()
	s.keys.reveal(s)
}

// TypedKey hands the window's keys on.
func (s *keyedSelect) TypedKey(event *fyne.KeyEvent) {
	if !s.keys.typed(event) {
		s.Select.TypedKey(event)
		s.mark()
	}
}

// Tapped opens the menu.
func (s *keyedSelect) Tapped(event *fyne.PointEvent) {
	s.Select.Tapped(event)
	s.mark()
}

// mark marks what is chosen in the menu that has been opened, if one has: the keys begin there.
func (s *keyedSelect) mark() {
	canvas := fyne.CurrentApp().Driver().CanvasForObject(s)
	if canvas == nil {
		return
	}
	if menu, ok := canvas.Focused().(*widget.PopUpMenu); ok {
		for range s.SelectedIndex() + 1 {
			menu.ActivateNext()
		}
	}
}

type keyedCheck struct {
	widget.Check
	keys *keymap
}

func newCheck(k *keymap, text string, changed func(bool)) *keyedCheck {
	c := &keyedCheck{keys: k}
	c.ExtendBaseWidget(c)
	c.Text, c.OnChanged = text, changed
	return c
}

// AccessibilityLabel is the text beside the box.
func (c *keyedCheck) AccessibilityLabel() string { return c.Text }

// AccessibilityRole is that of a button.
func (c *keyedCheck) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// FocusGained is called by Fyne.
func (c *keyedCheck) FocusGained() {
	c.Check.FocusGained()
	c.keys.reveal(c)
}

// TypedKey hands the window's keys on.
func (c *keyedCheck) TypedKey(event *fyne.KeyEvent) {
	if !c.keys.typed(event) {
		c.Check.TypedKey(event)
	}
}

type keyedSlider struct {
	widget.Slider
	keys *keymap
	name string
}

func newSlider(k *keymap, name string, low, high float64, changed func(float64)) *keyedSlider {
	s := &keyedSlider{keys: k, name: name}
	s.ExtendBaseWidget(s)
	s.Min, s.Max, s.Step, s.OnChanged = low, high, 1, changed
	return s
}

// AccessibilityLabel says what is set here, and to what.
func (s *keyedSlider) AccessibilityLabel() string {
	return s.name + ": " + strconv.FormatFloat(s.Value, 'f', -1, 64)
}

// AccessibilityRole is that of a button: Fyne knows no closer one.
func (s *keyedSlider) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// FocusGained is called by Fyne.
func (s *keyedSlider) FocusGained() {
	s.Slider.FocusGained()
	s.keys.reveal(s)
}

// TypedKey hands the window's keys on.
func (s *keyedSlider) TypedKey(event *fyne.KeyEvent) {
	if !s.keys.typed(event) {
		s.Slider.TypedKey(event)
	}
}

type keyedList struct {
	widget.List
	keys *keymap
	name string
}

// newList makes a list that a screen reader announces as name. Its length and items are to be set.
func newList(k *keymap, name string) *keyedList {
	l := &keyedList{keys: k, name: name}
	l.ExtendBaseWidget(l)
	return l
}

// AccessibilityLabel says what is listed.
func (l *keyedList) AccessibilityLabel() string { return l.name }

// AccessibilityRole is that of a container.
func (l *keyedList) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// TypedKey hands the window's keys on.
func (l *keyedList) TypedKey(event *fyne.KeyEvent) {
	if !l.keys.typed(event) {
		l.List.TypedKey(event)
	}
}
