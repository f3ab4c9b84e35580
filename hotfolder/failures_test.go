package hotfolder

import (
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/resize"
)

// about returns an error about a path.
func about(op, path string, err error) []error {
	return []error{&resize.Error{Op: op, Path: path, Err: err}}
}

// newFailures returns failures that are tried again after a minute.
func newFailures() *failures {
	return &failures{after: time.Minute, change: make(chan struct{}, 1)}
}

// TestFailureReasons: a reason is reported once for as long as it lasts, and a picture that fails
// though it was not tried again has changed.
func TestFailureReasons(t *testing.T) {
	full, shut := about("write", "out/a", syscall.ENOSPC), about("write", "out/a", syscall.EACCES)
	broken := about("decode", "a", resize.ErrDamaged)
	noSpace := []error{&batch.NoSpaceError{Path: "out"}}
	s, now := newFailures(), time.Now()
	for i, step := range []struct {
		path    string
		again   bool // because it was due
		errs    []error
		want    recorded
		waiting int // for the next try
	}{
		{"a", false, full, recorded{tries: 1}, 1},
		{"a", true, full, recorded{before: true, told: true, tries: 2}, 1},
		{"b", false, full, recorded{tries: 1}, 2},
		{"a", true, shut, recorded{before: true, tries: 3}, 2},
		{"a", false, shut, recorded{before: true, tries: 1}, 2}, // it has changed
		{"a", true, nil, recorded{before: true}, 1},
		{"a", false, nil, recorded{}, 1},
		{"a", false, full, recorded{tries: 1}, 2},
		{"b", true, broken, recorded{before: true, aside: true, tries: 2}, 1},
		{"b", false, broken, recorded{before: true, aside: true, tries: 1}, 1},
		{"a", true, slices.Concat(full, broken), recorded{before: true, aside: true, tries: 2}, 0},
		{"c", false, noSpace, recorded{tries: 1}, 1},
	} {
		if step.again {
			s.all[step.path].next = now
			if got := s.due(now); !slices.Equal(got, []string{step.path}) {
				t.Fatalf("step %d: due are %q", i, got)
			}
		}
		got := s.record(step.path, step.errs, now)
		waiting := 0
		for _, f := range s.all {
			if !f.next.IsZero() {
				waiting++
			}
		}
		if got != step.want || waiting != step.waiting {
			t.Errorf("step %d: %+v, %d waiting; want %+v, %d", i, got, waiting, step.want, step.waiting)
		}
	}
}

// TestSetAside: a picture that the system fails is tried five times, in growing pauses, and then
// set aside, which is reported once. If the results are what fails, it is still tried every hour.
func TestSetAside(t *testing.T) {
	for _, c := range []struct {
		name string
		errs []error
		want []int // minutes after the failure before
		then bool  // it is tried on and on
	}{
		{"unreadable", about("open", "a", syscall.EACCES), []int{1, 2, 4, 8}, false},
		{"the disk of the results", about("write", "out/a", syscall.EIO), []int{1, 2, 4, 8, 60, 60}, true},
		{"no space", []error{&batch.NoSpaceError{Path: "out"}}, []int{1, 2, 4, 8, 60, 60}, true},
		{"damaged", about("decode", "a", resize.ErrDamaged), nil, false},
	} {
		s, now := newFailures(), time.Now()
		s.record("a", c.errs, now)
		for i, pause := range c.want {
			at, ok := s.next()
			if want := now.Add(time.Duration(pause) * time.Minute); !ok || !at.Equal(want) {
				t.Fatalf("%s, try %d: next after %v, %v, want %v", c.name, i+1, at.Sub(now), ok, want.Sub(now))
			}
			now = at
			if got := s.due(now); len(got) != 1 {
				t.Fatalf("%s: due are %q", c.name, got)
			}
			if r := s.record("a", c.errs, now); !r.told || r.aside != (r.tries == triesMax) {
				t.Errorf("%s, failure %d: %+v", c.name, i+2, r)
			}
		}
		if _, ok := s.next(); ok != c.then {
			t.Errorf("%s: in the end a try is planned: %v", c.name, ok)
		}
		list := s.listed()
		if len(list) != 1 || list[0].Path != "a" || list[0].Tries != len(c.want)+1 {
			t.Errorf("%s: set aside %+v", c.name, list)
		}
		if got := s.restart("a"); !slices.Equal(got, []string{"a"}) {
			t.Errorf("%s: tried again %q", c.name, got)
		}
		if r := s.record("a", nil, now); !r.before || len(s.listed()) > 0 {
			t.Errorf("%s: made, %+v, and set aside %+v", c.name, r, s.listed())
		}
	}
}

// TestSetAsideIsBounded: a Status lists the newest, and Retry knows them all.
func TestSetAsideIsBounded(t *testing.T) {
	s, now := newFailures(), time.Now()
	const many = 3 * SetAsideMax
	for i := range many {
		path := fmt.Sprint(i)
		s.record(path, about("decode", path, resize.ErrDamaged), now)
	}
	if list := s.listed(); len(list) != SetAsideMax || list[0].Path != fmt.Sprint(many-1) {
		t.Errorf("%d are listed, the first %+v", len(list), list[0])
	}
	if got := s.restart(""); len(got) != many {
		t.Errorf("%d are tried again", len(got))
	}
	for i := range many {
		s.forget(fmt.Sprint(i))
	}
	if list := s.listed(); len(list) > 0 || len(s.all) > 0 {
		t.Errorf("in the end %d are listed, %d known", len(list), len(s.all))
	}
}
