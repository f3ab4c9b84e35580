// Package watch reports files that have finished arriving in watched folders.
//
// A Watcher looks after one folder and everything below it. It hears of changes through the system's notifications
// (fsnotify) and looks for itself where those do not work: on network and FUSE folders, when the system's limit of
// notifications is reached, after lost events, and now and then to be safe.
//
// A file is reported once for each state in which it came to rest: its size, modification time and inode have not
// changed for Options.Settle, no process has it open for writing (where the system tells: Linux, for one's own local files),
// and Options.Check says that it is whole. Dates are compared with each other only, never with
// the clock, so copies that keep an old date arrive like any other. A file that is touched, rewritten, renamed, or removed
// and put there again is reported again. (Not seen: a file rewritten in the same size within the granularity of its dates,
// which is 2 s on FAT, after it was reported.)
//
// A link to a regular file is reported like a file; its target's changes are noticed by walking, not at once. Links to
// folders are not followed, except for the root. FIFOs, sockets and devices are neither opened nor reported.
package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	defaultSettle = time.Second
	// Long enough for a slow upload that stalls, short enough that a person still learns of a damaged file.
	defaultGiveUp = 10 * time.Minute
	defaultPoll   = 2 * time.Second
	defaultChecks = 2
)

// ErrRunning is returned by Run when the Watcher is running already.
var ErrRunning = errors.New("watch: already running")

// Options say what counts as arrived. The zero value is useful.
type Options struct {
	// Settle is how long a file must stay unchanged before it is looked at. It is counted on the monotonic clock.
	// 0 means 1 s.
	Settle time.Duration

	// Check says whether the file is whole: nil reports it, an error means "not complete yet" and Check is called again
	// after a growing pause (Settle, doubling up to 30 s) and after each change of the file. A file that can never become
	// whole but needs no waiting for (no picture at all, say) deserves nil too, so that the consumer names it at once.
	// Check is called from up to Checks goroutines, only for regular files, and must return soon after ctx ends.
	// A nil Check takes every settled file as whole.
	Check func(ctx context.Context, path string) error

	// Checks is how many Checks may run at once; 0 means 2. No further one starts while the consumer of ready is behind.
	Checks int

	// Ignore is asked about every file and folder below the root; true leaves the file out, or the folder with all that
	// is in it. It is called from one goroutine.
	Ignore func(path string, isDir bool) bool

	// GiveUp is how long after its last change a file that Check refuses is reported nevertheless, so that the consumer
	// can name the failure. 0 means 10 min.
	GiveUp time.Duration

	// Poll is how often the root is looked for, and how often the tree is walked where notifications do not work; 30 times
	// as long is the interval of the safety walk where they do. Walks that take long are spaced to a tenth of the time.
	// 0 means 2 s.
	Poll time.Duration

	// Existing also reports the files that are there when Run begins. Without it they are reported when they change.
	// Files in a root that appears later count as arrived.
	Existing bool
}

func (o Options) withDefaults() (Options, error) {
	if o.Settle < 0 || o.GiveUp < 0 || o.Poll < 0 || o.Checks < 0 {
		return o, errors.New("negative option")
	}
	if o.Settle == 0 {
		o.Settle = defaultSettle
	}
	if o.GiveUp == 0 {
		o.GiveUp = defaultGiveUp
	}
	if o.Poll == 0 {
		o.Poll = defaultPoll
	}
	if o.Checks == 0 {
		o.Checks = defaultChecks
	}
	return o, nil
}

// Watcher watches one folder and all folders below it. Make it with New.
type Watcher struct {
	root    string
	opts    Options
	open    func() (source, error)
	volume  func(path string) volume
	mu      sync.Mutex
	running bool
	status  Status
	again   []string      // see Again
	refresh bool          // see Refresh
	asked   chan struct{} // holds a token when there may be something in again, or refresh is set
}

// New prepares to watch the folder root; Run does it. The folder need not exist yet, but a root that is no folder is an
// error. The paths reported begin with root made absolute.
func New(root string, opts Options) (*Watcher, error) {
	if root == "" {
		return nil, errors.New("watch: no folder given")
	}
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("watch %q: %w", root, err)
	}
	if fi, err := os.Stat(abs); err == nil && !fi.IsDir() {
		return nil, fmt.Errorf("watch %q: not a folder", root)
	}
	opts, err = opts.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("watch %q: %w", root, err)
	}
	return &Watcher{root: abs, opts: opts, open: openNotify, volume: volumeOf,
		status: Status{State: Stopped}, asked: make(chan struct{}, 1)}, nil
}

// Run watches until ctx ends and returns ctx's error. It calls ready serially, from the calling goroutine, with the path of
// each file that has arrived. While ready blocks, events are still taken in; a file that changes while it waits for ready
// is reported once. It may be gone again when ready sees it.
//
// When Run returns, all its goroutines have ended and the notifications are closed. It waits for the Checks that run, and
// for the system: on a network folder that hangs, it returns when the system call does. A Watcher runs once at a time;
// what has been reported is forgotten when Run returns.
func (w *Watcher) Run(ctx context.Context, ready func(path string)) error {
	if err := w.begin(); err != nil {
		return err
	}
	defer w.end()

	ctx, cancel := context.WithCancel(ctx)
	out := newOutbox()
	done := make(chan struct{})
	go func() {
		defer close(done)
		newLoop(w, out).run(ctx)
	}()
	defer func() { // deferred, so that a panic in ready leaves nothing running either
		cancel()
		<-done
	}()

	for {
		path, err := out.next(ctx)
		if err != nil {
			return err
		}
		ready(path)
	}
}

func (w *Watcher) begin() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running {
		return ErrRunning
	}
	w.running = true
	w.status = Status{State: Starting}
	w.again, w.refresh = nil, false
	return nil
}

func (w *Watcher) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running = false
	w.status = Status{State: Stopped}
}

// Again has a file that was reported, and could not be had, reported once more when it is next seen. It may have been away with its
// folder, or disk, which brings nothing anew when it returns. It may be called from any goroutine, ready's too.
func (w *Watcher) Again(path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.again = append(w.again, path)
	signal(w.asked)
}

// Refresh makes the Watcher walk its folder as soon as it can, whatever the last walk took: that is
// no measure where the disk did not answer for a while. It may be called from any goroutine.
func (w *Watcher) Refresh() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refresh = true
	signal(w.asked)
}

func (w *Watcher) takeRefresh() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	refresh := w.refresh
	w.refresh = false
	return refresh
}

func (w *Watcher) takeAgain() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	paths := w.again
	w.again = nil
	return paths
}

// Status is a snapshot of what the Watcher does now. It may be called from any goroutine and never waits for the disk.
func (w *Watcher) Status() Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.status
}

func (w *Watcher) publish(s Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.status = s
}
