package hotfolder

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"syscall"
	"time"

	"sizemill/batch"
)

// retryEvery is how often pictures are tried again that failed for want of space, of permission, or
// of the disk.
const retryEvery = time.Minute

// systemFailures are the pictures of a folder that failed because of the system, with the reasons.
// They stay failed until they are made, and each reason is reported once.
type systemFailures struct {
	mu      sync.Mutex
	reasons map[string]string // by path
}

// record takes the errors of a picture, none if it was made. before reports whether the system had
// failed it already, told whether for the same reason, which its user knows then.
func (s *systemFailures) record(path string, failed []error) (before, told bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last, before := s.reasons[path]
	if !bySystem(failed) {
		delete(s.reasons, path)
		return before, false
	}
	if s.reasons == nil {
		s.reasons = make(map[string]string)
	}
	s.reasons[path] = errors.Join(failed...).Error()
	return before, before && last == s.reasons[path]
}

func (s *systemFailures) paths() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.reasons))
}

// bySystem reports whether all errors are the system's, which may be gone another time.
func bySystem(failed []error) bool {
	return len(failed) > 0 && !slices.ContainsFunc(failed, func(err error) bool {
		var full *batch.NoSpaceError
		var errno syscall.Errno
		return !errors.As(err, &full) && !errors.As(err, &errno)
	})
}

// retry makes the watcher report the pictures that the system failed again from time to time, until
// ctx ends.
func (s *Service) retry(ctx context.Context, f *folder) {
	tick := time.NewTicker(s.opts.Retry)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			for _, path := range f.failures.paths() {
				f.reportAgain(path)
			}
		case <-ctx.Done():
			return
		}
	}
}
