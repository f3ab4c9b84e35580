package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Entry is Fyne's entry with the window's keys.
type Entry struct {
	widget.Entry
	Name string // for screen readers

	keys *Keymap
}

// NewEntry makes an entry that a screen reader announces as name.
func NewEntry(k *Keymap, name string, changed func(string)) *Entry {
	e := &Entry{keys: k, Name: name}
	e.ExtendBaseWidget(e)
	e.Scroll = fyne.ScrollHorizontalOnly // so that the window does not grow with the text
	e.OnChanged = changed
	return e
}

// CreateRenderer puts a wheel above Fyne's renderer.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	r := &entryRenderer{WidgetRenderer: e.Entry.CreateRenderer(), wheel: &wheel{keys: e.keys}}
	r.wheel.ExtendBaseWidget(r.wheel)
	return r
}

// entryRenderer is Fyne's renderer with a wheel above it.
type entryRenderer struct {
	fyne.WidgetRenderer
	wheel *wheel
}

// Layout spreads the wheel over the entry.
func (r *entryRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.wheel.Resize(size)
}

// Objects returns what is drawn.
func (r *entryRenderer) Objects() []fyne.CanvasObject {
	objects := r.WidgetRenderer.Objects()
	return append(objects[:len(objects):len(objects)], r.wheel)
}

// wheel is an invisible widget that lets the mouse wheel scroll what surrounds an entry. The entry
// would swallow the event to scroll its own text.
type wheel struct {
	widget.BaseWidget
	keys *Keymap
}

// CreateRenderer draws nothing.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}

// Scrolled hands the event to what surrounds the entry.
func (w *wheel) Scrolled(e *fyne.ScrollEvent) {
	if w.keys.scroll != nil {
		w.keys.scroll.Scrolled(e)
	}
}

// AccessibilityLabel returns the name.
func (e *Entry) AccessibilityLabel() string { return e.Name }

// AccessibilityRole returns text.
func (e *Entry) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// FocusGained also scrolls the widget into sight.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	e.keys.reveal(e)
}

// TypedKey hands on the window's keys.
func (e *Entry) TypedKey(event *fyne.KeyEvent) {
	if !e.keys.typed(event) {
		e.Entry.TypedKey(event)
	}
}

// TypedShortcut hands on shortcuts that do not edit the text.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	e.Entry.TypedShortcut(s)
	if _, ok := s.(*desktop.CustomShortcut); ok {
		e.keys.TypedShortcut(s)
	}
}
