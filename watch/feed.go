package watch

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// source is where events come from: fsnotify, or a test that plays another system. Closing it
// closes both channels.
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

// changes are the events since the last take.
type changes struct {
	ops  map[string]fsnotify.Op // all operations per path
	lost bool                   // events are missing
}

// feed takes events from a source as they come, however busy the loop is, so that the kernel's
// queue stays short. It holds one entry per changed path, however many events there are.
type feed struct {
	src     source
	arrived chan struct{} // holds a token if there are changes
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

// close ends the goroutine of the feed and waits for it.
func (f *feed) close() {
	// The descriptor is given up whatever the error.
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
			// The queue overflowed, or fsnotify has lost track of its watches.
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

// take returns the changes since the last take.
func (f *feed) take() changes {
	f.mu.Lock()
	defer f.mu.Unlock()
	got := f.got
	f.got = changes{ops: map[string]fsnotify.Op{}}
	return got
}

// openReason says in a plain sentence why the system's notifications could not be opened.
func openReason(err error) string {
	if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		return "the system's limit of inotify instances or open files is reached " +
			"(fs.inotify.max_user_instances, ulimit -n)"
	}
	return fmt.Sprintf("the system's file notifications are not available (%v)", err)
}

// addReason says in a plain sentence why a folder could not be added to them.
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
