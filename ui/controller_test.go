package ui

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
)

func TestDropScanPlanRunDone(t *testing.T) {
	inRig(t, func(r *rig) {
		r.engine.run = runAll(map[string]error{"2024/Lisbon/IMG_0005.jpg": errDenied})
	}, func(r *rig) {
		r.phase(phaseEmpty)
		v := r.open("/photos/Holiday")
		r.phase(phaseReady)
		if got := v.counts; got.Total() != 32 || got.Fail != 1 || got.Copy != 2 {
			t.Errorf("counts %+v", got)
		}
		if !v.canStart() || v.failures != 1 {
			t.Errorf("can start %v, failures %d", v.canStart(), v.failures)
		}
		r.c.start()
		r.rest()
		v = r.phase(phaseDone)
		if v.summary.Converted != 28 || v.summary.Copied != 2 || v.failures != 2 || v.remaining != 0 {
			t.Errorf("summary %+v, failures %d, remaining %d", v.summary, v.failures, v.remaining)
		}
		// Failed pictures are on top, with their reasons.
		for i, want := range []error{resize.ErrDamaged, errDenied} {
			if row, ok := r.c.list.row(i); !ok || !errors.Is(row.Err, want) {
				t.Errorf("row %d: %v", i, row.Err)
			}
		}
		if row, _ := r.c.list.row(2); row.State != batch.Done || row.Bytes == 0 {
			t.Errorf("third row %+v", row)
		}
	})
}

// tenThenWait makes ten pictures and then waits to be cancelled.
func tenThenWait(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
	s := batch.Summary{Converted: 10}
	for i := range 10 {
		events(batch.Event{Index: i, State: batch.Done, Outcome: resize.Outcome{Bytes: 1}})
	}
	<-ctx.Done()
	for i := 10; i < len(plan.Items); i++ {
		events(batch.Event{Index: i, State: batch.Cancelled})
		s.Cancelled++
	}
	return s, context.Cause(ctx)
}

func TestCancelAndResume(t *testing.T) {
	inRig(t, func(r *rig) { r.engine.run = tenThenWait }, func(r *rig) {
		r.open("/photos/Holiday")
		r.c.start()
		r.rest()
		v := r.phase(phaseRunning)
		if v.progress.Done != 10 {
			t.Errorf("progress %+v", v.progress)
		}
		r.open("/photos/More")
		if v = r.phase(phaseRunning); v.notice.kind != noticeBusy {
			t.Errorf("notice %+v", v.notice)
		}
		r.c.stop()
		r.rest()
		v = r.phase(phaseDone)
		if v.runErr != nil || v.summary.Cancelled != 22 || v.remaining != 22 {
			t.Errorf("error %v, summary %+v, remaining %d", v.runErr, v.summary, v.remaining)
		}
		r.engine.run = runAll(nil)
		r.c.resume()
		r.rest()
		if v = r.phase(phaseDone); v.summary.Converted+v.summary.Copied != 22 {
			t.Errorf("summary %+v", v.summary)
		}
	})
}

func TestCancelScan(t *testing.T) {
	inRig(t, func(r *rig) {
		r.engine.scan = func(ctx context.Context, progress func(batch.ScanProgress)) error {
			progress(batch.ScanProgress{Found: 1234})
			<-ctx.Done()
			return ctx.Err()
		}
	}, func(r *rig) {
		if v := r.open("/photos/Holiday"); v.phase != phaseScanning || v.scan.Found != 1234 {
			t.Fatalf("phase %d, scan %+v", v.phase, v.scan)
		}
		r.c.stop()
		r.rest()
		r.phase(phaseEmpty)

		// What was open before stays open.
		r.engine.scan = nil
		r.open("/photos/Holiday")
		r.phase(phaseReady)
		r.engine.scan = func(ctx context.Context, _ func(batch.ScanProgress)) error {
			<-ctx.Done()
			return ctx.Err()
		}
		r.open("/photos/More")
		r.phase(phaseScanning)
		r.c.stop()
		r.rest()
		if v := r.phase(phaseReady); !reflect.DeepEqual(v.inputs, []string{"/photos/Holiday"}) || v.counts.Total() != 32 {
			t.Errorf("inputs %q, %d pictures", v.inputs, v.counts.Total())
		}
	})
}

func TestOpenAddsAndStartsOver(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/a")
		v := r.open("/b", "/a")
		if want := []string{"/a", "/b"}; !reflect.DeepEqual(v.inputs, want) {
			t.Errorf("inputs %q, want %q", v.inputs, want)
		}
		r.c.start()
		r.rest()
		r.phase(phaseDone)
		v = r.open("/c")
		if want := []string{"/c"}; v.phase != phaseReady || !reflect.DeepEqual(v.inputs, want) {
			t.Errorf("phase %d, inputs %q", v.phase, v.inputs)
		}
		r.c.clear()
		r.rest()
		if v = r.phase(phaseEmpty); len(v.inputs) != 0 || r.c.list.rows() != 0 {
			t.Errorf("inputs %q, rows %d", v.inputs, r.c.list.rows())
		}
	})
}

func TestNothingFound(t *testing.T) {
	others := batch.Others{"CR2": 8, "MP4": 4}
	inRig(t, func(r *rig) { r.engine.sources = &batch.Sources{Others: others} }, func(r *rig) {
		v := r.open("/photos/Letters")
		if v.phase != phaseEmpty || !reflect.DeepEqual(v.notice, notice{kind: noticeNothing, path: "/photos/Letters", others: others}) {
			t.Errorf("phase %d, notice %+v", v.phase, v.notice)
		}
		r.c.dismiss()
		r.rest()
		if v = r.last(); v.notice.kind != noticeNone {
			t.Errorf("notice %+v", v.notice)
		}
	})
}

func TestTypingIsDebounced(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		before := len(r.engine.builds())
		f := r.last().form
		for _, width := range []string{"", "8", "80", "800"} {
			f.Width = width
			r.c.edit(f)
			time.Sleep(50 * time.Millisecond)
		}
		r.rest()
		builds := r.engine.builds()[before:]
		if len(builds) != 1 || builds[0].Recipe.Width != 800 {
			t.Fatalf("built %d times: %+v", len(builds), builds)
		}
		if row, _ := r.c.list.row(0); row.Item.Job.Width != 800 {
			t.Errorf("the list shows width %d", row.Item.Job.Width)
		}
	})
}

func TestNewerPlanCancelsOlder(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		var cancelled []int
		r.engine.build = func(ctx context.Context, opts batch.Options) error {
			if opts.Recipe.Width == 100 {
				<-ctx.Done() // as long as it takes
				cancelled = append(cancelled, opts.Recipe.Width)
				return nil // and its late plan must not be shown
			}
			return nil
		}
		if v := r.edit(func(f *form) { f.Width = "100" }); !v.planning || v.canStart() {
			t.Errorf("planning %v, can start %v", v.planning, v.canStart())
		}
		r.edit(func(f *form) { f.Width = "200" })
		if len(cancelled) != 1 {
			t.Error("the older build was not cancelled")
		}
		if row, _ := r.c.list.row(0); row.Item.Job.Width != 200 {
			t.Errorf("the list shows width %d", row.Item.Job.Width)
		}
	})
}

func TestStartWaitsForThePlan(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		f := r.last().form
		f.Width = "640"
		r.c.edit(f)
		r.c.start() // Ctrl+Enter right after typing
		r.rest()
		r.phase(phaseDone)
		if got := r.engine.ran[0].Items[0].Job.Width; got != 640 {
			t.Errorf("ran with width %d: not what was on the screen", got)
		}
	})
}

func TestProblemsKeepItFromStarting(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		v := r.edit(func(f *form) { f.Width = "12o0" })
		if v.canStart() || len(v.problems) != 1 || v.problems[0].Field != fieldWidth {
			t.Errorf("can start %v, problems %+v", v.canStart(), v.problems)
		}
		r.c.start()
		r.rest()
		r.phase(phaseReady)
		if v = r.edit(func(f *form) { f.Width = "1200" }); !v.canStart() {
			t.Error("cannot start after the correction")
		}
	})
}

func TestFullDisk(t *testing.T) {
	full := &batch.NoSpaceError{Path: "/photos", Need: 9e9, Free: 1e9}
	inRig(t, func(r *rig) {
		r.engine.run = func(context.Context, *batch.Plan, func(batch.Event)) (batch.Summary, error) {
			return batch.Summary{}, full
		}
	}, func(r *rig) {
		r.open("/photos/Holiday")
		r.c.start()
		r.rest()
		if v := r.phase(phaseDone); v.runErr != full || v.remaining == 0 {
			t.Errorf("error %v, remaining %d", v.runErr, v.remaining)
		}
	})
}

func TestOnlyFailures(t *testing.T) {
	inRig(t, nil, func(r *rig) {
		r.open("/photos/Holiday")
		r.c.showFailures(true)
		r.rest()
		if row, _ := r.c.list.row(0); r.c.list.rows() != 1 || row.Item.Rel != "2024/Lisbon/IMG_0003.jpg" {
			t.Errorf("%d rows, first %s", r.c.list.rows(), row.Item.Rel)
		}
		r.c.showFailures(false)
		r.rest()
		if r.c.list.rows() != 32 {
			t.Errorf("%d rows", r.c.list.rows())
		}
	})
}

func TestPaintsAreBounded(t *testing.T) {
	inRig(t, func(r *rig) {
		r.engine.run = func(ctx context.Context, plan *batch.Plan, events func(batch.Event)) (batch.Summary, error) {
			for n := range 2000 {
				time.Sleep(time.Millisecond)
				events(batch.Event{Index: n % len(plan.Items), State: batch.Working})
			}
			return batch.Summary{}, nil
		}
	}, func(r *rig) {
		r.open("/photos/Holiday")
		before := r.painted()
		r.c.start()
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
		r.c.do(func(context.Context) { r.c.hooks.paint = func(view) { sent++ } }) // never reaches the screen
		r.rest()
		before := sent
		for i := range 20 {
			r.c.edit(form{Width: fmt.Sprint(i)})
			r.rest()
		}
		if sent-before > 1 {
			t.Errorf("%d paints were sent to a screen that shows none", sent-before)
		}
	})
}
