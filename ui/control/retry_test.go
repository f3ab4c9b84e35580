package control

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"sizemill/batch"
	"sizemill/resize"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
)

// twoFailed ends a batch in which one picture was damaged and another could not be read.
func twoFailed(r *rig) model.View {
	r.open("/photos/Holiday")
	r.c.Start()
	r.rest()
	v := r.phase(model.PhaseDone)
	if v.Failures != 2 {
		r.t.Fatalf("%d failures, want 2", v.Failures)
	}
	return v
}

func failTwo(r *rig) {
	r.engine.OnRun = uitest.RunAll(map[string]error{"2024/Lisbon/IMG_0005.jpg": uitest.ErrDenied})
}

func TestRetryFailed(t *testing.T) {
	inRig(t, failTwo, func(r *rig) {
		twoFailed(r)
		r.engine.OnRun = uitest.RunAll(nil)
		r.c.Retry()
		r.rest()
		v := r.phase(model.PhaseDone)
		want := []string{"/photos/Holiday/2024/Lisbon/IMG_0003.jpg", "/photos/Holiday/2024/Lisbon/IMG_0005.jpg"}
		if got := r.engine.Scanned[1]; !reflect.DeepEqual(got, want) {
			t.Errorf("looked again at %q, want %q", got, want)
		}
		if plan := r.engine.Ran[1]; len(plan.Items) != 2 || plan.Items[0].Path != want[0] || plan.Items[1].Path != want[1] {
			t.Errorf("tried again: %+v", plan.Items)
		}
		// The damaged picture is still damaged and stays in the list.
		if row, _ := r.c.List.Row(0); v.Summary.Converted != 1 || v.Failures != 1 || !errors.Is(row.Err, resize.ErrDamaged) {
			t.Errorf("summary %+v, failures %d, first row's error %v", v.Summary, v.Failures, row.Err)
		}
	})
}

func TestRetryCanBeCancelled(t *testing.T) {
	inRig(t, failTwo, func(r *rig) {
		twoFailed(r)
		r.engine.OnScan = func(ctx context.Context, _ func(batch.ScanProgress)) error {
			<-ctx.Done()
			return ctx.Err()
		}
		r.c.Retry()
		r.rest()
		r.phase(model.PhaseRunning)
		r.c.Stop()
		r.rest()
		if v := r.phase(model.PhaseDone); v.RunErr != nil || v.Remaining != 1 || len(r.engine.Ran) != 1 {
			t.Errorf("error %v, remaining %d, ran %d times", v.RunErr, v.Remaining, len(r.engine.Ran))
		}
	})
}

// TestRescan repairs files between two scans of the real engine.
func TestRescan(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "in")
	picture, gone, folder := filepath.Join(dir, "a", "cut.jpg"), filepath.Join(dir, "gone.jpg"), filepath.Join(dir, "shut")
	if err := os.MkdirAll(filepath.Join(dir, "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	uitest.WriteJPEG(t, filepath.Join(dir, "fine.jpg"))
	for _, path := range []string{picture, gone} {
		if err := os.WriteFile(path, []byte("no picture"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	a := rescan{engine: BatchEngine{}, options: batch.DefaultOptions()}
	var err error
	if a.sources, err = a.engine.Scan(t.Context(), []string{dir}, nil); err != nil {
		t.Fatal(err)
	}
	a.sources.Pictures = append(a.sources.Pictures, batch.Found{Path: folder, Root: dir, Rel: "shut", Err: uitest.ErrDenied})
	before, err := a.engine.Build(t.Context(), a.sources, a.options)
	if err != nil {
		t.Fatal(err)
	}
	failed := before.Only(func(_ int, item *batch.Item) bool { return item.Task == batch.TaskFail })
	if len(failed.Items) != 3 {
		t.Fatalf("%d failed, want 3: %+v", len(failed.Items), failed.Items)
	}

	uitest.WriteJPEG(t, picture)
	if err := errors.Join(os.Remove(gone), os.Mkdir(folder, 0o755)); err != nil {
		t.Fatal(err)
	}
	uitest.WriteJPEG(t, filepath.Join(folder, "inside.jpg"))
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
