package ui

import (
	"testing"

	"sizemill/batch"
	"sizemill/resize"
)

// TestRowSaysWhyLeftOut: the reason is shown, whether the plan or the run has left a picture out.
func TestRowSaysWhyLeftOut(t *testing.T) {
	for reason, want := range map[batch.Reason]string{
		batch.ReasonSmall: "Small enough already", batch.ReasonExists: "A file with that name exists",
		batch.ReasonDone: "Resized before", batch.ReasonResult: "A result of an earlier run",
	} {
		for _, r := range []row{
			{Item: &batch.Item{Rel: "planned.jpg", Task: batch.TaskSkip}, Reason: reason},
			{Item: &batch.Item{Rel: "met.jpg", Job: resize.ImageJob{Width: 10, Height: 10}}, State: batch.Skipped, Reason: reason},
		} {
			if got := newRowText(r); got.Detail != want || got.Status != "Left out" {
				t.Errorf("%s is left out, %s: says %q, %q", r.Item.Rel, reason, got.Detail, got.Status)
			}
		}
	}
}
