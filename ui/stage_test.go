package ui

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sizemill/hotfolder"
	"sizemill/ui/control"
	"sizemill/ui/uitest"
)

// stage is a window with its controller, on a fake engine and, in a synctest bubble, a fake clock.
// The goroutine of the test plays the UI goroutine.
type stage struct {
	t      *testing.T
	q      *uiQueue
	engine *uitest.Engine
	store  *uitest.Store
	watch  *uitest.Watch
	past   *uitest.Past // if there is one
	c      *control.Controller
	w      *window
	win    fyne.Window
	copied string
	news   chan struct{} // of the watch service
}

// newStage builds the window; change may change what it is built on.
func newStage(t *testing.T, n int, change func(*Deps, *uitest.Engine)) *stage {
	t.Helper()
	s := &stage{t: t, q: &uiQueue{}, engine: &uitest.Engine{Sources: uitest.Found(n), Items: uitest.Holiday(n), OnRun: uitest.RunAll(nil)}}
	deps, store, watch := testDeps(s.engine, s.q)
	s.store, s.watch, s.news = store, watch, make(chan struct{})
	deps.WatchChanged = s.news
	if change != nil {
		change(&deps, s.engine)
	}
	s.store.First = deps.Settings
	s.c = control.New(deps.Deps)
	s.win = fyne.CurrentApp().Driver().CreateWindow("Sizemill")
	t.Cleanup(s.win.Close)
	s.w = newWindow(s.win, s.c, deps, func(text string) { s.copied = text })
	s.win.Resize(fyne.NewSize(defaultWidth, defaultHeight))
	return s
}

// play runs the controller beside script and ends it again.
func (s *stage) play(script func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	over := make(chan struct{})
	go func() {
		defer close(over)
		if err := s.c.Run(ctx); err != nil {
			s.t.Error(err)
		}
	}()
	s.settle()
	script()
	cancel()
	<-over
}

// settle waits until every goroutine rests, everything is painted, and a pause in typing has
// passed.
func (s *stage) settle() {
	for range 10 {
		synctest.Wait()
		s.q.flush()
		time.Sleep(typingPause)
	}
	synctest.Wait()
	s.q.flush()
}

// arrived sets the status of the watched folders.
func (s *stage) arrived(status ...hotfolder.Status) {
	s.watch.Set(status...)
	s.news <- struct{}{}
	s.settle()
}

// drop drops paths on the window.
func (s *stage) drop(paths ...string) {
	var uris []fyne.URI
	for _, path := range paths {
		uris = append(uris, fileURI(path))
	}
	s.w.handleDrop(uris)
	s.settle()
}

func (s *stage) tap(o fyne.Tappable) {
	test.Tap(o)
	s.settle()
}

// typingPause is long enough for the controller to take a number as complete.
const typingPause = 150 * time.Millisecond
