package watch

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"sync"
	"time"
)

const (
	// The safety walk, once in so many polls, finds what no event reports (mounts, links whose
	// target appears). It is most of what an idle Watcher costs.
	safetyFactor = 150
	// Once in so many polls, the root is looked for while its events work.
	lookFactor = 5
	// Once in so many polls, a Watcher without events tries again to get them.
	retryFactor = 30
	// Walks may take at most a tenth of the time.
	walkShare = 10
	// No more files are checked while this many wait for a slow consumer.
	maxBacklog = 16
)

// loop is one run of a Watcher: the single goroutine that owns the settler and the tree.
type loop struct {
	w       *Watcher
	out     *outbox
	start   time.Time
	settler *settler
	tree    *tree
	volumes map[uint64]volume // by device

	feed     *feed  // nil if there are no events
	noEvents string // why feed is nil
	remote   string // the kind of the first remote file system in the walk
	gone     string // why the root cannot be read; "" while it can
	rootInfo fs.FileInfo
	mounted  bool // the root was a mount point when it was last found

	walked     bool          // at least once
	adopting   bool          // files found were there before
	rebuild    bool          // events were lost: the next walk starts from scratch
	walkTook   time.Duration // by the last walk
	unreadable int

	// When to look for the root, to walk, and to try again for events, as time since start.
	lookAt, walkAt, retryAt time.Duration

	verdicts  chan examined
	examining int
	checks    sync.WaitGroup
}

func newLoop(w *Watcher, out *outbox) *loop {
	return &loop{
		w: w, out: out,
		start:    time.Now(),
		settler:  newSettler(w.opts.Settle, w.opts.GiveUp),
		tree:     newTree(),
		volumes:  map[uint64]volume{},
		adopting: !w.opts.Existing && !w.opts.Once,
		verdicts: make(chan examined, w.opts.Checks),
	}
}

// now is the monotonic time since the start, without the time in which the process was stopped.
func (l *loop) now() time.Duration { return time.Since(l.start) }

// run works until ctx ends. It leaves no goroutine and no descriptor behind.
func (l *loop) run(ctx context.Context) {
	defer l.checks.Wait()
	defer l.closeFeed()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		l.takeChanges(ctx)
		l.takeAgain()
		l.lookAndWalk(ctx)
		l.dispatch(ctx)
		l.w.publish(l.status())
		if l.finished() {
			return
		}
		s := l.sleep()
		timer.Reset(s.due - l.now())
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-l.arrived():
		case <-l.out.drained:
		case <-l.w.asked:
		case e := <-l.verdicts:
			l.conclude(e)
		}
		l.awake(s)
	}
}

// finished reports whether all that Once asks for is done.
func (l *loop) finished() bool {
	return l.w.opts.Once && (l.gone != "" || l.walked && len(l.settler.pending) == 0)
}

func (l *loop) arrived() <-chan struct{} {
	if l.feed == nil {
		return nil
	}
	return l.feed.arrived
}

// wake returns when the next work is due, as time since start.
func (l *loop) wake() time.Duration {
	at := l.lookAt
	if l.gone == "" {
		at = min(at, l.walkAt)
	}
	if due, ok := l.settler.next(); ok && l.mayExamine() {
		at = min(at, due)
	}
	return at
}

// lookAndWalk looks for the root and walks the tree, if these are due.
func (l *loop) lookAndWalk(ctx context.Context) {
	if l.now() >= l.lookAt {
		l.lookForRoot()
		l.lookAt = l.now() + l.w.opts.Poll
		if l.gone == "" && !l.polling() {
			l.lookAt += (lookFactor - 1) * l.w.opts.Poll
		}
	}
	if l.gone == "" && l.now() >= l.walkAt {
		l.walk(ctx)
	}
}

// takeAgain does what Refresh and Again ask for: it forgets files that the consumer could not read.
// One that is there is seen at once.
func (l *loop) takeAgain() {
	if l.w.takeRefresh() {
		l.refreshNow()
	}
	for _, path := range l.w.takeAgain() {
		l.settler.unreport(path)
		if l.gone == "" && l.tree.has(filepath.Dir(path)) && !l.ignored(path, false) {
			l.sight(path, false)
		}
	}
}

// openFeed starts taking events. If that fails, the tree is walked at intervals.
func (l *loop) openFeed() {
	l.closeFeed()
	l.retryAt = l.now() + retryFactor*l.w.opts.Poll
	src, err := l.w.open()
	if err != nil {
		l.noEvents = openReason(err)
		return
	}
	l.feed, l.noEvents = newFeed(src), ""
}

// dropFeed gives up events for a while, with the watches of all folders: other programs may need
// them.
func (l *loop) dropFeed(reason string) {
	l.closeFeed()
	l.noEvents = reason
}

func (l *loop) closeFeed() {
	if l.feed != nil {
		l.feed.close()
		l.feed = nil
	}
}

// polling reports whether files may arrive without events.
func (l *loop) polling() bool { return l.feed == nil || l.remote != "" }

// interval returns the time from one walk to the next.
func (l *loop) interval() time.Duration {
	if l.w.opts.Once {
		return math.MaxInt64 / 2
	}
	every := l.w.opts.Poll
	if !l.polling() {
		every *= safetyFactor
	}
	return max(every, walkShare*l.walkTook)
}

func (l *loop) status() Status {
	s := Status{
		State:      Watching,
		Settling:   len(l.settler.pending) + l.out.len(),
		Folders:    len(l.tree.folders),
		Unreadable: l.unreadable,
	}
	every := l.interval().Round(100 * time.Millisecond)
	switch {
	case l.gone != "":
		s.State, s.Reason = Gone, l.gone
	case !l.walked:
		s.State = Starting
	case l.w.opts.Once: // later files are not looked for
	case l.feed == nil:
		s.State, s.Reason = Polling, fmt.Sprintf("%s; polling every %v instead", l.noEvents, every)
	case l.remote != "":
		s.State = Polling
		s.Reason = fmt.Sprintf(
			"this file system (%s) does not report changes made elsewhere; also polling every %v",
			l.remote, every)
	}
	return s
}
