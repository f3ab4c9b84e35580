package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if root := os.Getenv("SIZEMILL_WATCH_HELPER"); root != "" {
		os.Exit(helper(root))
	}
	goleak.VerifyTestMain(m)
}

// deadline is how long it takes to fail.
const deadline = 60 * time.Second

// rig is a running Watcher and what it has reported.
type rig struct {
	t       *testing.T
	root    string
	w       *Watcher
	cancel  context.CancelFunc
	stopped chan struct{}
	err     error // of Run, once stopped

	mu      sync.Mutex
	counts  map[string]int // by path relative to the root, with slashes
	changed chan struct{}  // closed and replaced at each report
}

// start watches root until the test ends. adjust may change the Watcher before it runs.
func start(t *testing.T, root string, opts Options, adjust ...func(*Watcher)) *rig {
	t.Helper()
	if opts.Settle == 0 {
		opts.Settle = 20 * time.Millisecond
	}
	w, err := New(root, opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range adjust {
		f(w)
	}
	r := &rig{t: t, root: root, w: w, counts: map[string]int{}, changed: make(chan struct{})}
	r.run(r.ready)
	return r
}

// run runs the Watcher until the test ends or stop is called.
func (r *rig) run(ready func(string)) {
	ctx, cancel := context.WithCancel(r.t.Context())
	r.cancel, r.stopped = cancel, make(chan struct{})
	go func() {
		defer close(r.stopped)
		r.err = r.w.Run(ctx, ready)
	}()
	r.t.Cleanup(r.stop)
}

// stop may be called more than once.
func (r *rig) stop() {
	r.cancel()
	<-r.stopped
	if !errors.Is(r.err, context.Canceled) {
		r.t.Errorf("Run returned %v, want context.Canceled", r.err)
	}
}

func (r *rig) ready(path string) {
	rel, err := filepath.Rel(r.root, path)
	if err != nil {
		r.t.Errorf("reported %q, which is not below the root: %v", path, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[filepath.ToSlash(rel)]++
	close(r.changed)
	r.changed = make(chan struct{})
}

// until waits for a condition on the reports or, checked at short intervals, on the status.
func (r *rig) until(what string, cond func(counts map[string]int, s Status) bool) {
	r.t.Helper()
	limit := time.After(deadline)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		s := r.w.Status()
		r.mu.Lock()
		ok, changed := cond(r.counts, s), r.changed
		r.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-tick.C:
		case <-limit:
			r.t.Fatalf("waited in vain for %s; status %+v, reported %s", what, s, r.summary())
		}
	}
}

func (r *rig) untilState(s State) {
	r.t.Helper()
	r.until("state "+string(s), func(_ map[string]int, got Status) bool { return got.State == s })
}

func (r *rig) untilReported(names ...string) {
	r.t.Helper()
	r.until(fmt.Sprintf("%d files", len(names)), func(counts map[string]int, _ Status) bool {
		for _, n := range names {
			if counts[n] == 0 {
				return false
			}
		}
		return true
	})
}

// exactly waits for the files, then for one more file, which leaves time for surplus reports, and
// compares all reports with the names, each once.
func (r *rig) exactly(names ...string) {
	r.t.Helper()
	r.untilReported(names...)
	put(r.t, filepath.Join(r.root, "sentinel"), "whole END")
	r.untilReported("sentinel")
	r.until("rest", func(_ map[string]int, s Status) bool { return s.Settling == 0 })
	r.stop()
	want := map[string]int{"sentinel": 1}
	for _, n := range names {
		want[n]++
	}
	for n, c := range r.counts {
		if c != want[n] {
			r.t.Errorf("%q reported %d times, want %d", n, c, want[n])
		}
	}
}

func (r *rig) summary() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var names []string
	for n, c := range r.counts {
		names = append(names, fmt.Sprintf("%s×%d", n, c))
	}
	slices.Sort(names)
	if len(names) > 20 {
		return fmt.Sprintf("%d files", len(names))
	}
	return strings.Join(names, " ")
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

// endsWhole accepts a file as whole if it ends in END.
func endsWhole(_ context.Context, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !strings.HasSuffix(string(data), "END") {
		return errors.New("unexpected end of file")
	}
	return nil
}
