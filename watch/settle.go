package watch

import (
	"container/heap"
	"path/filepath"
	"strings"
	"time"
)

// maxBackoff is the longest pause before a refused file is checked again.
const maxBackoff = 30 * time.Second

// stamp distinguishes one state of a file from another.
type stamp struct {
	size  int64
	mtime int64 // nanoseconds; compared with other mtimes only
	inode uint64
}

// settler decides when a file has arrived. It knows no clock and no disk: it is told all times, as
// the monotonic time since the start of the watcher. It is used from one goroutine.
//
// A file is settling from the first observation of a new stamp until it is reported, and known with
// that stamp afterwards.
type settler struct {
	settle, giveUp time.Duration
	pending        map[string]*settling
	queue          dueQueue
	// known is grouped by folder, so that a folder can be forgotten at once, and full paths are not
	// held for every file.
	known map[string]map[string]record
}

// record is what is remembered about a file that is at rest.
type record struct {
	stamp
	reported bool // or adopted
}

func newSettler(settle, giveUp time.Duration) *settler {
	return &settler{
		settle: settle, giveUp: giveUp,
		pending: map[string]*settling{},
		known:   map[string]map[string]record{},
	}
}

// settling is a file that has not come to rest. It is not in the queue while it is examined.
type settling struct {
	path  string
	stamp stamp
	since time.Duration // its last change
	next  time.Duration // when to examine it
	fails int           // refusals since the last change
	place int           // in the queue; -1 while examined
	stale bool          // changed while examined
	seen  bool          // seen unchanged while examined
}

// verdict is what the examination of a settling file found.
type verdict struct {
	stamp stamp // after the check
	gone  bool  // no longer there, or no longer a regular file
	busy  bool  // some process has it open for writing
	err   error // the check's refusal
}

// observe takes in that path has stamp st. If touched, it was written or created even if its stamp
// did not change. That prolongs the wait for a settling file, and reports an adopted one, which
// arrived while existing files were listed. For a reported file it is an echo of what led to the
// report.
func (s *settler) observe(now time.Duration, path string, st stamp, touched bool) {
	if f := s.pending[path]; f != nil {
		if f.stamp == st && !touched {
			f.seen = true
			return
		}
		f.stamp = st
		if f.place < 0 {
			f.stale = true
			return
		}
		s.restart(now, f)
		return
	}
	if old, ok := s.record(path); ok && old.stamp == st && (old.reported || !touched) {
		return
	}
	f := &settling{path: path, stamp: st, place: -1}
	s.pending[path] = f
	s.restart(now, f)
}

// adopt makes path known without a report.
func (s *settler) adopt(path string, st stamp) { s.remember(path, record{stamp: st}) }

func (s *settler) remember(path string, r record) {
	dir, name := filepath.Split(path)
	files := s.known[dir]
	if files == nil {
		files = map[string]record{}
		s.known[strings.Clone(dir)] = files
	}
	files[strings.Clone(name)] = r // a clone does not hold the full path
}

// forget drops a file that is gone; one that comes under that name later is a new one.
func (s *settler) forget(path string) {
	if f := s.pending[path]; f != nil {
		delete(s.pending, path)
		if f.place >= 0 {
			heap.Remove(&s.queue, f.place)
		}
	}
	s.unreport(path)
}

// unreport drops what is known of a file. It is settling at its next observation; where it is
// already, it goes on.
func (s *settler) unreport(path string) {
	dir, name := filepath.Split(path)
	if files := s.known[dir]; files != nil {
		delete(files, name)
		if len(files) == 0 {
			delete(s.known, dir)
		}
	}
}

// forgetFolder drops what is known about the files directly in dir. Those that are settling are
// dropped when they are examined.
func (s *settler) forgetFolder(dir string) { delete(s.known, folderKey(dir)) }

// retainFolders drops what is known about files in folders that keep refuses.
func (s *settler) retainFolders(keep func(dir string) bool) {
	for key := range s.known {
		if !keep(filepath.Clean(key)) {
			delete(s.known, key)
		}
	}
}

// missing returns the known files directly in dir that are not in present.
func (s *settler) missing(dir string, present map[string]struct{}) []string {
	var paths []string
	for name := range s.known[folderKey(dir)] {
		if _, ok := present[name]; !ok {
			paths = append(paths, filepath.Join(dir, name))
		}
	}
	return paths
}

// next returns when the first file is due.
func (s *settler) next() (time.Duration, bool) {
	if len(s.queue) == 0 {
		return 0, false
	}
	return s.queue[0].next, true
}

// take returns a file that is due, if any. The caller examines it and calls conclude.
func (s *settler) take(now time.Duration) (*settling, bool) {
	if len(s.queue) == 0 || s.queue[0].next > now {
		return nil, false
	}
	return heap.Pop(&s.queue).(*settling), true
}

// conclude takes in what the examination of f found, and returns whether to report it.
func (s *settler) conclude(now time.Duration, f *settling, v verdict) (report bool) {
	if s.pending[f.path] != f { // forgotten during the examination
		return false
	}
	switch {
	case v.gone && (f.stale || f.seen): // a file with this name came back during the examination
		s.restart(now, f)
	case v.gone:
		s.forget(f.path)
	case f.stale || v.stamp != f.stamp:
		f.stamp = v.stamp
		s.restart(now, f)
	case v.busy && now-f.since < s.giveUp: // the end of writing has no event; checking is cheap
		f.seen = false
		s.requeue(f, min(now+s.settle, f.since+s.giveUp))
	case v.err == nil || now-f.since >= s.giveUp:
		delete(s.pending, f.path)
		s.remember(f.path, record{stamp: f.stamp, reported: true})
		return true
	default:
		f.seen = false
		s.requeue(f, min(now+s.backoff(f.fails), f.since+s.giveUp))
		f.fails++
	}
	return false
}

// backoff returns the pause after the given number of refusals.
func (s *settler) backoff(fails int) time.Duration {
	limit := max(maxBackoff, s.settle)
	d := s.settle
	for range fails {
		if d >= limit {
			break
		}
		d *= 2
	}
	return min(d, limit)
}

func (s *settler) restart(now time.Duration, f *settling) {
	f.since, f.fails, f.stale, f.seen = now, 0, false, false
	s.requeue(f, now+s.settle)
}

func (s *settler) requeue(f *settling, at time.Duration) {
	f.next = at
	if f.place < 0 {
		heap.Push(&s.queue, f)
	} else {
		heap.Fix(&s.queue, f.place)
	}
}

func (s *settler) record(path string) (record, bool) {
	dir, name := filepath.Split(path)
	r, ok := s.known[dir][name]
	return r, ok
}

// folderKey returns dir as filepath.Split would: with a separator, but not two for a root.
func folderKey(dir string) string {
	key, _ := filepath.Split(filepath.Join(dir, "x"))
	return key
}
