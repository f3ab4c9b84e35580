package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"sizemill/batch"
	"sizemill/resize"
)

// twoFailed ends a batch in which one picture was damaged and another could not be read.
func twoFailed(r *rig) view {
	r.open("/photos/Holiday")
	r.c.start()
	r.rest()
	v := r.phase(phaseDone)
	if v.failures != 2 {
		r.t.Fatalf("%d failures, want 2", v.failures)
	}
	return v
}

func failTwo(r *rig) { r.engine.run = runAll(map[string]error{"2024/Lisbon/IMG_0005.jpg": errDenied}) }

func TestRetryFailed(t *testing.T) {
	inRig(t, failTwo, func(r *rig) {
		twoFailed(r)
		r.engine.run = runAll(nil)
		r.c.retry()
		r.rest()
		v := r.phase(phaseDone)
		want := []string{"/photos/Holiday/2024/Lisbon/IMG_0003.jpg", "/photos/Holiday/2024/Lisbon/IMG_0005.jpg"}
		if got := r.engine.scanned[1]; !reflect.DeepEqual(got, want) {
			t.Errorf("looked again at %q, want %q", got, want)
		}
		if plan := r.engine.ran[1]; len(plan.Items) != 2 || plan.Items[0].Path != want[0] || plan.Items[1].Path != want[1] {
			t.Errorf("tried again: %+v", plan.Items)
		}
		// The damaged one still is: it stays named.
		if row, _ := r.c.list.row(0); v.summary.Converted != 1 || v.failures != 1 || !errors.Is(row.Err, resize.ErrDamaged) {
			t.Errorf("summary %+v, failures %d, first row's error %v", v.summary, v.failures, row.Err)
		}
	})
}

func TestRetryCanBeCancelled(t *testing.T) {
	inRig(t, failTwo, func(r *rig) {
		twoFailed(r)
		r.engine.scan = func(ctx context.Context, _ func(batch.ScanProgress)) error {
			<-ctx.Done()
			return ctx.Err()
		}
		r.c.retry()
		r.rest()
		r.phase(phaseRunning)
		r.c.stop()
		r.rest()
		if v := r.phase(phaseDone); v.runErr != nil || v.remaining != 1 || len(r.engine.ran) != 1 {
			t.Errorf("error %v, remaining %d, ran %d times", v.runErr, v.remaining, len(r.engine.ran))
		}
	})
}

// TestLookAgain mends files between two looks of the real engine.
func TestLookAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "in")
	picture, gone, folder := filepath.Join(dir, "a", "cut.jpg"), filepath.Join(dir, "gone.jpg"), filepath.Join(dir, "shut")
	if err := os.MkdirAll(filepath.Join(dir, "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	writeJPEG(t, filepath.Join(dir, "fine.jpg"))
	for _, path := range []string{picture, gone} {
		if err := os.WriteFile(path, []byte("no picture"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	a := again{engine: BatchEngine{}, options: batch.DefaultOptions()}
	var err error
	if a.sources, err = a.engine.Scan(t.Context(), []string{dir}, nil); err != nil {
		t.Fatal(err)
	}
	a.sources.Pictures = append(a.sources.Pictures, batch.Found{Path: folder, Root: dir, Rel: "shut", Err: errDenied})
	before, err := a.engine.Build(t.Context(), a.sources, a.options)
	if err != nil {
		t.Fatal(err)
	}
	failed := before.Only(func(_ int, item *batch.Item) bool { return item.Task == batch.TaskFail })
	if len(failed.Items) != 3 {
		t.Fatalf("%d failed, want 3: %+v", len(failed.Items), failed.Items)
	}

	writeJPEG(t, picture)
	if err := errors.Join(os.Remove(gone), os.Mkdir(folder, 0o755)); err != nil {
		t.Fatal(err)
	}
	writeJPEG(t, filepath.Join(folder, "inside.jpg"))
	plan, src, err := a.plan(t.Context(), failed)
	if err != nil {
		t.Fatal(err)
	}
	if len(src.Pictures) != 4 {
		t.Errorf("%d sources, want 4", len(src.Pictures))
	}
	got := make(map[string]batch.Task)
	for _, item := range plan.Items {
		got[item.Rel] = item.Task
	}
	want := map[string]batch.Task{
		filepath.Join("a", "cut.jpg"): batch.TaskCopy, "gone.jpg": batch.TaskFail, filepath.Join("shut", "inside.jpg"): batch.TaskCopy,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
