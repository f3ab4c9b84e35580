package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/ui/uitest"
	"sizemill/ui/widgets"
)

// inEachState loads pictures, starts, and ends with failures; check looks at the window in each
// state.
func inEachState(t *testing.T, check func(s *stage, state string)) {
	t.Helper()
	onStage(t, 128, func(_ *Deps, e *uitest.Engine) { e.OnRun = uitest.TenThenWait }, func(s *stage) {
		s.drop("/photos/Holiday")
		check(s, "ready")
		for _, entry := range []*widgets.Entry{s.w.resize.form.width, s.w.resize.form.quality} {
			right := entry.Text
			entry.SetText("x")
			s.settle()
			uitest.Must(t, s.w.resize.bar.start.Disabled(), "no problem")
			check(s, "a wrong "+entry.Name)
			entry.SetText(right)
			s.settle()
		}
		s.tap(s.w.resize.bar.start)
		check(s, "running")
		s.tap(s.w.resize.bar.cancel)
		check(s, "cancelled")
		s.w.resize.list.list.Select(0)
		s.settle()
		check(s, "with details")
		s.engine.OnRun = uitest.RunAll(map[string]error{"2024/Lisbon/IMG_0020.jpg": uitest.ErrDenied})
		s.tap(s.w.resize.bar.resume)
		check(s, "done")
	})
}

func TestNothingMovesBetweenStates(t *testing.T) {
	bar := float32(0)
	inEachState(t, func(s *stage, state string) {
		form := s.w.resize.form.scroll
		if content := form.Content.MinSize(); content.Height > form.Size().Height {
			t.Errorf("%s: the form needs %v and has %v", state, content.Height, form.Size().Height)
		}
		if form.Offset.Y != 0 {
			t.Errorf("%s: the form is scrolled by %v", state, form.Offset.Y)
		}
		height := s.w.resize.bar.root.Size().Height
		if bar == 0 {
			bar = height
		}
		if height != bar {
			t.Errorf("%s: the bar is %v high, before it was %v", state, height, bar)
		}
	})
}

// tour returns what Tab reaches, by the labels that a screen reader says, without the values.
func (s *stage) tour() []string {
	s.t.Helper()
	canvas := s.win.Canvas()
	canvas.Unfocus()
	var first fyne.Focusable
	var labels []string
	for range 100 {
		canvas.FocusNext()
		at := canvas.Focused()
		if at == nil || at == first {
			break
		}
		if first == nil {
			first = at
		}
		named, ok := at.(fyne.Accessible)
		if !ok {
			s.t.Errorf("%T has no label", at)
			continue
		}
		label, _, _ := strings.Cut(named.AccessibilityLabel(), ": ")
		if label == "" {
			s.t.Errorf("%T has an empty label", at)
		}
		labels = append(labels, label)
	}
	canvas.Unfocus()
	return labels
}

func TestTabOrder(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		if got, want := s.tour(), []string{"Resize", "Watch", "Choose folder…", "Choose pictures…"}; !slices.Equal(got, want) {
			t.Errorf("empty: got %q, want %q", got, want)
		}
		s.drop("/photos/Holiday")
		s.win.Canvas().Focus(s.w.resize.form.more.Head)
		s.typed(fyne.KeyReturn)
		want := []string{
			"Resize", "Watch", "Add folder…", "Add pictures…", "Clear", "Problems", "Pictures",
			"Size", "Width", "Height", "Rotate the box to match each picture", "Enlarge smaller pictures too",
			"Format", "Quality", "Quality", "Choose…", "More options",
			"File name", "If a file with that name exists", "Pictures that are already small enough",
			"Largest file", "Metadata", "Colors", "Resampling", "Sharpening", "Keep file dates",
			"Resize 29 pictures, copy 2",
		}
		if got := s.tour(); !slices.Equal(got, want) {
			t.Errorf("loaded:\n got %q\nwant %q", got, want)
		}
		s.w.showWatch(true)
		s.c.AddWatch("/in")
		s.settle()
		s.c.PastedNothing()
		s.settle()
		if got, want := s.tour(), []string{"Resize", "Watch", "Close", "Add folder…", "Pause", "Remove"}; !slices.Equal(got, want) {
			t.Errorf("watching: got %q, want %q", got, want)
		}
	})
}

func TestFailuresOfAWatchedFolderStandOut(t *testing.T) {
	onStage(t, 1, nil, func(s *stage) {
		s.arrived(hotfolder.Status{
			Folder: hotfolder.Folder{Path: "/in", Options: batch.DefaultOptions()}, State: hotfolder.Watching, Done: 3, Failed: 1,
		})
		state := s.w.watch.cards["/in"].state
		if got := fmt.Sprint(state.Text, "|", state.Tail); got != "Watching · 3 done|1 failed" || state.ColorName == state.TailColor {
			t.Errorf("says %q in %s and %s", got, state.ColorName, state.TailColor)
		}
	})
}
