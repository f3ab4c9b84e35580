package ui

import (
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/resize"
)

// TestRowSaysWhyLeftOut: the reason is shown, whether the plan or the run has left a picture out.
func TestRowSaysWhyLeftOut(t *testing.T) {
	for reason, want := range map[batch.Reason]string{
		batch.ReasonSmall: "Small enough already", batch.ReasonExists: "A file with that name exists",
		batch.ReasonDone: "Resized before", batch.ReasonResult: "A result of an earlier run",
	} {
		m := newModel()
		m.setPlan(&batch.Plan{Items: []batch.Item{
			{Rel: "planned.jpg", Task: batch.TaskSkip, Reason: reason},
			{Rel: "met.jpg", Job: resize.ImageJob{Width: 10, Height: 10}},
		}})
		now := time.Unix(1, 0)
		m.begin(now)
		m.apply(batch.Event{Index: 1, State: batch.Skipped, Reason: reason}, now)
		for i := range m.rows() {
			r, _ := m.row(i)
			if got := newRowText(r); got.Detail != want || got.Status != "Left out" {
				t.Errorf("%s is left out, %s: says %q, %q", r.Item.Rel, reason, got.Detail, got.Status)
			}
		}
	}
}
