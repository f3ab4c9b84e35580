package watch

import (
	"context"
	"io"
	"sync"
)

// outbox holds the files to be reported, in order, each once. The loop puts them in, and the
// goroutine of Run takes them out.
type outbox struct {
	mu      sync.Mutex
	paths   []string
	waiting map[string]struct{}
	ended   bool          // nothing comes any more
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

// end makes next return io.EOF when the box is empty.
func (o *outbox) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
	signal(o.filled)
}

// next waits for a file to report, for the end of ctx, or for end.
func (o *outbox) next(ctx context.Context) (string, error) {
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		switch path, ok, ended := o.take(); {
		case ok:
			return path, nil
		case ended:
			return "", io.EOF
		}
		select {
		case <-ctx.Done():
		case <-o.filled:
		}
	}
}

func (o *outbox) take() (path string, ok, ended bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.paths) == 0 {
		return "", false, o.ended
	}
	path = o.paths[0]
	o.paths = o.paths[1:]
	delete(o.waiting, path)
	signal(o.drained)
	return path, true, false
}

// signal leaves a token in a channel of capacity one.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
