package ui

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"fyne.io/fyne/v2/theme"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/ui/uitest"
	"sizemill/ui/wording"
)

// TestReplacingIsSaid: the bar says so before the run, and the list shows numbered names.
func TestReplacingIsSaid(t *testing.T) {
	onStage(t, 32, func(_ *Deps, e *uitest.Engine) {
		plain := e.Items
		e.Items = func(o batch.Options) []batch.Item {
			items := plain(o)
			items[0].Taken, items[0].Job.Overwrite = true, true
			items[1].Taken, items[1].Job.OutputPath = true, "/photos/Holiday resized/2024/Lisbon/IMG_0002 (2).jpg"
			return items
		}
	}, func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		if want := "1 file will be replaced · 1 result will get a number"; !bar.reason.Visible() || bar.reason.Text != want ||
			bar.reason.ColorName != theme.ColorNameWarning {
			t.Errorf("the bar says %q in %s, want %q", bar.reason.Text, bar.reason.ColorName, want)
		}
		for i, want := range []string{"2024/Lisbon/IMG_0001.jpg", "2024/Lisbon/IMG_0002.jpg → IMG_0002 (2).jpg", "2024/Lisbon/IMG_0003.jpg"} {
			if r, _ := s.c.List.Row(i); wording.NewRow(r).Name != want {
				t.Errorf("row %d is called %q, want %q", i, wording.NewRow(r).Name, want)
			}
		}
	})
}

func TestSummaryCountsAllRunsOfTheList(t *testing.T) {
	onStage(t, 32, func(_ *Deps, e *uitest.Engine) {
		e.OnRun = uitest.RunAll(map[string]error{"2024/Lisbon/IMG_0005.jpg": uitest.ErrDenied})
	}, func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		s.tap(bar.start)
		if want := "28 pictures resized, 2 copied, "; !strings.HasPrefix(bar.summary.AccessibilityLabel(), want) {
			t.Errorf("summary %q, want %q…", bar.summary.AccessibilityLabel(), want)
		}
		s.engine.OnRun = uitest.RunAll(nil)
		s.tap(bar.retry)
		if want := "29 pictures resized, 2 copied, "; !strings.HasPrefix(bar.summary.AccessibilityLabel(), want) || !strings.HasSuffix(bar.summary.AccessibilityLabel(), " · 1 failed") {
			t.Errorf("summary %q after a retry, want %q…", bar.summary.AccessibilityLabel(), want)
		}
	})
}

// TestResumeKeepsFailures: resuming a cancelled batch tries failed pictures again and does not
// forget them.
func TestResumeKeepsFailures(t *testing.T) {
	onStage(t, 32, func(_ *Deps, e *uitest.Engine) {
		e.OnRun = func(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
			events(batch.Event{Index: 4, State: batch.Failed, Err: uitest.ErrDenied})
			return uitest.TenThenWait(ctx, plan.Only(func(i int, _ *batch.Item) bool { return i != 4 }), func(e batch.Event) {
				if e.Index >= 4 {
					e.Index++
				}
				events(e)
			})
		}
	}, func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		s.tap(bar.start)
		s.tap(bar.cancel)
		uitest.Must(t, bar.resume.Visible() && !bar.retry.Visible(), "the rest and the failed ones are tried by two buttons")
		if want := "Resize the other 21"; bar.resume.Text != want {
			t.Errorf("button %q, want %q", bar.resume.Text, want)
		}
		s.engine.OnRun = uitest.RunAll(map[string]error{"2024/Lisbon/IMG_0005.jpg": uitest.ErrDenied})
		s.tap(bar.resume)
		if r, _ := s.c.List.Row(1); !errors.Is(r.Err, uitest.ErrDenied) || !strings.HasSuffix(bar.summary.AccessibilityLabel(), " · 2 failed") {
			t.Errorf("summary %q, second row's error %v", bar.summary.AccessibilityLabel(), r.Err)
		}
	})
}

// TestNothingDone: if no picture is done, the rest is not called "the other" pictures.
func TestNothingDone(t *testing.T) {
	onStage(t, 2, func(_ *Deps, e *uitest.Engine) {
		e.OnRun = func(context.Context, *batch.Plan, func(batch.Event)) (batch.Summary, error) {
			return batch.Summary{}, &resize.Error{Op: "create", Path: "/mnt/usb", Err: fs.ErrPermission}
		}
	}, func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		s.tap(bar.start)
		if bar.resume.Text != "Resize 2 pictures" || bar.summary.AccessibilityLabel() != "No permission to write there" || bar.reason.Text != "/mnt/usb" {
			t.Errorf("button %q, summary %q, reason %q", bar.resume.Text, bar.summary.AccessibilityLabel(), bar.reason.Text)
		}
	})
}

// TestNotesComeAfterFailures: among thousands of rows they would not be found.
func TestNotesComeAfterFailures(t *testing.T) {
	onStage(t, 32, func(_ *Deps, e *uitest.Engine) {
		plain := e.OnRun
		e.OnRun = func(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
			return plain(ctx, plan, func(e batch.Event) {
				if e.State == batch.Done && (e.Index == 20 || e.Index == 25) {
					e.Outcome.Warnings = []string{"odd EXIF"}
				}
				events(e)
			})
		}
	}, func(s *stage) {
		s.drop("/photos/Holiday")
		s.tap(s.w.resize.bar.start)
		for i, want := range []string{"IMG_0003", "IMG_0021", "IMG_0026", "IMG_0001"} {
			if r, _ := s.c.List.Row(i); !strings.Contains(r.Item.Rel, want) {
				t.Errorf("row %d is %s, want %s", i, r.Item.Rel, want)
			}
		}
		if got := s.w.resize.bar.summary.AccessibilityLabel(); !strings.HasSuffix(got, " · 2 with notes · 1 failed") {
			t.Errorf("summary %q", got)
		}
	})
}

// TestOneWordForWhatCannotBeDone: row and bar use the same word before the run, and the same after
// it.
func TestOneWordForWhatCannotBeDone(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		if r, _ := s.c.List.Row(2); wording.NewRow(r).Status != "Cannot be resized" || !strings.HasSuffix(bar.summary.AccessibilityLabel(), "1 cannot be resized") {
			t.Errorf("before: row %q, summary %q", wording.NewRow(r).Status, bar.summary.AccessibilityLabel())
		}
		s.tap(bar.start)
		if r, _ := s.c.List.Row(0); wording.NewRow(r).Status != "Failed" || !strings.HasSuffix(bar.summary.AccessibilityLabel(), "1 failed") {
			t.Errorf("after: row %q, summary %q", wording.NewRow(r).Status, bar.summary.AccessibilityLabel())
		}
	})
}
