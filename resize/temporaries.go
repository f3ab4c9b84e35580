package resize

import (
	"context"
	"os"
	"sync"
)

// temporaries are the unfinished files of Workers, for removal when those are not waited for. A nil
// one remembers nothing.
type temporaries struct {
	mu    sync.Mutex
	live  map[*output]struct{}
	ended bool
}

// add remembers o, or returns the error of a file that must not be made any more.
func (t *temporaries) add(o *output) error {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return context.Canceled
	}
	if t.live == nil {
		t.live = make(map[*output]struct{})
	}
	t.live[o] = struct{}{}
	o.of = t
	return nil
}

// forget is called when o has its name, or is gone.
func (t *temporaries) forget(o *output) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.live, o)
}

// commit calls rename unless the files have been removed.
func (t *temporaries) commit(rename func() error) error {
	if t == nil {
		return rename()
	}
	t.mu.Lock()
	ended := t.ended
	t.mu.Unlock()
	if ended {
		return context.Canceled
	}
	return rename()
}

// remove removes all of them, and keeps others from being made.
func (t *temporaries) remove() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	for o := range t.live {
		_ = os.Remove(o.name) // the program ends; what resists is swept by the next one
	}
}
