package ui

import (
	"testing"

	"fyne.io/fyne/v2/theme"

	"sizemill/batch"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
)

// withPast gives a window a past, and runs that are recorded.
func withPast(past *uitest.Past) func(*Deps, *uitest.Engine) {
	return func(d *Deps, e *uitest.Engine) {
		if past.OnUndo == nil {
			past.OnUndo = uitest.UndoAll
		}
		if past.Batch != nil {
			past.Plan = uitest.Plan(uitest.Holiday(18)(batch.DefaultOptions()))
		}
		d.Past, e.OnRun = past, uitest.Recorded(1, uitest.RunAll(nil))
	}
}

func TestUndoByButton(t *testing.T) {
	onStage(t, 32, withPast(&uitest.Past{}), func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		uitest.Must(t, !bar.undo.Visible(), "there is nothing to undo yet")
		s.tap(bar.start)
		uitest.Must(t, bar.undo.Visible(), "no Undo")
		s.tap(bar.undo)
		if want := "30 results removed · 1 kept: changed since (IMG_0001.jpg)"; s.w.notice.Text != want {
			t.Errorf("notice %q, want %q", s.w.notice.Text, want)
		}
		uitest.Must(t, bar.start.Visible() && !bar.undo.Visible(), "the pictures cannot be resized again")
	})
}

func TestUndoShowsProgressAndStops(t *testing.T) {
	onStage(t, 32, withPast(&uitest.Past{OnUndo: uitest.UndoTenThenWait}), func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		s.tap(bar.start)
		s.tap(bar.undo)
		if want := "Undo: 10 of 31"; bar.summary.Text != want || !bar.bar.Visible() || bar.progress.Value < 0.3 || bar.progress.Value > 0.4 {
			t.Errorf("summary %q, progress %v", bar.summary.Text, bar.progress.Value)
		}
		s.w.confirmClose(func() {})
		s.settle()
		uitest.Must(t, s.w.stopping != nil, "no question whether to stop")
		s.escape()
		s.tap(bar.cancel)
		if want := "10 results removed · Canceled: Undo takes back the rest"; s.w.notice.Text != want || !bar.undo.Visible() {
			t.Errorf("notice %q, Undo %v", s.w.notice.Text, bar.undo.Visible())
		}
	})
}

func TestReplaceOriginalsByButton(t *testing.T) {
	past := &uitest.Past{}
	onStage(t, 32, withPast(past), func(s *stage) {
		s.drop("/photos/Holiday")
		f, bar := s.w.resize.form, s.w.resize.bar
		uitest.Must(t, !f.destination.beside.Visible(), "results already go next to the originals")
		s.tap(f.destination.place)
		if bar.start.Text != "Replace 31 pictures" || bar.reason.Text != "Originals are backed up; Undo restores them" ||
			bar.reason.ColorName != theme.ColorNameWarning {
			t.Errorf("button %q, bar says %q in %s", bar.start.Text, bar.reason.Text, bar.reason.ColorName)
		}
		uitest.Must(t, f.name.Disabled() && f.collision.Disabled() && !f.width.Disabled(), "names can be chosen")
		if f.destination.where.Text != "In place of the originals" || f.destination.place.Visible() {
			t.Errorf("results go %q", f.destination.where.Text)
		}
		s.tap(f.destination.beside)
		uitest.Must(t, !f.name.Disabled() && bar.start.Text == "Resize 29 pictures, copy 2", "still in place: %q", bar.start.Text)
		s.tap(f.destination.place)
		s.tap(bar.start)
		if want := "31 pictures replaced, "; bar.summary.Text[:len(want)] != want {
			t.Errorf("summary %q, want %q…", bar.summary.Text, want)
		}
		s.tap(bar.undo)
		uitest.Must(t, s.w.asked != nil && len(past.Undone()) == 0, "no question")
		s.escape()
		uitest.Must(t, s.w.phase == model.PhaseDone && len(past.Undone()) == 0, "restored unasked")
		s.tap(bar.undo)
		s.typed("Return") // the first answer has the focus
		uitest.Must(t, len(past.Undone()) == 1 && s.w.phase == model.PhaseReady, "not restored")
	})
}

func TestNoHistoryNoReplacing(t *testing.T) {
	onStage(t, 32, nil, func(s *stage) {
		s.drop("/photos/Holiday")
		uitest.Must(t, s.w.resize.form.destination.place.Disabled(), "originals can be replaced without a history")
		s.tap(s.w.resize.bar.start)
		uitest.Must(t, !s.w.resize.bar.undo.Visible(), "there is an Undo without a history")
	})
}

func TestResumeByNotice(t *testing.T) {
	past := &uitest.Past{Batch: uitest.Interrupted()}
	onStage(t, 32, withPast(past), func(s *stage) {
		if want := "A batch of /photos/Holiday was interrupted: 18 of 46 left."; s.w.notice.Text != want || !s.w.action.Visible() {
			t.Fatalf("notice %q, want %q", s.w.notice.Text, want)
		}
		s.tap(s.w.action)
		r := s.w.resize
		uitest.Must(t, !s.w.noticeBar.Visible() && r.resumed.root.Visible() && !r.form.root.Visible(), "the form is not that of the batch")
		uitest.Must(t, r.bar.open.Visible() && r.bar.undo.Visible() && s.c.List.Len() == 18, "%d rows", s.c.List.Len())
		s.tap(r.bar.clearList)
		s.drop("/photos/Other")
		uitest.Must(t, r.form.root.Visible() && !r.resumed.root.Visible(), "the form is gone")
	})
}

func TestMakeAllAgainByButton(t *testing.T) {
	onStage(t, 32, func(_ *Deps, e *uitest.Engine) { e.Items = allThere(e.Items) }, func(s *stage) {
		s.drop("/photos/Holiday")
		bar := s.w.resize.bar
		if bar.summary.Text != "32 pictures · 32 already there" || bar.reason.Text != "Nothing to do: every result is there." {
			t.Errorf("summary %q, reason %q", bar.summary.Text, bar.reason.Text)
		}
		uitest.Must(t, bar.again.Visible() && bar.start.Disabled(), "cannot be made again")
		s.tap(bar.again)
		uitest.Must(t, s.w.phase == model.PhaseDone && !bar.again.Visible() && len(s.engine.Ran) == 1, "not made again")
	})
}

// allThere makes items of which all results exist, unless they are to be made again.
func allThere(plain func(batch.Options) []batch.Item) func(batch.Options) []batch.Item {
	return func(o batch.Options) []batch.Item {
		items := plain(o)
		for i := range items {
			if !o.Again {
				items[i].Task, items[i].Reason, items[i].Err = batch.TaskSkip, batch.ReasonDone, nil
			}
		}
		return items
	}
}
