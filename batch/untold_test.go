package batch

import (
	"slices"
	"testing"

	"sizemill/resize"
)

// TestDatesToldOnce: the first result warns that a disk keeps no dates; other warnings come with
// each result.
func TestDatesToldOnce(t *testing.T) {
	plan := &Plan{Items: make([]Item, 3)}
	var told [][]string
	r := newRun(plan, &journal{plan: plan}, func(e Event) { told = append(told, e.Outcome.Warnings) })
	for i := range plan.Items {
		r.emit(t.Context(), Event{Index: i, State: Done, Outcome: resize.Outcome{Warnings: []string{"another", resize.DateNotKept}}})
	}
	want := [][]string{{"another", resize.DateNotKept}, {"another"}, {"another"}}
	if !slices.EqualFunc(told, want, slices.Equal) {
		t.Errorf("told %q", told)
	}
	if n := len(r.summary().Warnings); n != 4 {
		t.Errorf("%d warnings in the summary", n)
	}
}
