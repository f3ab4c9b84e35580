package hotfolder

import (
	"context"
	"sync"
)

// pathLock locks paths, so that one picture is worked on by one worker at a time.
type pathLock struct {
	mu     sync.Mutex
	locked map[string]chan struct{} // closed when the path is free again
}

// lock waits until path is free, or ctx ends. The caller unlocks it.
func (l *pathLock) lock(ctx context.Context, path string) (unlock func(), err error) {
	for {
		free := l.tryLock(path)
		if free == nil {
			return func() { l.unlock(path) }, nil
		}
		select {
		case <-free:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// tryLock locks path, or returns what is closed when it may be free.
func (l *pathLock) tryLock(path string) (free <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if free, locked := l.locked[path]; locked {
		return free
	}
	if l.locked == nil {
		l.locked = make(map[string]chan struct{})
	}
	l.locked[path] = make(chan struct{})
	return nil
}

func (l *pathLock) unlock(path string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.locked[path])
	delete(l.locked, path)
}
