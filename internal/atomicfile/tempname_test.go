package atomicfile

import (
	"testing"
	"time"
)

func TestTempOwner(t *testing.T) {
	o := owner{place{0xfedcba98, 0, 7}, 4711}
	for name, want := range map[string]owner{
		o.tempName(1<<64 - 1):                        o,
		".sizemill-00ff.tmp":                         {},
		".sizemill-0000000a-12-00000000000000ff.tmp": {}, // of an earlier version
		".sizemill-a-b-c-d-e.tmp":                    {},
		".sizemill-x-b-c-1-e.tmp":                    {},
		".sizemill-a-b-1ffffffff-1-e.tmp":            {},
	} {
		if got := tempOwner(name); got != want {
			t.Errorf("%s: %+v instead of %+v", name, got, want)
		}
	}
	if p := thisPlace(); p != thisPlace() || tempOwner(tempName()).place != p {
		t.Errorf("a name does not say its place %+v", p)
	}
}

func TestEndedBefore(t *testing.T) {
	p, start := place{1, 2, 3}, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	before, after := start.Add(-time.Second), start.Add(time.Second)
	for _, c := range []struct {
		name    string
		owner   place
		here    place
		started time.Time
		written time.Time
		want    bool
	}{
		{"an earlier start", place{1, 9, 3}, p, start, before, true},
		{"an earlier start, another container", place{1, 9, 9}, p, start, before, true},
		{"a copy of this machine that lives", place{1, 9, 3}, p, start, after, false},
		{"this start", p, p, start, before, false},
		{"this start, another container", place{1, 2, 9}, p, start, before, false},
		{"another machine", place{9, 9, 3}, p, start, before, false},
		{"machines that cannot be told apart", place{0, 9, 3}, place{0, 2, 3}, start, before, false},
		{"a start at an unknown time", place{1, 9, 3}, p, time.Time{}, before, false},
	} {
		if got := (owner{c.owner, 1}).endedBefore(c.here, c.started, c.written); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
