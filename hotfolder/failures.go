package hotfolder

import (
	"cmp"
	"errors"
	"slices"
	"sync"
	"syscall"
	"time"

	"sizemill/batch"
	"sizemill/resize"
)

const (
	// retryAfter is how long after its first failure a picture is tried again that failed for want
	// of space, of permission, or of the disk. The pause doubles with each try.
	retryAfter = time.Minute
	// triesMax is after how many failures a picture is set aside, a quarter of an hour after the
	// first.
	triesMax = 5
	// asidePause is how many times retryAfter passes between tries of a picture that is set aside
	// because of the disk of the results, which may be full today and empty tomorrow.
	asidePause = 60
	// SetAsideMax is how many pictures a Status lists as set aside.
	SetAsideMax = 50
)

// SetAside is a picture that failed and is not tried again until it changes, the service starts
// again, or Retry is called. It was damaged, for example, or the system has failed it several
// times. One that failed because of the disk of the results is still tried from time to time.
type SetAside struct {
	Path  string
	Err   error
	Since time.Time // of its first failure
	Tries int
}

// failure is a picture that failed and has not been made since.
type failure struct {
	SetAside
	reason   string
	aside    bool
	next     time.Time // when it is tried again; zero if it is not, or is being tried
	retrying bool      // the watcher was asked to report it again, because of next
}

// failures are those of a folder.
type failures struct {
	after  time.Duration // see Options.Retry
	change chan struct{} // one token: next may have changed

	mu  sync.Mutex
	all map[string]*failure // by path
	// aside are those that are set aside, newest first, at most SetAsideMax.
	aside []SetAside
}

// recorded is what a failure means for the folder's status.
type recorded struct {
	before bool // the picture counts as failed already
	told   bool // for the same reason, which its user knows
	aside  bool // it is set aside by this failure
	tries  int
}

// record takes the errors of a picture, none if it was made.
func (s *failures) record(path string, errs []error, now time.Time) (r recorded) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := s.all[path]
	if r.before = last != nil; r.before {
		s.drop(path)
	}
	if len(errs) == 0 {
		return r
	}
	f := &failure{SetAside: SetAside{Path: path, Err: errs[0], Since: now}, reason: joined(errs)}
	wasAside := false
	if r.before && last.retrying {
		f.Since, f.Tries, wasAside = last.Since, last.Tries, last.aside
		r.told = last.reason == f.reason
	}
	f.Tries++
	s.schedule(f, errs, now)
	r.tries, r.aside = f.Tries, f.aside && (!wasAside || !r.told)
	if s.all == nil {
		s.all = make(map[string]*failure)
	}
	s.all[path] = f
	if f.aside {
		s.aside = slices.Insert(s.aside, 0, f.SetAside)
		s.aside = s.aside[:min(len(s.aside), SetAsideMax)]
	}
	if !f.next.IsZero() {
		signal(s.change)
	}
	return r
}

// schedule decides when a picture is tried again.
func (s *failures) schedule(f *failure, errs []error, now time.Time) {
	f.aside = !bySystem(errs) || f.Tries >= triesMax
	switch {
	case !f.aside:
		f.next = now.Add(s.after << (f.Tries - 1))
	case bySystem(errs) && !concerns(errs, f.Path):
		f.next = now.Add(s.after * asidePause)
	}
}

// drop forgets a failure.
func (s *failures) drop(path string) {
	if s.all[path].aside {
		s.aside = slices.DeleteFunc(s.aside, func(a SetAside) bool { return a.Path == path })
	}
	delete(s.all, path)
}

// forget drops a picture that is gone, and reports whether it had failed.
func (s *failures) forget(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all[path] == nil {
		return false
	}
	s.drop(path)
	return true
}

// repeats reports whether a picture fails again for a reason that is recorded.
func (s *failures) repeats(path string, errs []error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := s.all[path]
	return last != nil && len(errs) > 0 && last.retrying && last.reason == joined(errs)
}

// listed returns the pictures that are set aside, newest first, at most SetAsideMax.
func (s *failures) listed() []SetAside {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.aside)
}

// next returns when the first picture is tried again.
func (s *failures) next() (at time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.all {
		if !f.next.IsZero() && (!ok || f.next.Before(at)) {
			at, ok = f.next, true
		}
	}
	return at, ok
}

// due returns the pictures that are to be tried again now.
func (s *failures) due(now time.Time) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []*failure
	for _, f := range s.all {
		if !f.next.IsZero() && !f.next.After(now) {
			f.next, f.retrying = time.Time{}, true
			due = append(due, f)
		}
	}
	return paths(due)
}

// restart makes failures of this folder, or the one of a picture in it, as good as new: what is
// wrong with them is reported again. It returns their paths.
func (s *failures) restart(picture string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var restarted []*failure
	for path, f := range s.all {
		if picture == "" || picture == path {
			f.next, f.retrying = time.Time{}, false
			restarted = append(restarted, f)
		}
	}
	return paths(restarted)
}

// paths returns the paths of failures, the first that failed first.
func paths(all []*failure) []string {
	slices.SortFunc(all, func(a, b *failure) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Path, b.Path))
	})
	out := make([]string, len(all))
	for i, f := range all {
		out[i] = f.Path
	}
	return out
}

func joined(errs []error) string { return errors.Join(errs...).Error() }

// bySystem reports whether all errors are the system's, which may be gone another time.
func bySystem(errs []error) bool {
	return len(errs) > 0 && !slices.ContainsFunc(errs, func(err error) bool {
		var full *batch.NoSpaceError
		var errno syscall.Errno
		return !errors.As(err, &full) && !errors.As(err, &errno)
	})
}

// concerns reports whether an error is about the picture itself, rather than about its results.
func concerns(errs []error, path string) bool {
	return slices.ContainsFunc(errs, func(err error) bool {
		var about *resize.Error
		return errors.As(err, &about) && about.Path == path
	})
}
