package control

import (
	"errors"
	"reflect"
	"testing"

	"sizemill/batch/naming"
	"sizemill/ledger"
	"sizemill/ui/form"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
)

// recorded gives the rig a past, and runs that are recorded as batch 1.
func recorded(r *rig) *uitest.Past {
	past := &uitest.Past{OnUndo: uitest.UndoAll}
	r.deps.Past = past
	r.engine.OnRun = uitest.Recorded(1, uitest.RunAll(nil))
	return past
}

// ran opens pictures and resizes them.
func (r *rig) ran() model.View {
	r.t.Helper()
	r.open("/photos/Holiday")
	r.c.Start()
	r.rest()
	return r.phase(model.PhaseDone)
}

func TestUndo(t *testing.T) {
	var past *uitest.Past
	inRig(t, func(r *rig) { past = recorded(r) }, func(r *rig) {
		r.ran()
		r.engine.OnRun = uitest.Recorded(2, uitest.RunAll(nil))
		r.c.Retry() // which is a batch of its own
		r.rest()
		if v := r.phase(model.PhaseDone); !v.CanUndo() {
			t.Fatal("cannot be undone")
		}
		r.c.Undo()
		r.rest()
		v := r.phase(model.PhaseReady)
		if want := [][]int64{{1, 2}}; !reflect.DeepEqual(past.Undone(), want) {
			t.Errorf("undone %v, want %v", past.Undone(), want)
		}
		if u := v.Notice.Undone; v.Notice.Kind != model.NoticeUndone || v.Notice.Err != nil || u.Removed != 30 || len(u.Kept) != 1 {
			t.Errorf("notice %+v", v.Notice)
		}
		if n := len(r.engine.Scanned); !reflect.DeepEqual(r.engine.Scanned[n-1], []string{"/photos/Holiday"}) || v.CanUndo() || v.Counts.Work() == 0 {
			t.Errorf("looked at %q, can be undone again: %v, %d to do", r.engine.Scanned, v.CanUndo(), v.Counts.Work())
		}
	})
}

func TestUndoIsCancelled(t *testing.T) {
	var past *uitest.Past
	inRig(t, func(r *rig) { past = recorded(r) }, func(r *rig) {
		r.ran()
		past.OnUndo = uitest.UndoTenThenWait
		r.c.Undo()
		r.rest()
		if v := r.phase(model.PhaseRunning); v.Undoing == nil || *v.Undoing != (model.Undoing{Done: 10, Total: 31}) {
			t.Errorf("progress %+v", v.Undoing)
		}
		r.open("/photos/More")
		if v := r.phase(model.PhaseRunning); v.Notice.Kind != model.NoticeBusy {
			t.Errorf("notice %+v", v.Notice)
		}
		r.c.Stop()
		r.rest()
		v := r.phase(model.PhaseDone)
		if v.Undoing != nil || v.Notice.Undone.Removed != 10 || v.Notice.Err == nil || !v.CanUndo() {
			t.Errorf("undoing %v, notice %+v, can go on %v", v.Undoing, v.Notice, v.CanUndo())
		}
		past.OnUndo = uitest.UndoAll
		r.c.Undo()
		r.rest()
		r.phase(model.PhaseReady)
	})
}

func TestNothingToUndo(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		if v := r.ran(); v.CanUndo() || !v.NoHistory {
			t.Errorf("without a history: can be undone %v, no history %v", v.CanUndo(), v.NoHistory)
		}
		r.c.ReplaceOriginals()
		r.rest()
		if r.last().InPlace() {
			t.Error("originals are replaced without a history")
		}
	})
	inRig(t, func(r *rig) { recorded(r) }, func(r *rig) {
		r.ran()
		r.open("/photos/More")
		r.c.Undo()
		r.rest()
		if v := r.phase(model.PhaseReady); v.CanUndo() || v.Notice.Kind != model.NoticeNone {
			t.Errorf("after another drop: can be undone %v, notice %+v", v.CanUndo(), v.Notice)
		}
	})
}

func TestReplaceOriginals(t *testing.T) {
	var past *uitest.Past
	inRig(t, func(r *rig) {
		past = recorded(r)
		r.deps.Settings.Resize.Out, r.deps.Settings.Resize.Name = "/web", "{name}-small"
	}, func(r *rig) {
		last := func() (inPlace bool, out string, name naming.Template) {
			builds := r.engine.Builds()
			o := builds[len(builds)-1]
			return o.InPlace, o.Out, o.Name
		}
		r.open("/photos/Holiday")
		r.c.ReplaceOriginals()
		r.rest()
		if in, out, name := last(); !in || out != "" || name != naming.Default || !r.last().InPlace() {
			t.Errorf("planned in place %v to %q as %q", in, out, name)
		}
		r.edit(func(f *form.Values) { f.Width = "640" })
		if in, _, _ := last(); !in {
			t.Error("another width ends it")
		}
		if got := r.store.Last().Resize; got.InPlace || got.Out != "/web" || got.Name != "{name}-small" || got.Recipe.Width != 640 {
			t.Errorf("remembered %+v", got)
		}
		r.c.AddWatch("/in")
		r.rest()
		if got := r.watch.Status()[0].Folder.Options; got.InPlace || got.Out != "/web" {
			t.Errorf("the watched folder gets %+v", got)
		}
		r.open("/photos/More")
		if in, out, name := last(); in || out != "/web" || name != "{name}-small" {
			t.Errorf("after a drop: in place %v to %q as %q", in, out, name)
		}
		r.c.ReplaceOriginals()
		r.c.SetOut("/other")
		r.rest()
		if in, out, _ := last(); in || out != "/other" {
			t.Errorf("after a folder was chosen: in place %v to %q", in, out)
		}

		r.c.ReplaceOriginals()
		r.rest()
		r.c.Start()
		r.rest()
		r.phase(model.PhaseDone)
		r.c.Undo()
		r.rest()
		if r.phase(model.PhaseDone); r.restores == nil || len(past.Undone()) != 0 {
			t.Fatal("was not asked whether to restore originals")
		}
		r.restores()
		r.rest()
		if v := r.phase(model.PhaseReady); len(past.Undone()) != 1 || v.InPlace() {
			t.Errorf("undone %v, still in place %v", past.Undone(), v.InPlace())
		}
	})
}

// TestReplacedOnce: a change to the form does not replace the results of a batch in place.
func TestReplacedOnce(t *testing.T) {
	inRig(t, func(r *rig) { recorded(r) }, func(r *rig) {
		r.open("/photos/Holiday")
		r.c.ReplaceOriginals()
		r.c.Start()
		r.rest()
		r.phase(model.PhaseDone)
		scans := len(r.engine.Scanned)
		v := r.edit(func(f *form.Values) { f.Width = "640" })
		if v.InPlace() || v.Phase != model.PhaseReady || v.Planning || len(r.engine.Scanned) != scans+1 {
			t.Errorf("in place %v, phase %d, planning %v, %d scans", v.InPlace(), v.Phase, v.Planning, len(r.engine.Scanned)-scans)
		}
		if o := r.engine.Builds(); o[len(o)-1].InPlace || o[len(o)-1].Recipe.Width != 640 {
			t.Errorf("planned %+v", o[len(o)-1])
		}
	})
}

func TestWrongNameDoesNotMatterInPlace(t *testing.T) {
	inRig(t, func(r *rig) { recorded(r) }, func(r *rig) {
		r.open("/photos/Holiday")
		v := r.edit(func(f *form.Values) { f.Name = "../{name}" })
		if len(v.Problems) != 1 {
			t.Fatalf("problems %+v", v.Problems)
		}
		r.c.ReplaceOriginals()
		r.rest()
		if v := r.last(); len(v.Problems) != 0 || !v.CanStart() {
			t.Errorf("problems %+v", v.Problems)
		}
		if v := r.open("/photos/More"); len(v.Problems) != 1 {
			t.Errorf("after a drop: problems %+v", v.Problems)
		}
	})
}

func TestUnrecordedRunIsSaid(t *testing.T) {
	full := errors.New("database or disk is full")
	inRig(t, func(r *rig) {
		past := recorded(r)
		past.Batch = nil
		r.engine.OnRun = uitest.Unrecorded(full, uitest.RunAll(nil))
	}, func(r *rig) {
		if v := r.ran(); v.Notice.Kind != model.NoticeUnrecorded || !errors.Is(v.Notice.Err, full) || v.CanUndo() {
			t.Errorf("notice %+v", v.Notice)
		}
	})
}

// TestHistoryNoticeStands beside that about the settings: one after the other.
func TestHistoryNoticeStands(t *testing.T) {
	var failed chan error
	inRig(t, func(r *rig) {
		failed = make(chan error, 1) // in the bubble
		r.deps.SettingsErr, r.deps.PastErr, r.deps.PastFailed = errors.New("no JSON"), ledger.ErrNewer, failed
	}, func(r *rig) {
		for _, want := range []model.NoticeKind{model.NoticeSettings, model.NoticeHistory, model.NoticeNone} {
			r.open("/photos/Holiday")
			if v := r.last(); v.Notice.Kind != want {
				t.Errorf("notice %+v, want %d", v.Notice, want)
			}
			r.c.Dismiss()
			r.rest()
		}
		failed <- ledger.ErrLive
		r.rest()
		if v := r.last(); v.Notice.Kind != model.NoticeHistory {
			t.Errorf("notice %+v", v.Notice)
		}
	})
}
