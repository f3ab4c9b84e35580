package hotfolder

import (
	"slices"
	"testing"

	"sizemill/pool"
	"sizemill/resize"
)

// TestDatesToldOnce: the first result of a folder warns that the disk keeps no dates; other
// warnings come with each result.
func TestDatesToldOnce(t *testing.T) {
	var told [][]string
	s := New(Options{Finished: func(r Recent) { told = append(told, r.Warnings) }})
	first, second := inbox(t, nil), inbox(t, nil)
	made := result{started: true, made: []resize.Outcome{{Warnings: []string{"another", resize.DateNotKept}}}}
	for _, f := range []*folder{first, first, second, first} {
		s.finish(pool.Result[arrival, result]{Job: arrival{f, "a.jpg"}, Value: made})
	}
	all, rest := []string{"another", resize.DateNotKept}, []string{"another"}
	if want := [][]string{all, rest, all, rest}; !slices.EqualFunc(told, want, slices.Equal) {
		t.Errorf("told %q", told)
	}
}
