package control

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/ui/form"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
)

func TestDropScanPlanRunDone(t *testing.T) {
	inRig(t, func(r *rig) {
		r.engine.OnRun = uitest.RunAll(map[string]error{"2024/Lisbon/IMG_0005.jpg": uitest.ErrDenied})
	}, func(r *rig) {
		r.phase(model.PhaseEmpty)
		v := r.open("/photos/Holiday")
		r.phase(model.PhaseReady)
		if got := v.Counts; got.Total() != 32 || got.Fail != 1 || got.Copy != 2 {
			t.Errorf("counts %+v", got)
		}
		if !v.CanStart() || v.Failures != 1 {
			t.Errorf("can start %v, failures %d", v.CanStart(), v.Failures)
		}
		r.c.Start()
		r.rest()
		v = r.phase(model.PhaseDone)
		if v.Summary.Converted != 28 || v.Summary.Copied != 2 || v.Failures != 2 || v.Remaining != 0 {
			t.Errorf("summary %+v, failures %d, remaining %d", v.Summary, v.Failures, v.Remaining)
		}
		// Failed pictures are on top, with their reasons.
		for i, want := range []error{resize.ErrDamaged, uitest.ErrDenied} {
			if row, ok := r.c.List.Row(i); !ok || !errors.Is(row.Err, want) {
				t.Errorf("row %d: %v", i, row.Err)
			}
		}
		if row, _ := r.c.List.Row(2); row.State != batch.Done || row.Bytes == 0 {
			t.Errorf("third row %+v", row)
		}
	})
}

func TestCancelAndResume(t *testing.T) {
	inRig(t, func(r *rig) { r.engine.OnRun = uitest.TenThenWait }, func(r *rig) {
		r.open("/photos/Holiday")
		r.c.Start()
		r.rest()
		v := r.phase(model.PhaseRunning)
		if v.Progress.Done != 10 {
			t.Errorf("progress %+v", v.Progress)
		}
		r.open("/photos/More")
		if v = r.phase(model.PhaseRunning); v.Notice.Kind != model.NoticeBusy {
			t.Errorf("notice %+v", v.Notice)
		}
		r.c.Stop()
		r.rest()
		v = r.phase(model.PhaseDone)
		if v.RunErr != nil || v.Summary.Cancelled != 22 || v.Remaining != 22 {
			t.Errorf("error %v, summary %+v, remaining %d", v.RunErr, v.Summary, v.Remaining)
		}
		r.engine.OnRun = uitest.RunAll(nil)
		r.c.Resume()
		r.rest()
		if v = r.phase(model.PhaseDone); v.Summary.Converted+v.Summary.Copied != 22 {
			t.Errorf("summary %+v", v.Summary)
		}
	})
}

func TestCancelScan(t *testing.T) {
	inRig(t, func(r *rig) {
		r.engine.OnScan = func(ctx context.Context, progress func(batch.ScanProgress)) error {
			progress(batch.ScanProgress{Found: 1234})
			<-ctx.Done()
			return ctx.Err()
		}
	}, func(r *rig) {
		if v := r.open("/photos/Holiday"); v.Phase != model.PhaseScanning || v.Scan.Found != 1234 {
			t.Fatalf("phase %d, scan %+v", v.Phase, v.Scan)
		}
		r.c.Stop()
		r.rest()
		r.phase(model.PhaseEmpty)

		// What was open before stays open.
		r.engine.OnScan = nil
		r.open("/photos/Holiday")
		r.phase(model.PhaseReady)
		r.engine.OnScan = func(ctx context.Context, _ func(batch.ScanProgress)) error {
			<-ctx.Done()
			return ctx.Err()
		}
		r.open("/photos/More")
		r.phase(model.PhaseScanning)
		r.c.Stop()
		r.rest()
		if v := r.phase(model.PhaseReady); !reflect.DeepEqual(v.Inputs, []string{"/photos/Holiday"}) || v.Counts.Total() != 32 {
			t.Errorf("inputs %q, %d pictures", v.Inputs, v.Counts.Total())
		}
	})
}

func TestOpenAddsAndStartsOver(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/a")
		v := r.open("/b", "/a")
		if want := []string{"/a", "/b"}; !reflect.DeepEqual(v.Inputs, want) {
			t.Errorf("inputs %q, want %q", v.Inputs, want)
		}
		r.c.Start()
		r.rest()
		r.phase(model.PhaseDone)
		v = r.open("/c")
		if want := []string{"/c"}; v.Phase != model.PhaseReady || !reflect.DeepEqual(v.Inputs, want) {
			t.Errorf("phase %d, inputs %q", v.Phase, v.Inputs)
		}
		r.c.Clear()
		r.rest()
		if v = r.phase(model.PhaseEmpty); len(v.Inputs) != 0 || r.c.List.Len() != 0 {
			t.Errorf("inputs %q, rows %d", v.Inputs, r.c.List.Len())
		}
	})
}

func TestNothingFound(t *testing.T) {
	others := batch.Others{"CR2": 8, "MP4": 4}
	inRig(t, func(r *rig) { r.engine.Sources = &batch.Sources{Others: others} }, func(r *rig) {
		v := r.open("/photos/Letters")
		if v.Phase != model.PhaseEmpty || !reflect.DeepEqual(v.Notice, model.Notice{Kind: model.NoticeNothing, Path: "/photos/Letters", Others: others}) {
			t.Errorf("phase %d, notice %+v", v.Phase, v.Notice)
		}
		r.c.Dismiss()
		r.rest()
		if v = r.last(); v.Notice.Kind != model.NoticeNone {
			t.Errorf("notice %+v", v.Notice)
		}
	})
}

func TestTypingIsDebounced(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		before := len(r.engine.Builds())
		f := r.last().Form
		for _, width := range []string{"", "8", "80", "800"} {
			f.Width = width
			r.c.Edit(f)
			time.Sleep(50 * time.Millisecond)
		}
		r.rest()
		builds := r.engine.Builds()[before:]
		if len(builds) != 1 || builds[0].Recipe.Width != 800 {
			t.Fatalf("built %d times: %+v", len(builds), builds)
		}
		if row, _ := r.c.List.Row(0); row.Item.Job.Width != 800 {
			t.Errorf("the list shows width %d", row.Item.Job.Width)
		}
	})
}

func TestNewerPlanCancelsOlder(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		var cancelled []int
		r.engine.OnBuild = func(ctx context.Context, opts batch.Options) error {
			if opts.Recipe.Width == 100 {
				<-ctx.Done() // as long as it takes
				cancelled = append(cancelled, opts.Recipe.Width)
				return nil // its late plan must not be shown
			}
			return nil
		}
		if v := r.edit(func(f *form.Values) { f.Width = "100" }); !v.Planning || v.CanStart() {
			t.Errorf("planning %v, can start %v", v.Planning, v.CanStart())
		}
		r.edit(func(f *form.Values) { f.Width = "200" })
		if len(cancelled) != 1 {
			t.Error("the older build was not cancelled")
		}
		if row, _ := r.c.List.Row(0); row.Item.Job.Width != 200 {
			t.Errorf("the list shows width %d", row.Item.Job.Width)
		}
	})
}

func TestStartWaitsForThePlan(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		f := r.last().Form
		f.Width = "640"
		r.c.Edit(f)
		r.c.Start() // Ctrl+Enter right after typing
		r.rest()
		r.phase(model.PhaseDone)
		if got := r.engine.Ran[0].Items[0].Job.Width; got != 640 {
			t.Errorf("ran with width %d: not what was on the screen", got)
		}
	})
}

func TestProblemsKeepItFromStarting(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		v := r.edit(func(f *form.Values) { f.Width = "12o0" })
		if v.CanStart() || len(v.Problems) != 1 || v.Problems[0].Field != form.FieldWidth {
			t.Errorf("can start %v, problems %+v", v.CanStart(), v.Problems)
		}
		r.c.Start()
		r.rest()
		r.phase(model.PhaseReady)
		if v = r.edit(func(f *form.Values) { f.Width = "1200" }); !v.CanStart() {
			t.Error("cannot start after the correction")
		}
	})
}

func TestFullDisk(t *testing.T) {
	full := &batch.NoSpaceError{Path: "/photos", Need: 9e9, Free: 1e9}
	inRig(t, func(r *rig) {
		r.engine.OnRun = func(context.Context, *batch.Plan, func(batch.Event)) (batch.Summary, error) {
			return batch.Summary{}, full
		}
	}, func(r *rig) {
		r.open("/photos/Holiday")
		r.c.Start()
		r.rest()
		if v := r.phase(model.PhaseDone); v.RunErr != full || v.Remaining == 0 {
			t.Errorf("error %v, remaining %d", v.RunErr, v.Remaining)
		}
	})
}

func TestOnlyFailures(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		r.c.ShowFailures(true)
		r.rest()
		if row, _ := r.c.List.Row(0); r.c.List.Len() != 1 || row.Item.Rel != "2024/Lisbon/IMG_0003.jpg" {
			t.Errorf("%d rows, first %s", r.c.List.Len(), row.Item.Rel)
		}
		r.c.ShowFailures(false)
		r.rest()
		if r.c.List.Len() != 32 {
			t.Errorf("%d rows", r.c.List.Len())
		}
	})
}

func TestPaintsAreBounded(t *testing.T) {
	inRig(t, func(r *rig) {
		r.engine.OnRun = func(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
			for n := range 2000 {
				time.Sleep(time.Millisecond)
				events(batch.Event{Index: n % len(plan.Items), State: batch.Working})
			}
			return batch.Summary{}, nil
		}
	}, func(r *rig) {
		r.open("/photos/Holiday")
		before := r.painted()
		r.c.Start()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := r.painted() - before; n < paintRate || n > 2*paintRate+3 {
			t.Errorf("%d paints in two seconds of 1000 events each", n)
		}
		r.rest()
		before = r.painted()
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := r.painted() - before; n != 0 {
			t.Errorf("%d paints while nothing happens", n)
		}
	})
}

func TestSlowScreenIsNotFlooded(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		var sent int
		r.c.do(func(context.Context) { r.c.hooks.Paint = func(model.View) { sent++ } }) // never reaches the screen
		r.rest()
		before := sent
		for i := range 20 {
			r.c.Edit(form.Values{Width: fmt.Sprint(i)})
			r.rest()
		}
		if sent-before > 1 {
			t.Errorf("%d paints were sent to a screen that shows none", sent-before)
		}
	})
}
