package hotfolder

import (
	"context"
	"sync"
)

// slots shares the service's workers among its folders. A folder that has none may always take one,
// so a disk that hangs, or ten thousand pictures that arrive at once, do not hold up another
// folder.
type slots struct {
	most int

	mu    sync.Mutex
	taken int
	of    map[*folder]int
	freed chan struct{} // closed and replaced when a slot is given back
}

func newSlots(most int) *slots {
	return &slots{most: most, of: make(map[*folder]int), freed: make(chan struct{})}
}

// acquire waits for a slot for f, or for the end of ctx. release gives it back.
func (s *slots) acquire(ctx context.Context, f *folder) (release func(), err error) {
	for {
		freed := s.tryAcquire(f)
		if freed == nil {
			return sync.OnceFunc(func() { s.release(f) }), nil
		}
		select {
		case <-freed:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// tryAcquire takes a slot, or returns what is closed when one may be free.
func (s *slots) tryAcquire(f *folder) (freed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken >= s.most && s.of[f] > 0 {
		return s.freed
	}
	s.taken++
	s.of[f]++
	return nil
}

func (s *slots) release(f *folder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	if s.of[f]--; s.of[f] == 0 {
		delete(s.of, f)
	}
	close(s.freed)
	s.freed = make(chan struct{})
}
