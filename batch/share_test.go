package batch

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"sizemill/resize"
	"sizemill/resize/codec/format"
)

// truncated returns a plan of one GIF without its end, as its job is planned.
func truncated(action resize.Action) *Plan {
	src := resize.Source{Header: format.Header{Format: resize.GIF, Width: 8000, Height: 6000, Orientation: 1, Frames: 1, Depth: 8}, Upright: resize.Size{Width: 8000, Height: 6000}, Bytes: 5e6}
	r := resize.DefaultRecipe()
	job := resize.ImageJob{
		Width: 8000, Height: 6000, Action: action, Recipe: &r, Source: src, Format: resize.GIF,
		Geometry: resize.NewGeometry(src.Upright, resize.Recipe{Target: resize.Target{Mode: resize.Percent, Percent: 100}}),
	}
	return &Plan{Items: []Item{{Job: job, salvage: true}}}
}

// TestSalvageWithinTheBudget: a second try waits for the memory that it takes, and gives its first
// share back before.
func TestSalvageWithinTheBudget(t *testing.T) {
	for name, action := range map[string]resize.Action{"converted": resize.Convert, "copied": resize.Copy} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := truncated(action)
				planned := p.memory(group{0}, NewBudget(1<<40))
				again := p.Items[0].Job
				again.Salvage, again.Action = true, resize.Convert
				salvaging := again.MemoryBytes()
				if salvaging <= planned {
					t.Fatalf("salvaging takes %d bytes, as planned it was %d", salvaging, planned)
				}
				budget := NewBudget(salvaging)
				other, err := budget.Acquire(t.Context(), salvaging-planned)
				if err != nil {
					t.Fatal(err)
				}
				held := Share{Budget: budget}
				if err := held.Cover(t.Context(), "", planned); err != nil {
					t.Fatal(err)
				}
				tries := 0
				do := func(_ context.Context, jobs []resize.ImageJob) []resize.Result {
					tries++
					if jobs[0].Salvage {
						if budget.sem.TryAcquire(1) {
							t.Error("salvaged with a share that is too small")
						}
						return make([]resize.Result, 1)
					}
					return []resize.Result{{Err: resize.ErrDamaged}}
				}
				var results []resize.Result
				done := make(chan struct{})
				go func() {
					defer close(done)
					results = p.carryOut(t.Context(), group{0}, held.Within(do))
				}()
				synctest.Wait()
				if tries != 1 {
					t.Fatalf("%d tries before there was memory for the second", tries)
				}
				other()
				<-done
				if results[0].Err != nil || tries != 2 {
					t.Errorf("after %d tries: %v", tries, results[0].Err)
				}
				held.Free()
				if !budget.sem.TryAcquire(salvaging) {
					t.Error("a share was not given back")
				}
			})
		})
	}
}

// TestShareCancelled: work that waits for more memory when the run ends holds none, and returns why
// it ended.
func TestShareCancelled(t *testing.T) {
	p := truncated(resize.Copy)
	need := p.Items[0].Job.MemoryBytes()
	budget := NewBudget(need)
	ctx, cancel := context.WithCancel(t.Context())
	held := Share{Budget: budget}
	cancel()
	release, err := budget.Acquire(t.Context(), need)
	if err != nil {
		t.Fatal(err)
	}
	results := held.Within(nil)(ctx, []resize.ImageJob{p.Items[0].Job})
	if !errors.Is(results[0].Err, context.Canceled) {
		t.Errorf("cancelled: %v", results[0].Err)
	}
	held.Free()
	release()
	if !budget.sem.TryAcquire(need) {
		t.Error("memory was not given back")
	}
}
