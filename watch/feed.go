package watch

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// source is where events come from: fsnotify, or a test. Closing it closes both channels.
type source interface {
	Add(folder string) error
	Remove(folder string) error
	Close() error
	channels() (<-chan fsnotify.Event, <-chan error)
}

type notifySource struct{ *fsnotify.Watcher }

func (s notifySource) channels() (<-chan fsnotify.Event, <-chan error) { return s.Events, s.Errors }

func openNotify() (source, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return notifySource{w}, nil
}

// changes are the events taken in since they were last asked for.
type changes struct {
	ops  map[string]fsnotify.Op // by path, all operations together
	lost bool                   // there were events that are not among these
}

// feed takes events from a source as they come, however busy the loop is, so that the kernel's queue stays short. What it
// holds is bounded by the number of paths that changed, not by the number of events.
type feed struct {
	src     source
	arrived chan struct{} // holds a token when there are changes
	done    chan struct{}

	mu  sync.Mutex
	got changes
}

func newFeed(src source) *feed {
	f := &feed{src: src, arrived: make(chan struct{}, 1), done: make(chan struct{})}
	f.got.ops = map[string]fsnotify.Op{}
	go f.drain()
	return f
}

// close ends the feed's goroutine and waits for it.
func (f *feed) close() {
	// An error here is one of a descriptor that is given up anyway.
	_ = f.src.Close()
	<-f.done
}

func (f *feed) drain() {
	defer close(f.done)
	events, errs := f.src.channels()
	for events != nil || errs != nil {
		select {
		case ev, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			f.note(func(c *changes) { c.ops[filepath.Clean(ev.Name)] |= ev.Op })
		case _, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			// An overflow; or another error, which says that fsnotify lost count of its watches.
			f.note(func(c *changes) { c.lost = true })
		}
	}
}

func (f *feed) note(add func(*changes)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	add(&f.got)
	signal(f.arrived)
}

// take returns the changes so far and begins anew.
func (f *feed) take() changes {
	f.mu.Lock()
	defer f.mu.Unlock()
	got := f.got
	f.got = changes{ops: map[string]fsnotify.Op{}}
	return got
}

// openReason and addReason say in a plain sentence why there are no events.
func openReason(err error) string {
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		return "the system's limit of inotify instances or open files is reached (fs.inotify.max_user_instances, ulimit -n)"
	}
	return fmt.Sprintf("the system's file notifications are not available (%v)", err)
}

func addReason(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return "the system's limit of inotify watches is reached (fs.inotify.max_user_watches)"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "the system's limit of open files is reached (ulimit -n)"
	default:
		return fmt.Sprintf("the system's file notifications do not work here (%v)", err)
	}
}
