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

// retryEvery is how often pictures are tried again that the system has refused: it has no room, or no permission, or is away.
const retryEvery = time.Minute

// refusals are the pictures of a folder that the system has refused, and why. They stay failed until they are made, and are told once.
type refusals struct {
	mu  sync.Mutex
	why map[string]string // by path
}

// settle takes in what has become of a picture: whether it was refused before, and whether its user has been told the reason.
func (r *refusals) settle(path string, failed []error) (before, told bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	last, before := r.why[path]
	if !refused(failed) {
		delete(r.why, path)
		return before, false
	}
	if r.why == nil {
		r.why = make(map[string]string)
	}
	r.why[path] = errors.Join(failed...).Error()
	return before, before && last == r.why[path]
}

func (r *refusals) paths() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Sorted(maps.Keys(r.why))
}

// refused says whether all errors are the system's, which may be otherwise another time.
func refused(failed []error) bool {
	return len(failed) > 0 && !slices.ContainsFunc(failed, func(err error) bool {
		var full *batch.NoSpaceError
		var errno syscall.Errno
		return !errors.As(err, &full) && !errors.As(err, &errno)
	})
}

// retry has the pictures that the system has refused reported again from time to time, until ctx ends.
func (s *Service) retry(ctx context.Context, f *folder) {
	tick := time.NewTicker(s.opts.Retry)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			for _, path := range f.refusals.paths() {
				f.again(path)
			}
		case <-ctx.Done():
			return
		}
	}
}
