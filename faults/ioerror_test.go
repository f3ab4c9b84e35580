//go:build faults && linux

package faults

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// ioTally counts what injected errors have done.
type ioTally struct {
	mu                              sync.Mutex
	met, clean, failed, never, died int
}

// TestIOErrors lets each system call of a batch fail once.
func TestIOErrors(t *testing.T) {
	for _, c := range []struct{ topic, call, errno string }{
		{diskFull, "write", "ENOSPC"}, {diskFull, "pwrite64", "ENOSPC"},
		{ioErrors, "write", "EIO"}, {ioErrors, "pwrite64", "EIO"}, {ioErrors, "fsync", "EIO"}, {ioErrors, "close", "EIO"},
		{ioErrors, "renameat2", "EIO"}, {ioErrors, "openat", "EIO"}, {ioErrors, "read", "EIO"}, {ioErrors, "pread64", "EIO"},
		{ioErrors, "mkdirat", "EIO"}, {ioErrors, "fdatasync", "EIO"},
	} {
		t.Run(c.call+" "+c.errno, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, c.topic, c.call+": "+c.errno, "`strace -e inject="+c.call+":error="+c.errno+":when=N`, N swept")
			f.canTrace()
			f.small()
			before := f.takes(f.path("in"))
			points := some(f.points([]string{c.call}, f.albumArgs(f.path("undisturbed"))...), 10)
			want, err := finals(f.path("undisturbed"))
			f.must(errors.Join(err, decodes(want)))
			var tally ioTally
			f.sweep(points, func(worker int, at point) error { return f.failAt(&tally, want, worker, at, c.errno) })
			f.unchanged(before)
			switch {
			case len(points) == 0:
				f.sees("not called by a batch")
			default:
				f.sees("%d points: %d batches did without, %d named what failed, %d did not start, %d died in the runtime; the next run made the rest",
					tally.met, tally.clean, tally.failed, tally.never, tally.died)
			}
		})
	}
}

// small writes an album that is only as large as it needs to be to have every kind of picture.
func (f *fault) small() {
	f.Helper()
	f.album()
	for _, name := range []string{"in/one", "in/3", "in/4", "in/5", "in/6", "in/7"} {
		f.must(os.RemoveAll(f.path(name)))
	}
}

// failAt lets one call of one run fail.
func (f *fault) failAt(tally *ioTally, want map[string]version, worker int, at point, errno string) error {
	g := *f
	g.home = f.path(fmt.Sprintf("home%d", worker))
	out := f.path(fmt.Sprintf("out%d", worker))
	if err := errors.Join(os.RemoveAll(out), os.RemoveAll(g.home), os.MkdirAll(g.home, 0o700)); err != nil {
		return err
	}
	e, err := g.injected(f.path(fmt.Sprintf("log%d", worker)), at, "error="+errno, f.albumArgs(out)...)
	if err != nil || e.injected == 0 {
		return err
	}
	left, err := finals(out)
	if err := errors.Join(err, decodes(left)); err != nil {
		return err
	}
	// The program's own start needs files and libraries, and Go's runtime a pipe to itself.
	never := e.code == 127 || len(left) == 0 && strings.Contains(e.output, "error while loading")
	died := e.code == 2 && strings.Contains(e.output, "goroutine ")
	tally.mu.Lock()
	tally.met++
	switch {
	case never:
		tally.never++
	case died:
		tally.died++
	case e.code == 0:
		tally.clean++
	default:
		tally.failed++
	}
	tally.mu.Unlock()
	_, temporaries := files(out)
	switch {
	case never || died:
	case e.code != 0 && e.code != 1:
		return fmt.Errorf("exit code %d: %s", e.code, e.output)
	case len(temporaries) > 0:
		return fmt.Errorf("temporaries are left: %q: %s", temporaries, e.output)
	case e.code == 0 && len(left) != len(want):
		return fmt.Errorf("exit code 0 with %d of %d results: %s", len(left), len(want), e.output)
	case e.code == 1 && !strings.Contains(e.output, "sizemill: ") && !e.unsaid:
		return fmt.Errorf("exit code 1 without a reason: %q", e.output)
	case len(want)-len(left) > e.injected && at.call != "openat": // a folder of pictures may not open
		return fmt.Errorf("%d faults cost %d results: %s", e.injected, len(want)-len(left), e.output)
	}
	again, err := g.run(nil, f.albumArgs(out)...)
	if err != nil || again.code != 0 {
		return fmt.Errorf("the next run: %w, exit code %d, %s", err, again.code, again.output)
	}
	after, err := finals(out)
	if err := errors.Join(err, equals(after, want)); err != nil {
		return fmt.Errorf("after the next run: %w; the first said %s", err, e.output)
	}
	_, temporaries = files(out)
	if len(temporaries) > 0 {
		return fmt.Errorf("temporaries are left after the next run: %q", temporaries)
	}
	return nil
}
