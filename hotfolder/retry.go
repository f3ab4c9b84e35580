package hotfolder

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"time"
)

// Retry tries pictures again that have failed: those of the watched folder at path, or the one
// picture at path. It does not wait for them.
func (s *Service) Retry(path string) {
	path = filepath.Clean(path)
	s.mu.Lock()
	folders := slices.Clone(s.folders)
	s.mu.Unlock()
	for _, f := range folders {
		switch {
		case f.path == path:
			f.askRetry("")
		case f.holds(path):
			f.askRetry(path)
		}
	}
}

// RetryAll is Retry for all folders.
func (s *Service) RetryAll() {
	for _, st := range s.Status() {
		s.Retry(st.Folder.Path)
	}
}

// askRetry asks the folder's goroutine to try a picture again, or all if it is empty.
func (f *folder) askRetry(picture string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.retries = append(f.retries, picture)
	signal(f.failures.change)
}

func (f *folder) takeRetries() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	taken := f.retries
	f.retries = nil
	return taken
}

// retry tries failed pictures of a folder again, when they are due or Retry asks for it, until ctx
// ends.
func (s *Service) retry(ctx context.Context, f *folder) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for ctx.Err() == nil {
		if at, ok := f.failures.next(); ok {
			timer.Reset(time.Until(at))
		}
		select {
		case <-timer.C:
		case <-f.failures.change:
		case <-ctx.Done():
		}
		again := f.failures.due(time.Now())
		for _, picture := range f.takeRetries() {
			again = append(again, f.failures.restart(picture)...)
		}
		for _, path := range again {
			s.tryAgain(ctx, f, path)
		}
	}
}

// tryAgain makes the watcher report a picture again. One that is gone did not fail.
func (s *Service) tryAgain(ctx context.Context, f *folder, path string) {
	_, err := s.Look(ctx.Done(), path)
	if errors.Is(err, fs.ErrNotExist) {
		_, err := s.Look(ctx.Done(), f.path)
		if err == nil && f.failures.forget(path) {
			f.update(func(st *Status) { st.Failed-- })
			return
		}
	}
	f.reportAgain(path)
}

// signal leaves a token in a channel of capacity one.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
