package widgets

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Fyne's widgets, with the window's keys working while they have the focus.

type Entry struct {
	widget.Entry
	keys *Keymap
	Name string
}

// NewEntry makes an entry that a screen reader announces as name.
func NewEntry(k *Keymap, name string, changed func(string)) *Entry {
	e := &Entry{keys: k, Name: name}
	e.ExtendBaseWidget(e)
	e.Scroll = fyne.ScrollHorizontalOnly // so that the window does not grow with the text
	e.OnChanged = changed
	return e
}

// CreateRenderer is called by Fyne.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
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
	keys *Keymap
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
func (e *Entry) AccessibilityLabel() string { return e.Name }

// AccessibilityRole is that of text.
func (e *Entry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// FocusGained is called by Fyne.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	e.keys.reveal(e)
}

// TypedKey hands the window's keys on.
func (e *Entry) TypedKey(event *fyne.KeyEvent) {
	if !e.keys.typed(event) {
		e.Entry.TypedKey(event)
	}
}

// TypedShortcut hands on what is not about editing.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	e.Entry.TypedShortcut(s)
	if _, ok := s.(*desktop.CustomShortcut); ok {
		e.keys.TypedShortcut(s)
	}
}

// AccessibilityLabel is the text, or the name in its place.
func (b *Button) AccessibilityLabel() string {
	if b.Name != "" {
		return b.Name
	}
	return b.Text
}

// FocusGained is called by Fyne.
func (b *Button) FocusGained() {
	b.Button.FocusGained()
	b.keys.reveal(b)
}

// TypedKey hands the window's keys on; Enter presses the button as Space does.
func (b *Button) TypedKey(event *fyne.KeyEvent) {
	if b.keys.typed(event) {
		return
	}
	if event.Name == fyne.KeyReturn || event.Name == fyne.KeyEnter {
		event = &fyne.KeyEvent{Name: fyne.KeySpace}
	}
	b.Button.TypedKey(event)
}

// AccessibilityLabel says what is chosen here, and what is chosen.
func (s *Select) AccessibilityLabel() string { return s.name + ": " + s.Selected }

// AccessibilityRole is that of a button.
func (s *Select) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// FocusGained is called by Fyne.
func (s *Select) FocusGained() {
	s.Select.FocusGained()
	s.keys.reveal(s)
}

// TypedKey hands the window's keys on.
func (s *Select) TypedKey(event *fyne.KeyEvent) {
	if !s.keys.typed(event) {
		s.Select.TypedKey(event)
		s.mark()
	}
}

// Tapped opens the menu.
func (s *Select) Tapped(event *fyne.PointEvent) {
	s.Select.Tapped(event)
	s.mark()
}

// mark marks what is chosen in the menu that has been opened, if one has: the keys begin there.
func (s *Select) mark() {
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

// AccessibilityLabel is the text beside the box.
func (c *Check) AccessibilityLabel() string { return c.Text }

// AccessibilityRole is that of a button.
func (c *Check) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// FocusGained is called by Fyne.
func (c *Check) FocusGained() {
	c.Check.FocusGained()
	c.keys.reveal(c)
}

// TypedKey hands the window's keys on.
func (c *Check) TypedKey(event *fyne.KeyEvent) {
	if !c.keys.typed(event) {
		c.Check.TypedKey(event)
	}
}

// AccessibilityLabel says what is set here, and to what.
func (s *Slider) AccessibilityLabel() string {
	return s.name + ": " + strconv.FormatFloat(s.Value, 'f', -1, 64)
}

// AccessibilityRole is that of a button: Fyne knows no closer one.
func (s *Slider) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// FocusGained is called by Fyne.
func (s *Slider) FocusGained() {
	s.Slider.FocusGained()
	s.keys.reveal(s)
}

// TypedKey hands the window's keys on.
func (s *Slider) TypedKey(event *fyne.KeyEvent) {
	if !s.keys.typed(event) {
		s.Slider.TypedKey(event)
	}
}

// AccessibilityLabel says what is listed.
func (l *List) AccessibilityLabel() string { return l.name }

// AccessibilityRole is that of a container.
func (l *List) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleContainer }

// TypedKey hands the window's keys on.
func (l *List) TypedKey(event *fyne.KeyEvent) {
	if !l.keys.typed(event) {
		l.List.TypedKey(event)
	}
}
