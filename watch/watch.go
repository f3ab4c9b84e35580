// Package watch reports files that have finished arriving in watched folders.
//
// A Watcher watches one folder and everything below it. It learns of changes through the system's
// notifications (fsnotify). Where those do not work it looks for itself: on network and FUSE
// folders, when the system's limit of notifications is reached, after lost events, and now and then
// to be safe.
//
// A file is reported once for each state in which it comes to rest: its size, modification time and
// inode have not changed for Options.Settle, no process has it open for writing, and Options.Check
// accepts it as whole. (Only Linux tells about writers, and only for the user's own local files.)
// Dates are compared only with each other, never with the clock, so copies that keep an old date
// arrive like any other file. A file that is touched, rewritten, renamed, or removed and put back
// is reported again. One case goes unnoticed: a reported file that is rewritten in the same size
// within the granularity of its date, which is 2 s on FAT.
//
// A link to a regular file is reported like a file; changes to its target are noticed by walking,
// not at once. Links to folders are not followed, except for the root. FIFOs, sockets and devices
// are neither opened nor reported.
package watch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

const (
	defaultSettle = time.Second
	// Long enough for a slow upload that stalls, short enough to tell the user about a damaged
	// file.
	defaultGiveUp = 10 * time.Minute
	defaultPoll   = 2 * time.Second
	defaultChecks = 2
)

// ErrRunning is returned by Run if the Watcher is already running.
var ErrRunning = errors.New("watch: already running")

// Options define when a file has arrived. The zero value is useful.
type Options struct {
	// Settle is how long a file must stay unchanged before it is checked, on the monotonic clock. 0
	// means 1 s.
	Settle time.Duration

	// Check reports whether the file is whole. If it returns nil, the file is reported. An error
	// means "not complete yet": Check is called again after a growing pause (Settle, doubling up to
	// 30 s) and after each change of the file. For a file that will never become whole, such as one
	// that is not a picture, it should also return nil, so that the consumer learns of it at once.
	// Check is called from up to Checks goroutines, only for regular files, and must return soon
	// after ctx ends. A nil Check accepts every settled file.
	Check func(ctx context.Context, path string) error

	// Checks is how many calls of Check may run at once; 0 means 2. No more start while the
	// consumer is behind.
	Checks int

	// Ignore reports whether to leave out a file below the root, or a folder with everything in it.
	// It is called from one goroutine.
	Ignore func(path string, isDir bool) bool

	// GiveUp is how long after its last change a file is reported even though Check refuses it, so
	// that the consumer can name the failure. 0 means 10 min.
	GiveUp time.Duration

	// Poll is the interval at which the root is looked for, and at which the tree is walked if
	// notifications do not work. If they do, the root is looked for after five times as long, and a
	// safety walk takes place after 150 times as long. Walks never take more than a tenth of the
	// time. 0 means 2 s.
	Poll time.Duration

	// Existing also reports the files that are there when Run begins. Otherwise these are reported
	// only when they change. Files in a root that appears later count as arrived.
	Existing bool

	// Changed is called after Status has changed, from a goroutine of the Watcher, and must return
	// soon. It may be nil.
	Changed func()

	// Once makes Run return when the files that are there when it begins have been reported, each
	// after it has arrived. Later files are left alone. It implies Existing. If the root cannot be
	// read, Run's error says why.
	Once bool
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

// Watcher watches a folder and everything below it. Use New to make one.
type Watcher struct {
	root    string
	opts    Options
	open    func() (source, error) // the system's notifications
	volume  func(path string) volume
	mu      sync.Mutex
	running bool
	status  Status
	again   []string      // see Again
	refresh bool          // see Refresh
	asked   chan struct{} // holds a token after Again or Refresh
}

// New prepares to watch the folder root; Run does it. The folder need not exist yet, but a root
// that is not a folder is an error. Reported paths start with the absolute path of root.
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

// Run watches until ctx ends and returns its error. It calls ready on the calling goroutine, with
// the path of each file that has arrived. Events are taken in while ready blocks; a file that
// changes while it waits for ready is reported once. The file may be gone again by then.
//
// When Run returns, all its goroutines have ended and the notifications are closed. It waits for
// running calls of Check and for the system: on a network folder that hangs, it returns when the
// system call does. A Watcher runs only once at a time, and forgets what it has reported when Run
// returns.
func (w *Watcher) Run(ctx context.Context, ready func(path string)) error {
	if err := w.begin(); err != nil {
		return err
	}
	defer w.end()

	ctx, cancel := context.WithCancel(ctx)
	out := newOutbox()
	l := newLoop(w, out)
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.run(ctx)
		out.end()
	}()
	defer func() { // deferred, so that a panic in ready leaves nothing running either
		cancel()
		<-done
	}()

	for {
		path, err := out.next(ctx)
		switch {
		case errors.Is(err, io.EOF): // of Once
			return l.rootError()
		case err != nil:
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

// Again makes the Watcher report path again the next time it sees it. Call it if a reported file
// could not be read, for example because its disk was away: files do not arrive again when their
// disk returns. It may be called from any goroutine, including ready's.
func (w *Watcher) Again(path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.again = append(w.again, path)
	signal(w.asked)
}

// Refresh makes the Watcher walk its folder as soon as it can, however long the last walk took: the
// disk may not have answered for a while. It may be called from any goroutine.
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

// Status returns what the Watcher does now. It may be called from any goroutine and never waits for
// the disk.
func (w *Watcher) Status() Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.status
}

func (w *Watcher) publish(s Status) {
	w.mu.Lock()
	changed := w.status != s
	w.status = s
	w.mu.Unlock()
	if changed && w.opts.Changed != nil {
		w.opts.Changed()
	}
}
