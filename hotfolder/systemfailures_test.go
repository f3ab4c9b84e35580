package hotfolder

import (
	"errors"
	"syscall"
	"testing"

	"sizemill/batch"
	"sizemill/resize"
)

// TestSystemFailures: a reason is reported once for as long as it lasts, and another failure ends
// it.
func TestSystemFailures(t *testing.T) {
	full := []error{&resize.Error{Op: "write", Path: "a", Err: syscall.ENOSPC}}
	shut := []error{&resize.Error{Op: "write", Path: "a", Err: syscall.EACCES}}
	broken := []error{&resize.Error{Op: "decode", Path: "a", Err: resize.ErrDamaged}}
	var r systemFailures
	for i, step := range []struct {
		path         string
		failed       []error
		before, told bool
		left         int
	}{
		{"a", full, false, false, 1},
		{"a", full, true, true, 1},
		{"b", full, false, false, 2},
		{"a", shut, true, false, 2},
		{"a", nil, true, false, 1},
		{"a", full, false, false, 2},
		{"b", broken, true, false, 1},
		{"b", broken, false, false, 1},
		{"a", errors.Join(full[0], broken[0]).(interface{ Unwrap() []error }).Unwrap(), true, false, 0},
		{"c", []error{&batch.NoSpaceError{Path: "out"}}, false, false, 1},
	} {
		before, told := r.record(step.path, step.failed)
		if before != step.before || told != step.told || len(r.paths()) != step.left {
			t.Errorf("step %d: before %v, told %v, %q", i, before, told, r.paths())
		}
	}
}
