package control

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/ledger"
	"sizemill/ui/form"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
)

// interrupted gives the rig a past with a batch that was interrupted.
func interrupted(r *rig) *uitest.Past {
	past := recorded(r)
	past.Batch, past.Plan = uitest.Interrupted(), uitest.Plan(uitest.Holiday(18)(batch.DefaultOptions()))
	r.engine.OnRun = uitest.Recorded(7, uitest.RunAll(map[string]error{"2024/Lisbon/IMG_0005.jpg": uitest.ErrDenied}))
	return past
}

func TestInterruptedBatchIsResumed(t *testing.T) {
	var past *uitest.Past
	inRig(t, func(r *rig) { past = interrupted(r) }, func(r *rig) {
		v := r.open("/photos/Other") // the notice stands
		if v.Notice.Kind != model.NoticeInterrupted || v.Notice.Batch.ID != 7 {
			t.Fatalf("notice %+v", v.Notice)
		}
		r.c.ResumeInterrupted()
		r.rest()
		v = r.phase(model.PhaseDone)
		if len(r.engine.Ran) != 1 || r.engine.Ran[0] != past.Plan || v.Resumed == nil || v.Summary.Converted == 0 || v.Failures != 2 {
			t.Fatalf("ran %v, resumed %v, %+v, %d failures", r.engine.Ran, v.Resumed, v.Summary, v.Failures)
		}
		if v.Notice.Kind != model.NoticeNone || !slices.Equal(v.Inputs, []string{"/photos/Holiday"}) || !v.CanUndo() {
			t.Errorf("notice %+v, inputs %q, can be undone %v", v.Notice, v.Inputs, v.CanUndo())
		}
		r.edit(func(f *form.Values) { f.Width = "640" }) // its settings are not those of the form
		r.phase(model.PhaseDone)
		r.c.Retry()
		r.rest()
		r.phase(model.PhaseDone)
		if got := past.Resumed(); !slices.Equal(got, []int64{7, 7}) || len(r.engine.Scanned) != 1 {
			t.Errorf("resumed %v, scanned %q", got, r.engine.Scanned)
		}
		r.c.Undo()
		r.rest()
		if want := [][]int64{{7}}; !reflect.DeepEqual(past.Undone(), want) {
			t.Errorf("undone %v, want %v", past.Undone(), want)
		}
		if v := r.phase(model.PhaseReady); v.Resumed != nil || !slices.Equal(v.Inputs, []string{"/photos/Holiday"}) {
			t.Errorf("resumed %v, inputs %q", v.Resumed, v.Inputs)
		}
	})
}

func TestInterruptedBatchCannotBeResumed(t *testing.T) {
	inRig(t, func(r *rig) { interrupted(r).Err = ledger.ErrLive }, func(r *rig) {
		r.open("/photos/Other")
		r.c.ResumeInterrupted()
		r.rest()
		if v := r.phase(model.PhaseReady); v.Notice.Kind != model.NoticeResume || !errors.Is(v.Notice.Err, ledger.ErrLive) || !v.CanStart() {
			t.Errorf("notice %+v, can start %v", v.Notice, v.CanStart())
		}
	})
}

func TestInterruptedBatchIsDismissed(t *testing.T) {
	for _, tc := range []struct {
		name    string
		dismiss func(*Controller)
		want    []int64
	}{
		{"for good", (*Controller).Dismiss, []int64{7}},
		{"by Esc, until the next start", (*Controller).Stop, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var past *uitest.Past
			inRig(t, func(r *rig) { past = interrupted(r) }, func(r *rig) {
				tc.dismiss(r.c)
				r.rest()
				r.open("/photos/Other")
				if v := r.last(); v.Notice.Kind != model.NoticeNone || !slices.Equal(past.Declined(), tc.want) {
					t.Errorf("notice %+v, declined %v, want %v", v.Notice, past.Declined(), tc.want)
				}
			})
		})
	}
}

func TestInterruptedWhileAnotherRuns(t *testing.T) {
	inRig(t, func(r *rig) {
		interrupted(r)
		r.engine.OnRun = uitest.TenThenWait
	}, func(r *rig) {
		r.open("/photos/Other")
		r.c.Start()
		r.rest()
		r.c.ResumeInterrupted()
		r.rest()
		if v := r.phase(model.PhaseRunning); v.Notice.Kind != model.NoticeBusy {
			t.Errorf("notice %+v", v.Notice)
		}
		r.c.Stop()
		r.rest()
		if v := r.phase(model.PhaseDone); v.Notice.Kind != model.NoticeInterrupted {
			t.Errorf("notice %+v", v.Notice)
		}
	})
}

func TestMakeAgain(t *testing.T) {
	inRig(t, func(r *rig) {
		plain := r.engine.Items
		r.engine.Items = func(o batch.Options) []batch.Item {
			items := plain(o)
			for i := range items {
				if !o.Again {
					items[i].Task, items[i].Reason, items[i].Err = batch.TaskSkip, batch.ReasonDone, nil
				}
			}
			return items
		}
	}, func(r *rig) {
		v := r.open("/photos/Holiday")
		if v.CanStart() || !v.CanMakeAgain() {
			t.Fatalf("can start %v, can make again %v", v.CanStart(), v.CanMakeAgain())
		}
		r.c.MakeAgain()
		r.rest()
		if v = r.phase(model.PhaseDone); len(r.engine.Ran) != 1 || v.Summary.Converted != 29 {
			t.Errorf("%d runs, %+v", len(r.engine.Ran), v.Summary)
		}
		v = r.edit(func(f *form.Values) { f.Width = "640" })
		if builds := r.engine.Builds(); builds[len(builds)-1].Again || v.CanStart() {
			t.Error("what is there is made again after a change, too")
		}
	})
}

// TestHistoryFindsInterrupted asks a real ledger.
func TestHistoryFindsInterrupted(t *testing.T) {
	l, err := ledger.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	h := History{Ledger: l}
	began := time.Now()
	begin := func(b ledger.Batch, ended bool, states ...ledger.State) int64 {
		t.Helper()
		r, err := l.Begin(t.Context(), b, func(yield func(ledger.Entry) bool) {
			for i, state := range states {
				e := ledger.Entry{State: state}
				e.Source.Path, e.Output.Path = "/in/a", string(rune('a'+i))
				if !yield(e) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		var ending *ledger.Ending
		if ended {
			ending = &ledger.Ending{At: began}
		}
		if found, ok, err := h.Interrupted(t.Context()); err != nil || ok && found.ID == r.Batch() {
			t.Errorf("batch %d is at work: %v", r.Batch(), err)
		}
		if err := r.Close(t.Context(), ending); err != nil {
			t.Fatal(err)
		}
		return r.Batch()
	}
	check := func(name string, want int64) {
		t.Helper()
		b, found, err := h.Interrupted(t.Context())
		if err != nil || found != (want != 0) || found && b.ID != want {
			t.Errorf("%s: found batch %d (%v), want %d: %v", name, b.ID, found, want, err)
		}
	}
	at := func(at time.Time, input string) ledger.Batch {
		return ledger.Batch{Began: at, Inputs: []string{input}}
	}
	check("nothing recorded", 0)
	begin(at(began.AddDate(0, -2, 0), "/old"), false, ledger.Planned)
	begin(at(began, "/cancelled"), true, ledger.Cancelled)
	begin(at(began, "/whole"), false, ledger.Made)
	begin(ledger.Batch{Kind: ledger.Watch, Began: began}, false, ledger.Planned)
	check("none that is worth it", 0)
	first := begin(at(began, "/in"), false, ledger.Made, ledger.Planned)
	second := begin(at(began, "/other"), false, ledger.Planned)
	check("two", second)
	if err := h.Decline(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	check("one was declined", first)
	begin(at(began, "/in"), true, ledger.Made, ledger.Made)
	check("made again since", 0)
	if b, err := l.Get(t.Context(), second); err != nil || b.Missing() != 1 {
		t.Errorf("what was declined is forgotten: %+v, %v", b, err)
	}
}
