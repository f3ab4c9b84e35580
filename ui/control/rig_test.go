package control

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sizemill/settings"
	"sizemill/ui/form"
	"sizemill/ui/model"
	"sizemill/ui/uitest"
)

// rig is a controller without a window, in a synctest bubble.
type rig struct {
	t      *testing.T
	engine *uitest.Engine
	store  *uitest.Store
	watch  *uitest.Watch
	deps   Deps
	c      *Controller
	ended  error // what Run returned

	mu      sync.Mutex
	paints  []model.View
	dialogs int // of the toolkit, for folders

	restores func() // the answer yes to the question whether to restore originals
}

// inRig also checks that the controller ends without an error.
func inRig(t *testing.T, change func(*rig), script func(*rig)) {
	t.Helper()
	if err := runRig(t, change, script); err != nil {
		t.Error(err)
	}
}

// runRig runs script beside a controller and returns the error of Run.
func runRig(t *testing.T, change func(*rig), script func(*rig)) (ended error) {
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, engine: &uitest.Engine{Sources: uitest.Found(32), Items: uitest.Holiday(32), OnRun: uitest.RunAll(nil)}}
		r.store, r.watch = &uitest.Store{}, &uitest.Watch{}
		r.deps = Deps{
			Engine: r.engine, Settings: settings.Default(), Store: r.store, Watch: r.watch,
			OpenPath: func(string) error { return nil },
		}
		if change != nil {
			change(r)
		}
		r.store.First = r.deps.Settings
		r.c = New(r.deps)
		r.c.Connect(Hooks{
			Paint: func(v model.View) {
				r.mu.Lock()
				r.paints = append(r.paints, v)
				r.mu.Unlock()
				r.c.ScreenPainted()
			},
			AskFolder:  func(func(string)) { r.dialogs++ },
			AskFile:    func(func(string)) {},
			AskRestore: func(yes func()) { r.restores = yes },
		})
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() {
			defer close(over)
			r.ended = r.c.Run(ctx)
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

// last returns what the screen shows.
func (r *rig) last() model.View {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.paints[len(r.paints)-1]
}

// painted returns the number of paints so far.
func (r *rig) painted() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.paints)
}

func (r *rig) open(paths ...string) model.View {
	r.c.Open(paths)
	r.rest()
	return r.last()
}

func (r *rig) edit(change func(*form.Values)) model.View {
	f := r.last().Form
	change(&f)
	r.c.Edit(f)
	r.rest()
	return r.last()
}

func (r *rig) phase(want model.Phase) model.View {
	r.t.Helper()
	v := r.last()
	if v.Phase != want {
		r.t.Fatalf("phase %d, want %d", v.Phase, want)
	}
	return v
}
