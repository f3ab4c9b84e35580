package ui

import (
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"sizemill/batch"
	"sizemill/hotfolder"
	"sizemill/resize"
	"sizemill/ui/model"
	"sizemill/ui/oneline"
	"sizemill/ui/uitest"
	"sizemill/ui/widgets"
)

// entries returns the text fields of the form, each with a mode that shows it.
func (r *recipeForm) entries() map[*widgets.Entry]resize.Mode {
	return map[*widgets.Entry]resize.Mode{
		r.width: resize.Fit, r.height: resize.Fill, r.percent: resize.Percent, r.edge: resize.LongEdge, r.megapixels: resize.Megapixels,
		r.background: resize.Pad, r.quality: resize.Fit, r.name: resize.Fit, r.maxBytes: resize.Fit,
	}
}

func TestLongTextTakesNoRoom(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		form := s.w.resize.form
		form.more.Open(true)
		for entry, mode := range form.entries() {
			form.mode.SetSelectedIndex(int(mode))
			before := form.root.MinSize().Width
			right := entry.Text
			entry.SetText(strings.Repeat("7", 300))
			s.settle()
			if after := form.root.MinSize().Width; after != before {
				t.Errorf("%s: the form needs a width of %v, before it was %v", entry.Name, after, before)
			}
			entry.SetText(right)
			s.settle()
		}
	})
}

func TestWheelOverAnEntryScrollsTheForm(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		form := s.w.resize.form
		form.more.Open(true)
		form.scroll.Refresh()
		for entry := range form.entries() {
			var top fyne.Scrollable // the driver takes the last one that is drawn
			for _, o := range test.WidgetRenderer(entry).Objects() {
				if at, ok := o.(fyne.Scrollable); ok && o.Visible() {
					top = at
				}
			}
			uitest.Must(t, top != nil, "%s: takes no wheel", entry.Name)
			before := form.scroll.Offset.Y
			top.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -10)})
			if form.scroll.Offset.Y != before+10 {
				t.Errorf("%s: the form is scrolled by %v", entry.Name, form.scroll.Offset.Y-before)
			}
			form.scroll.ScrollToTop()
		}
	})
}

// below fails the test unless b begins one gap below a.
func below(t *testing.T, a, b fyne.CanvasObject) {
	t.Helper()
	const gap = 4
	if end, begin := a.Position().Y+a.Size().Height, b.Position().Y; begin != end+gap {
		t.Errorf("one ends at %v, the one below begins at %v", end, begin)
	}
}

func TestListTakesTheRoomOfTheDetails(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		list := s.w.resize.list
		whole := list.list.Size().Height
		for _, id := range []int{2, 9} {
			list.list.Select(id)
			s.settle()
			below(t, list.list, list.details)
			if least, got := list.details.MinSize().Height, list.details.Size().Height; got != least {
				t.Errorf("the details need %v and have %v", least, got)
			}
			list.list.UnselectAll()
			s.settle()
			if got := list.list.Size().Height; got != whole {
				t.Errorf("the list has %v, before the details it had %v", got, whole)
			}
		}
		list.list.Select(2)
		s.settle()
		s.w.resize.form.width.SetText("640") // another plan closes the details
		s.settle()
		if got := list.list.Size().Height; got != whole {
			t.Errorf("after another plan the list has %v, before it had %v", got, whole)
		}
	})
}

func TestNoticeOfTwoLines(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		body := s.win.Content().(*fyne.Container).Objects[0].(*fyne.Container)
		header, views := body.Objects[0], body.Objects[1]
		plain := header.Size().Height
		s.watch.OnAdd = func(string) error { return errors.New(strings.Repeat("a long reason ", 14)) }
		s.c.AddWatch("/in")
		s.settle()
		uitest.Must(t, header.Size().Height > plain+50, "the header is %v high, before it was %v", header.Size().Height, plain)
		below(t, header, views)
		wide := header.Size().Height
		s.win.Resize(fyne.NewSize(minWidth, minHeight))
		uitest.Must(t, header.Size().Height > wide, "the header is %v high in a narrower window, before it was %v", header.Size().Height, wide)
		below(t, header, views)
		s.c.Dismiss()
		s.settle()
		uitest.Must(t, header.Size().Height == plain, "the header is %v high, before the notice it was %v", header.Size().Height, plain)
		below(t, header, views)
	})
}

func TestWatchHeaderGrowsInANarrowWindow(t *testing.T) {
	onStage(t, 1, nil, func(s *stage) {
		s.w.showWatch(true)
		s.arrived(hotfolder.Status{Folder: hotfolder.Folder{Path: "/in", Options: batch.DefaultOptions()}, State: hotfolder.Watching})
		wide := s.w.watch.recipe.Size().Height
		s.win.Resize(fyne.NewSize(minWidth, minHeight))
		if got := s.w.watch.recipe.Size().Height; got <= wide || got != s.w.watch.recipe.MinSize().Height {
			t.Errorf("the settings of a new folder need %v and have %v, in a wide window %v", s.w.watch.recipe.MinSize().Height, got, wide)
		}
	})
}

// drawn returns the visible text of a line.
func drawn(l *widgets.Line) string {
	var b strings.Builder
	for _, o := range test.WidgetRenderer(l).Objects() {
		b.WriteString(strings.ReplaceAll(o.(*canvas.Text).Text, "→", oneline.Arrow))
	}
	return b.String()
}

func TestFailuresAreReadableInAnyWindow(t *testing.T) {
	done := model.View{Phase: model.PhaseDone, Failures: 3, Remaining: 11_634, Summary: batch.Summary{
		Converted: 8376, BytesIn: 1_300_000_000, BytesOut: 98_000_000, Failed: 3, Cancelled: 11_634}}
	running := model.View{Phase: model.PhaseRunning, Failures: 3, Progress: batch.Progress{Done: 8376, Total: 20_013, PerSecond: 38, Left: 5 * time.Minute}}
	stopping := running
	stopping.Stopping = true
	ready := model.View{Phase: model.PhaseReady, Counts: batch.Counts{
		Convert: 20_000, Copy: 1200, Skip: 300, Fail: 3, BytesIn: 31_000_000_000, BytesOut: 1_300_000_000}}
	for _, tt := range []struct {
		name         string
		view         model.View
		wide, narrow string
	}{
		{"done", done, "8,376 pictures resized, 1.3 GB → 98 MB · 11,634 not done · 3 failed",
			"8,376 pictures resized, 1.3 GB … · 3 failed"},
		{"running", running, "8,376 of 20,013 · 5 min left · 38 pictures/s · 3 failed", "8,376 of 20,013 · 5 min left · 38 pictures/s · 3 failed"},
		{"stopping", stopping, "8,376 of 20,013 · stopping… · 3 failed", "8,376 of 20,013 · stopping… · 3 failed"},
		{"ready", ready, "21,503 pictures, 31 GB → about 1.3 GB · 1,200 already small · 300 skipped · 3 cannot be resized",
			"21,503 pictures, 31 GB → about 1.3 GB · 3 cannot be resized"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onStage(t, 32, nil, func(s *stage) {
				s.drop("/photos/Holiday")
				bar := s.w.resize.bar
				bar.render(tt.view)
				for width, want := range map[float32]string{defaultWidth: tt.wide, minWidth: tt.narrow} {
					s.win.Resize(fyne.NewSize(width, defaultHeight))
					bar.root.Refresh()
					if got := drawn(bar.summary); got != want {
						t.Errorf("in a window of %v: %q, want %q", width, got, want)
					}
				}
			})
		})
	}
}
