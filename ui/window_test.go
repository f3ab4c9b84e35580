package ui

import (
	"bytes"
	"fmt"
	"image/color"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"sizemill/hotfolder"
	"sizemill/resize"
	"sizemill/settings"
	"sizemill/ui/model"
	"sizemill/ui/theme"
	"sizemill/ui/uitest"
	"sizemill/ui/wording"
)

// onStage runs script on a window with n pictures at hand.
func onStage(t *testing.T, n int, change func(*Deps, *uitest.Engine), script func(*stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t, n, change)
		s.play(func() { script(s) })
	})
}

func TestDropAndResizeByButton(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		uitest.Must(t, s.w.resize.empty.Visible(), "no drop target")
		s.drop("/photos/Holiday")
		uitest.Must(t, s.w.resize.loaded.Visible() && !s.w.resize.empty.Visible(), "the list is not shown")
		bar := s.w.resize.bar
		if bar.start.Text != "Resize 29 pictures, copy 2" || bar.start.Disabled() {
			t.Errorf("button %q, disabled %v", bar.start.Text, bar.start.Disabled())
		}
		if want := "32 pictures, 240 MB → about 9.9 MB · 2 already small · 1 cannot be resized"; bar.summary.AccessibilityLabel() != want {
			t.Errorf("summary %q, want %q", bar.summary.AccessibilityLabel(), want)
		}
		s.tap(bar.start)
		uitest.Must(t, bar.open.Visible() && !bar.start.Visible() && !bar.cancel.Visible(), "the result's buttons are not shown")
		if !strings.HasPrefix(bar.summary.Text, "29 pictures resized, 2 copied, ") || bar.summary.Tail != "1 failed" {
			t.Errorf("summary %q", bar.summary.AccessibilityLabel())
		}
		s.tap(bar.clearList)
		uitest.Must(t, s.w.resize.empty.Visible(), "no drop target after clearing the list")
	})
}

// TestDropInWatchViewWatches: a drop goes to the visible view.
func TestDropInWatchViewWatches(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.watch.OnAdd = func(path string) error {
			if path == "/photos/a.jpg" {
				return fmt.Errorf("watch %s: %w", path, hotfolder.ErrNotFolder)
			}
			return nil
		}
		s.tap(s.w.tabWatch)
		uitest.Must(t, s.w.watch.root.Visible() && !s.w.resize.root.Visible(), "the Watch view is not shown")
		s.drop("/photos/Holiday", "/photos/a.jpg", "/photos/Other")
		uitest.Must(t, s.w.watch.root.Visible(), "the Watch view is left")
		if got := s.w.watch.order; len(got) != 2 || got[0] != "/photos/Holiday" || got[1] != "/photos/Other" {
			t.Errorf("watching %q", got)
		}
		if want := "Only folders can be watched: /photos/a.jpg is not a folder."; s.w.notice.Text != want {
			t.Errorf("notice %q, want %q", s.w.notice.Text, want)
		}
		uitest.Must(t, len(s.engine.Scanned) == 0, "the Resize view has opened it, too")
	})
}

func TestPaste(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"URIs of a file manager", "file:///photos/a%20b\r\nfile:///photos/c+d\r\n", []string{"/photos/a b", "/photos/c+d"}},
		{"a path", "/photos/Holiday", []string{"/photos/Holiday"}},
		{"a path that looks escaped", "/photos/100%25", []string{"/photos/100%25"}},
		{"text", "Hello\nworld", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			onStage(t, 32, nil, func(s *stage) {
				clipboard := test.NewClipboard()
				clipboard.SetContent(tt.text)
				s.w.paste(&fyne.ShortcutPaste{Clipboard: clipboard})
				s.settle()
				got := s.engine.Scanned
				if told := s.w.notice.Text == "The clipboard holds no file, folder or path."; told != (tt.want == nil) {
					t.Errorf("notice %q", s.w.notice.Text)
				}
				if len(got) == 0 && tt.want == nil {
					return
				}
				if len(got) != 1 || strings.Join(got[0], "|") != strings.Join(tt.want, "|") {
					t.Errorf("opened %q, want %q", got, tt.want)
				}
			})
		})
	}
}

// press types a shortcut as the desktop driver does: to the focused widget if it takes shortcuts,
// else to the canvas, which runs the same functions as the keymap. Fyne's test canvas takes none.
func (s *stage) press(key fyne.KeyName) {
	shortcut := &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
	if focused, ok := s.win.Canvas().Focused().(fyne.Shortcutable); ok {
		focused.TypedShortcut(shortcut)
	} else {
		s.w.keys.TypedShortcut(shortcut)
	}
	s.settle()
}

func (s *stage) escape() { s.typed(fyne.KeyEscape) }

// typed types a plain key in the same way.
func (s *stage) typed(key fyne.KeyName) {
	event := &fyne.KeyEvent{Name: key}
	if focused := s.win.Canvas().Focused(); focused != nil {
		focused.TypedKey(event)
	} else {
		s.win.Canvas().OnTypedKey()(event)
	}
	s.settle()
}

func TestKeys(t *testing.T) {
	form := func(s *stage) *recipeForm { return s.w.resize.form }
	focus := []struct {
		name   string
		widget func(*stage) fyne.Focusable
	}{
		{"nothing", func(*stage) fyne.Focusable { return nil }},
		{"entry", func(s *stage) fyne.Focusable { return form(s).width }},
		{"select", func(s *stage) fyne.Focusable { return form(s).mode }},
		{"check", func(s *stage) fyne.Focusable { return form(s).enlarge }},
		{"slider", func(s *stage) fyne.Focusable { return form(s).slider }},
		{"button", func(s *stage) fyne.Focusable { return s.w.tabResize }},
		{"list", func(s *stage) fyne.Focusable { return s.w.resize.list.list }},
	}
	for _, start := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter} {
		for _, tt := range focus {
			t.Run(string(start)+" with focus on "+tt.name, func(t *testing.T) {
				onStage(t, 32, func(d *Deps, e *uitest.Engine) {
					d.Chooser = uitest.Chooser{Folder: "/photos/Holiday"}
					e.OnRun = uitest.TenThenWait
				}, func(s *stage) {
					s.press(fyne.KeyO)
					uitest.Must(t, s.w.phase == model.PhaseReady, "Ctrl+O: phase %d", s.w.phase)
					s.win.Canvas().Focus(tt.widget(s))
					s.press(start)
					uitest.Must(t, s.w.phase == model.PhaseRunning, "Ctrl+Enter: phase %d", s.w.phase)
					s.win.Canvas().Focus(tt.widget(s))
					s.escape()
					uitest.Must(t, s.w.phase == model.PhaseDone, "Esc: phase %d", s.w.phase)
				})
			})
		}
	}
}

func TestTypingReplansAndKeepsTheCaret(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		width := s.w.resize.form.width
		width.SetText("")
		s.win.Canvas().Focus(width)
		test.Type(width, "640")
		s.settle()
		if width.Text != "640" || width.CursorColumn != 3 {
			t.Errorf("text %q, caret at %d", width.Text, width.CursorColumn)
		}
		if r, _ := s.c.List.Row(0); !strings.HasPrefix(wording.NewRow(r).Detail, "6000×4000 → 640×426") {
			t.Errorf("row says %q", wording.NewRow(r).Detail)
		}
	})
}

func TestProblemIsShownAtItsField(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		f, bar := s.w.resize.form, s.w.resize.bar
		f.height.SetText("-1")
		s.settle()
		uitest.Must(t, f.wrongSize.Visible() && bar.start.Disabled(), "no problem is shown")
		if f.wrongSize.Text != "Enter a whole number from 1 to 100,000" || bar.reason.Text != "Correct the fields marked in red." {
			t.Errorf("field says %q, bar says %q", f.wrongSize.Text, bar.reason.Text)
		}
		f.height.SetText("100")
		s.settle()
		uitest.Must(t, !f.wrongSize.Visible() && !bar.start.Disabled(), "the problem is still shown")
		f.name.SetText("../{name}")
		s.settle()
		uitest.Must(t, f.wrongName.Visible() && f.more.Content.Visible(), "the reason is hidden under More options")
	})
}

func TestModesShowTheirFieldsOnly(t *testing.T) {
	tests := []struct {
		mode                                            resize.Mode
		box, percent, edge, megapixels, anchor, enlarge bool
		background                                      bool
	}{
		{mode: resize.Fit, box: true, enlarge: true},
		{mode: resize.Fill, box: true, anchor: true, enlarge: true},
		{mode: resize.Pad, box: true, anchor: true, background: true, enlarge: true},
		{mode: resize.Stretch, box: true, enlarge: true},
		{mode: resize.Percent, percent: true, enlarge: true},
		{mode: resize.LongEdge, edge: true, enlarge: true},
		{mode: resize.ShortEdge, edge: true, enlarge: true},
		{mode: resize.Megapixels, megapixels: true, enlarge: true},
		{mode: resize.NoResize},
	}
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		f := s.w.resize.form
		for _, tt := range tests {
			f.mode.SetSelectedIndex(int(tt.mode))
			s.settle()
			got := [...]bool{f.box.Visible(), f.percentRow.Visible(), f.edgeRow.Visible(), f.megapixelsRow.Visible(),
				f.anchorRow.Visible(), f.backgroundRow.Visible(), f.enlarge.Visible()}
			want := [...]bool{tt.box, tt.percent, tt.edge, tt.megapixels, tt.anchor, tt.background, tt.enlarge}
			if got != want {
				t.Errorf("%v shows %v, want %v", tt.mode, got, want)
			}
			builds := s.engine.Builds()
			if last := builds[len(builds)-1]; last.Recipe.Mode != tt.mode {
				t.Errorf("planned with %v, want %v", last.Recipe.Mode, tt.mode)
			}
		}
	})
}

func TestQualitySliderAndNumber(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		f := s.w.resize.form
		if f.slider.Value != 85 || f.quality.Text != "" || f.quality.PlaceHolder != "85" {
			t.Errorf("slider %v, number %q, placeholder %q", f.slider.Value, f.quality.Text, f.quality.PlaceHolder)
		}
		f.slider.SetValue(60)
		if f.quality.Text != "60" {
			t.Errorf("number %q", f.quality.Text)
		}
		f.quality.SetText("42")
		if f.slider.Value != 42 {
			t.Errorf("slider %v", f.slider.Value)
		}
		for i, format := range f.formats {
			if format == resize.PNG {
				f.format.SetSelectedIndex(i)
			}
		}
		uitest.Must(t, !f.qualityRow.Visible(), "PNG shows a quality")
	})
}

func TestFormIsLockedWhileRunning(t *testing.T) {
	onStage(t, 32, func(_ *Deps, e *uitest.Engine) { e.OnRun = uitest.TenThenWait }, func(s *stage) {
		s.drop("/photos/Holiday")
		bar, f := s.w.resize.bar, s.w.resize.form
		s.tap(bar.start)
		uitest.Must(t, f.width.Disabled() && f.mode.Disabled() && bar.cancel.Visible() && bar.bar.Visible(), "not locked")
		if !strings.HasPrefix(bar.summary.Text, "11 of 32") && !strings.HasPrefix(bar.summary.Text, "10 of 32") {
			t.Errorf("summary %q", bar.summary.Text)
		}
		s.tap(bar.cancel)
		uitest.Must(t, !f.width.Disabled() && bar.resume.Visible(), "not unlocked")
		if bar.resume.Text != "Resize the other 22" {
			t.Errorf("button %q", bar.resume.Text)
		}
	})
}

// threadWatch is a theme that records which goroutines look up colors, as each widget does when it
// is drawn or changed.
type threadWatch struct {
	fyne.Theme
	mu   sync.Mutex
	seen map[string]bool
}

func (w *threadWatch) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	w.note()
	return w.Theme.Color(name, variant)
}

func (w *threadWatch) Size(name fyne.ThemeSizeName) float32 {
	w.note()
	return w.Theme.Size(name)
}

func (w *threadWatch) note() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[goroutine()] = true
}

// goroutine returns the name of the running goroutine in a stack trace.
func goroutine() string {
	var buf [64]byte
	name, _, _ := bytes.Cut(buf[:runtime.Stack(buf[:], false)], []byte(" ["))
	return string(name)
}

func TestWidgetsAreTouchedByTheirGoroutineOnly(t *testing.T) {
	watch := &threadWatch{Theme: theme.New(settings.ThemeLight), seen: make(map[string]bool)}
	fyne.CurrentApp().Settings().SetTheme(watch)
	defer fyne.CurrentApp().Settings().SetTheme(theme.New(settings.ThemeLight))
	onStage(t, 200, func(d *Deps, _ *uitest.Engine) { d.Chooser = uitest.Chooser{Folder: "/photos/Holiday"} }, func(s *stage) {
		watch.mu.Lock()
		clear(watch.seen)
		watch.mu.Unlock()
		s.press(fyne.KeyO)
		s.w.resize.form.width.SetText("500")
		s.settle()
		s.tap(s.w.resize.bar.start)
		s.c.AddWatch("/in")
		s.c.PastedNothing()
		s.settle()
		watch.mu.Lock()
		defer watch.mu.Unlock()
		if me := goroutine(); len(watch.seen) != 1 || !watch.seen[me] {
			t.Errorf("widgets were touched by %v; the UI's is %s", watch.seen, me)
		}
	})
}

func TestWatchCards(t *testing.T) {
	onStage(t, 32, func(d *Deps, _ *uitest.Engine) { d.Chooser = uitest.Chooser{Folder: "/in/camera"} }, func(s *stage) {
		s.tap(s.w.tabWatch)
		uitest.Must(t, s.w.watch.empty.Visible(), "no word about there being no folder")
		s.c.ChooseWatch()
		s.settle()
		card := s.w.watch.cards["/in/camera"]
		uitest.Must(t, card != nil && !s.w.watch.empty.Visible(), "no card")
		if card.state.Text != "Watching" {
			t.Errorf("state %q", card.state.Text)
		}
		s.tap(card.pause)
		if card.state.Text != "Paused" || card.pause.Text != "Resume" {
			t.Errorf("state %q, button %q", card.state.Text, card.pause.Text)
		}
		s.tap(card.pause)
		if card.state.Text != "Watching" || card.pause.Text != "Pause" {
			t.Errorf("state %q, button %q", card.state.Text, card.pause.Text)
		}
		s.c.RemoveWatch("/in/camera")
		s.settle()
		uitest.Must(t, len(s.w.watch.rows.Objects) == 0 && s.w.watch.empty.Visible(), "the card is still there")
	})
}
