package ui

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sizemill/settings"
)

// rig is a controller without a window, in a synctest bubble.
type rig struct {
	t      *testing.T
	engine *fakeEngine
	store  *memoryStore
	watch  *fakeWatch
	deps   controllerDeps
	c      *controller
	ended  error // what the controller's run returned

	mu      sync.Mutex
	paints  []view
	dialogs int // of the toolkit, for folders
}

// inRig holds that the controller ends without an error.
func inRig(t *testing.T, change func(*rig), script func(*rig)) {
	t.Helper()
	if err := runRig(t, change, script); err != nil {
		t.Error(err)
	}
}

func runRig(t *testing.T, change func(*rig), script func(*rig)) (ended error) {
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, engine: &fakeEngine{sources: found(32), items: holiday(32), run: runAll(nil)}}
		r.store, r.watch = &memoryStore{}, &fakeWatch{}
		r.deps = controllerDeps{
			Engine: r.engine, Settings: settings.Default(), Store: r.store, Watch: r.watch,
			OpenPath: func(string) error { return nil },
		}
		if change != nil {
			change(r)
		}
		r.store.first = r.deps.Settings
		r.c = newController(r.deps)
		r.c.connect(hooks{
			paint: func(v view) {
				r.mu.Lock()
				r.paints = append(r.paints, v)
				r.mu.Unlock()
				r.c.screenPainted()
			},
			askFolder: func(func(string)) { r.dialogs++ },
			askFile:   func(func(string)) {},
		})
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() {
			defer close(over)
			r.ended = r.c.run(ctx)
		}()
		r.rest()
		script(r)
		cancel()
		<-over
		ended = r.ended
	})
	return ended
}

// rest waits until the controller has nothing left to do, pauses in typing included.
func (r *rig) rest() {
	time.Sleep(time.Second)
	synctest.Wait()
}

// last is what the screen shows.
func (r *rig) last() view {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.paints[len(r.paints)-1]
}

// painted is the number of paints so far.
func (r *rig) painted() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.paints)
}

func (r *rig) open(paths ...string) view {
	r.c.open(paths)
	r.rest()
	return r.last()
}

func (r *rig) edit(change func(*form)) view {
	f := r.last().form
	change(&f)
	r.c.edit(f)
	r.rest()
	return r.last()
}

func (r *rig) phase(want phase) view {
	r.t.Helper()
	v := r.last()
	if v.phase != want {
		r.t.Fatalf("phase %d, want %d", v.phase, want)
	}
	return v
}
