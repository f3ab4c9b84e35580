package hotfolder

import (
	"context"
	"sync"
)

// turns has pictures of one path worked at one after the other.
type turns struct {
	mu    sync.Mutex
	taken map[string]chan struct{} // closed when the path is free again
}

// take waits for path's turn, which lasts until release is called, or for the end of ctx.
func (t *turns) take(ctx context.Context, path string) (release func(), err error) {
	for {
		free := t.try(path)
		if free == nil {
			return func() { t.release(path) }, nil
		}
		select {
		case <-free:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// try takes path or says when it may be free.
func (t *turns) try(path string) (free <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if free, taken := t.taken[path]; taken {
		return free
	}
	if t.taken == nil {
		t.taken = make(map[string]chan struct{})
	}
	t.taken[path] = make(chan struct{})
	return nil
}

func (t *turns) release(path string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.taken[path])
	delete(t.taken, path)
}
