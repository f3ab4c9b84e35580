package ui

import (
	"context"
	"image/jpeg"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"go.uber.org/goleak"

	"sizemill/ui/control"
	"sizemill/ui/uitest"
	"sizemill/ui/widgets"
)

// loopApp is Fyne's test app with an event loop, as a real app has: the goroutine of Run is the
// UI's.
type loopApp struct {
	fyne.App
	work chan func()
	quit chan struct{}
	once sync.Once
}

func newLoopApp() *loopApp {
	return &loopApp{App: test.NewApp(), work: make(chan func(), 1024), quit: make(chan struct{})}
}

// Run works until Quit.
func (a *loopApp) Run() {
	for {
		select {
		case f := <-a.work:
			f()
		case <-a.quit:
			return
		}
	}
}

// Quit ends Run.
func (a *loopApp) Quit() { a.once.Do(func() { close(a.quit) }) }

// button finds a visible button by its text.
func button(win fyne.Window, text string) *widgets.Button {
	for _, o := range test.LaidOutObjects(win.Content()) {
		if b, ok := o.(*widgets.Button); ok && b.Visible() && b.Text == text {
			return b
		}
	}
	return nil
}

// TestRun drives the window on the real engine: it opens a folder, presses the button, and ends the
// program once the result is on the screen.
func TestRun(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "Holiday")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	uitest.WriteJPEG(t, filepath.Join(folder, "a.jpg"))
	app := newLoopApp()
	known := goleak.IgnoreCurrent()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	deps, store, _ := testDeps(control.BatchEngine{}, nil)
	deps.Settings.Resize.Recipe.Width, deps.Settings.Resize.Recipe.Height = 120, 120
	store.First = deps.Settings
	pressed := false
	deps.Dispatch = func(f func()) {
		app.work <- func() {
			f()
			windows := fyne.CurrentApp().Driver().AllWindows()
			win := windows[len(windows)-1]
			if start := button(win, "Resize 1 picture"); start != nil && !pressed {
				pressed = true
				test.Tap(start)
			}
			if pressed && button(win, "Open folder") != nil {
				cancel()
			}
		}
	}
	if err := Run(ctx, app, deps, []string{folder}); err != nil {
		t.Fatal(err)
	}
	goleak.VerifyNone(t, known)
	if got := store.Last(); got.Window.Width < minWidth || got.Resize.Recipe.Width != 120 {
		t.Errorf("saved %+v", got)
	}
	f, err := os.Open(filepath.Join(folder+" resized", "a.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	config, err := jpeg.DecodeConfig(f)
	if err != nil || config.Width != 120 || config.Height != 80 {
		t.Errorf("result is %d×%d, %v", config.Width, config.Height, err)
	}
}

func TestRunEndsWhenTheWindowIsClosed(t *testing.T) {
	app := newLoopApp()
	known := goleak.IgnoreCurrent()
	deps, _, _ := testDeps(control.BatchEngine{}, nil)
	deps.Dispatch = func(f func()) { app.work <- f }
	app.work <- app.Quit // as the driver does after its last window
	if err := Run(t.Context(), app, deps, nil); err != nil {
		t.Fatal(err)
	}
	goleak.VerifyNone(t, known)
}

// stuckApp is an app that does not return from its end, as Fyne's app sometimes fails to.
type stuckApp struct {
	*loopApp
	over chan struct{}
}

// Run works until Quit, and then until the program is over.
func (a stuckApp) Run() {
	a.loopApp.Run()
	<-a.over
}

// TestRunAbandoned: if the toolkit does not end, the settings are saved and the program ends
// without it.
func TestRunAbandoned(t *testing.T) {
	app := stuckApp{newLoopApp(), make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	deps, store, _ := testDeps(control.BatchEngine{}, nil)
	store.First = deps.Settings
	deps.Dispatch = func(f func()) { app.work <- f }
	abandoned := 0
	deps.Abandon = func(err error) {
		if err != nil {
			t.Error(err)
		}
		abandoned++
		close(app.over)
	}
	cancel()
	if err := Run(ctx, app, deps, nil); err != nil || abandoned != 1 {
		t.Errorf("%v, abandoned %d times", err, abandoned)
	}
}
