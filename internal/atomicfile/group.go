package atomicfile

import (
	"context"
	"os"
	"sync"
)

// Group is the unfinished files of a program that may have to end without waiting for those who
// write them. The zero value is ready, and its methods may be called from any goroutine. It must
// not be copied.
type Group struct {
	mu        sync.Mutex
	live      map[*File]struct{}
	abandoned bool
}

// Abandon removes the temporaries of the group's files. From now on none is created, and none gets
// its name; but a Commit that has begun may still succeed.
func (g *Group) Abandon() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.abandoned = true
	for f := range g.live {
		_ = os.Remove(f.temp) // the program ends; what resists is swept by the next one
	}
}

// add remembers f until forget.
func (g *Group) add(f *File) error {
	if g == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.abandoned {
		return context.Canceled
	}
	if g.live == nil {
		g.live = make(map[*File]struct{})
	}
	g.live[f] = struct{}{}
	return nil
}

func (g *Group) forget(f *File) {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.live, f)
}

// err is context.Canceled after Abandon.
func (g *Group) err() error {
	if g == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.abandoned {
		return context.Canceled
	}
	return nil
}
