package ui

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/theme"

	"sizemill/batch"
	"sizemill/resize"
)

func TestPlanNote(t *testing.T) {
	for _, tt := range []struct {
		counts batch.Counts
		want   string
	}{
		{batch.Counts{}, ""},
		{batch.Counts{Replace: 3}, "3 files will be replaced"},
		{batch.Counts{Replace: 1, Number: 1}, "1 file will be replaced · 1 result will be numbered"},
		{batch.Counts{Number: 8}, "8 results will be numbered"},
	} {
		if got := planNote(view{counts: tt.counts}); got != tt.want {
			t.Errorf("%+v: says %q, want %q", tt.counts, got, tt.want)
		}
	}
}

// TestReplacingIsSaid: in the bar before the run, and in the list where a name is numbered.
func TestReplacingIsSaid(t *testing.T) {
	onStage(t, 32, func(_ *Deps, e *fakeEngine) {
		plain := e.items
		e.items = func(o batch.Options) []batch.Item {
			items := plain(o)
			items[0].Taken, items[0].Job.Overwrite = true, true
			items[1].Taken, items[1].Job.OutputPath = true, "/photos/Holiday resized/2024/Lisbon/IMG_0002 (2).jpg"
			return items
		}
	}, func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		if want := "1 file will be replaced · 1 result will be numbered"; !bar.reason.Visible() || bar.reason.text != want ||
			bar.reason.colorName != theme.ColorNameWarning {
			t.Errorf("the bar says %q in %s, want %q", bar.reason.text, bar.reason.colorName, want)
		}
		for i, want := range []string{"2024/Lisbon/IMG_0001.jpg", "2024/Lisbon/IMG_0002.jpg → IMG_0002 (2).jpg", "2024/Lisbon/IMG_0003.jpg"} {
			if r, _ := s.c.list.row(i); newRowText(r).Name != want {
				t.Errorf("row %d is called %q, want %q", i, newRowText(r).Name, want)
			}
		}
	})
}

func TestDoneRowSaysItsResultsName(t *testing.T) {
	item := holiday(1)(batch.DefaultOptions())[0]
	out := "/photos/Holiday resized/2024/Lisbon/IMG_0001 (2).jpg" // the name was taken meanwhile
	r := row{Item: &item, State: batch.Done, Path: out, Bytes: 1}
	if got, want := newRowText(r).Name, "2024/Lisbon/IMG_0001.jpg → IMG_0001 (2).jpg"; got != want {
		t.Errorf("the row says %q, want %q", got, want)
	}
	if got := detailText(r, nameText); !strings.HasSuffix(got, "To: "+out) {
		t.Errorf("the details say %q", got)
	}
}

func TestStartText(t *testing.T) {
	for _, tt := range []struct {
		counts batch.Counts
		want   string
	}{
		{batch.Counts{Convert: 7, Copy: 20003}, "Resize 7 pictures, copy 20,003"},
		{batch.Counts{Convert: 1, Copy: 2}, "Resize 1 picture, copy 2"},
		{batch.Counts{Convert: 7}, "Resize 7 pictures"},
		{batch.Counts{Copy: 1}, "Copy 1 picture"},
		{batch.Counts{Skip: 1}, "Resize"},
	} {
		if got := startText(view{counts: tt.counts}); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.counts, got, tt.want)
		}
	}
}

func TestDoneTexts(t *testing.T) {
	made := batch.Summary{Converted: 22, Copied: 3, BytesIn: 2e6, BytesOut: 1e6, Elapsed: 3 * time.Second}
	noSpace := &batch.NoSpaceError{Path: "/mnt/usb", Need: 2e9, Free: 1e9}
	denied := &resize.Error{Op: "create", Path: "/mnt/usb", Err: fs.ErrPermission}
	for _, tt := range []struct {
		name       string
		view       view
		text, note string
	}{
		{"copies are no resized ones", view{summary: made}, "22 pictures resized, 3 copied, 2.0 MB → 1.0 MB", "in 3.0 s"},
		{"so with failures and notes", view{summary: made, failures: 2, notes: 1},
			"22 pictures resized, 3 copied, 2.0 MB → 1.0 MB · 1 with a note", "in 3.0 s · failed pictures are at the top of the list"},
		{"notes alone", view{summary: made, notes: 2},
			"22 pictures resized, 3 copied, 2.0 MB → 1.0 MB · 2 with notes", "in 3.0 s · pictures with notes are at the top of the list"},
		{"after a retry", view{earlier: made, summary: batch.Summary{Converted: 2, Elapsed: time.Second}},
			"24 pictures resized, 3 copied, 2.0 MB → 1.0 MB", "in 4.0 s"},
		{"copies alone", view{summary: batch.Summary{Copied: 1, Skipped: 2, Elapsed: time.Second}}, "1 picture copied", "in 1.0 s · 2 left out"},
		{"nothing", view{failures: 2}, "No picture was resized", "failed pictures are at the top of the list"},
		{"no room at all", view{runErr: noSpace}, "Not enough space: at least 2.0 GB needed, 1.0 GB free", "/mnt/usb"},
		{"no permission after some", view{summary: made, runErr: denied},
			"22 pictures resized, 3 copied, 2.0 MB → 1.0 MB", "No permission to write there · /mnt/usb"},
	} {
		if text, note := doneText(tt.view), doneNote(tt.view); text != tt.text || note != tt.note {
			t.Errorf("%s: says %q, %q\nwant %q, %q", tt.name, text, note, tt.text, tt.note)
		}
	}
}

func TestSummaryCountsAllRunsOfTheList(t *testing.T) {
	onStage(t, 32, func(_ *Deps, e *fakeEngine) {
		e.run = runAll(map[string]error{"2024/Lisbon/IMG_0005.jpg": errDenied})
	}, func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		s.tap(bar.start)
		if want := "28 pictures resized, 2 copied, "; !strings.HasPrefix(bar.summary.AccessibilityLabel(), want) {
			t.Errorf("summary %q, want %q…", bar.summary.AccessibilityLabel(), want)
		}
		s.engine.run = runAll(nil)
		s.tap(bar.retry)
		if want := "29 pictures resized, 2 copied, "; !strings.HasPrefix(bar.summary.AccessibilityLabel(), want) || !strings.HasSuffix(bar.summary.AccessibilityLabel(), " · 1 failed") {
			t.Errorf("summary %q after a retry, want %q…", bar.summary.AccessibilityLabel(), want)
		}
	})
}

// TestResumeKeepsFailures: going on with a cancelled batch tries those that failed again, and does not forget them.
func TestResumeKeepsFailures(t *testing.T) {
	onStage(t, 32, func(_ *Deps, e *fakeEngine) {
		e.run = func(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
			events(batch.Event{Index: 4, State: batch.Failed, Err: errDenied})
			return tenThenWait(ctx, plan.Only(func(i int, _ *batch.Item) bool { return i != 4 }), func(e batch.Event) {
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
		must(t, bar.resume.Visible() && !bar.retry.Visible(), "the rest and the failed ones are tried by two buttons")
		if want := "Resize the other 21"; bar.resume.Text != want {
			t.Errorf("button %q, want %q", bar.resume.Text, want)
		}
		s.engine.run = runAll(map[string]error{"2024/Lisbon/IMG_0005.jpg": errDenied})
		s.tap(bar.resume)
		if r, _ := s.c.list.row(1); !errors.Is(r.Err, errDenied) || !strings.HasSuffix(bar.summary.AccessibilityLabel(), " · 2 failed") {
			t.Errorf("summary %q, second row's error %v", bar.summary.AccessibilityLabel(), r.Err)
		}
	})
}

// TestNothingDone: what is left is not called "the other" pictures where there is none.
func TestNothingDone(t *testing.T) {
	onStage(t, 2, func(_ *Deps, e *fakeEngine) {
		e.run = func(context.Context, *batch.Plan, func(batch.Event)) (batch.Summary, error) {
			return batch.Summary{}, &resize.Error{Op: "create", Path: "/mnt/usb", Err: fs.ErrPermission}
		}
	}, func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		s.tap(bar.start)
		if bar.resume.Text != "Resize 2 pictures" || bar.summary.AccessibilityLabel() != "No permission to write there" || bar.reason.text != "/mnt/usb" {
			t.Errorf("button %q, summary %q, reason %q", bar.resume.Text, bar.summary.AccessibilityLabel(), bar.reason.text)
		}
	})
}

// TestNotesComeAfterFailures: among thousands of rows nobody finds them.
func TestNotesComeAfterFailures(t *testing.T) {
	onStage(t, 32, func(_ *Deps, e *fakeEngine) {
		plain := e.run
		e.run = func(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
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
			if r, _ := s.c.list.row(i); !strings.Contains(r.Item.Rel, want) {
				t.Errorf("row %d is %s, want %s", i, r.Item.Rel, want)
			}
		}
		if got := s.w.resize.bar.summary.AccessibilityLabel(); !strings.HasSuffix(got, " · 2 with notes · 1 failed") {
			t.Errorf("summary %q", got)
		}
	})
}

// TestOneWordForWhatCannotBeDone, in the row and in the bar, which is another one once it was tried.
func TestOneWordForWhatCannotBeDone(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		if r, _ := s.c.list.row(2); newRowText(r).Status != "Cannot be resized" || !strings.HasSuffix(bar.summary.AccessibilityLabel(), "1 cannot be resized") {
			t.Errorf("before: row %q, summary %q", newRowText(r).Status, bar.summary.AccessibilityLabel())
		}
		s.tap(bar.start)
		if r, _ := s.c.list.row(0); newRowText(r).Status != "Failed" || !strings.HasSuffix(bar.summary.AccessibilityLabel(), "1 failed") {
			t.Errorf("after: row %q, summary %q", newRowText(r).Status, bar.summary.AccessibilityLabel())
		}
	})
}
