package ui

import (
	"sync"

	"sizemill/settings"
	"sizemill/ui/control"
	"sizemill/ui/uitest"
)

// uiQueue is a dispatcher that collects what the controller sends. The goroutine of the test, which
// plays the UI goroutine, carries it out.
type uiQueue struct {
	mu    sync.Mutex
	funcs []func()
}

func (q *uiQueue) dispatch(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.funcs = append(q.funcs, f)
}

// flush carries out what is waiting and returns how much that was.
func (q *uiQueue) flush() int {
	q.mu.Lock()
	funcs := q.funcs
	q.funcs = nil
	q.mu.Unlock()
	for _, f := range funcs {
		f()
	}
	return len(funcs)
}

func testDeps(e control.Engine, q *uiQueue) (Deps, *uitest.Store, *uitest.Watch) {
	store, watch := &uitest.Store{First: settings.Default()}, &uitest.Watch{}
	return Deps{
		Deps: control.Deps{
			Engine: e, Settings: settings.Default(), Store: store, Watch: watch,
			OpenPath: func(string) error { return nil },
		},
		Dispatch: q.dispatch, Version: "0.1.0",
	}, store, watch
}
