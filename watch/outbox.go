package watch

import (
	"context"
	"sync"
)

// outbox holds the files to be reported, in order, each once. The loop puts them in, and the
// goroutine of Run takes them out.
type outbox struct {
	mu      sync.Mutex
	paths   []string
	waiting map[string]struct{}
	filled  chan struct{} // holds a token if there may be something to take
	drained chan struct{} // holds a token after something was taken
}

func newOutbox() *outbox {
	return &outbox{
		waiting: map[string]struct{}{},
		filled:  make(chan struct{}, 1),
		drained: make(chan struct{}, 1),
	}
}

func (o *outbox) put(path string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, ok := o.waiting[path]; ok {
		return
	}
	o.waiting[path] = struct{}{}
	o.paths = append(o.paths, path)
	signal(o.filled)
}

func (o *outbox) len() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.paths)
}

// next waits for a file to report or for the end of ctx.
func (o *outbox) next(ctx context.Context) (string, error) {
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if path, ok := o.take(); ok {
			return path, nil
		}
		select {
		case <-ctx.Done():
		case <-o.filled:
		}
	}
}

func (o *outbox) take() (string, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.paths) == 0 {
		return "", false
	}
	path := o.paths[0]
	o.paths = o.paths[1:]
	delete(o.waiting, path)
	signal(o.drained)
	return path, true
}

// signal leaves a token in a channel of capacity one.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
