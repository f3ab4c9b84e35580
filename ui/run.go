package ui

import (
	"context"
	"fmt"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"sizemill/assets"
	"sizemill/settings"
	"sizemill/ui/control"
	"sizemill/ui/theme"
)

// Run shows the window, loaded with paths, until it is closed or ctx ends. Then it cancels what
// runs, waits for every goroutine that it has started, and saves the settings. It must be called on
// the goroutine that app runs its windows on, the main one. It returns an error if the last
// settings could not be saved.
func Run(ctx context.Context, app fyne.App, deps Deps, paths []string) (err error) {
	if err := lang.AddTranslationsFS(assets.Translations, "translations"); err != nil {
		return fmt.Errorf("load translations: %w", err)
	}
	app.Settings().SetTheme(theme.New(deps.Settings.Theme))
	c := control.New(deps.Deps)
	win := app.NewWindow(lang.L("Sizemill"))
	w := newWindow(win, c, deps, app.Clipboard().SetContent)
	win.SetMaster()
	win.Resize(windowSize(deps.Settings.Window))
	win.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) { w.handleDrop(uris) })
	ending := make(chan struct{})
	end := sync.OnceFunc(func() { close(ending) })
	win.SetCloseIntercept(func() { w.confirmClose(func() { end(); win.Close() }) })

	// The end of ctx closes the window, and only then does the controller end, so that the last
	// state is saved in either case.
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	running.Go(func() {
		err = c.Run(working)
	})
	running.Go(func() {
		select {
		case <-ctx.Done():
			end()
			deps.Dispatch(app.Quit)
		case <-working.Done():
		}
	})
	returned := make(chan struct{})
	var leaving sync.WaitGroup
	defer leaving.Wait()
	leaving.Go(func() {
		leave(ending, returned, func() {
			stop()
			running.Wait() // the settings are saved
			deps.Abandon(err)
		})
	})
	c.Open(paths)
	win.Show()
	app.Run()
	close(returned)
	size := win.Canvas().Size()
	c.Resized(settings.Window{Width: size.Width, Height: size.Height})
	return nil
}

func windowSize(s settings.Window) fyne.Size {
	if s.Width < minWidth || s.Height < minHeight {
		return fyne.NewSize(defaultWidth, defaultHeight)
	}
	return fyne.NewSize(s.Width, s.Height)
}

// toolkitGrace is how long the toolkit may take to end once the window closes. It usually takes
// some milliseconds.
const toolkitGrace = 2 * time.Second

// leave calls abandon if the toolkit does not return in time after ending is closed.
//
// Fyne 2.8.1 sometimes never does. When it ends, main (driver.Run of glfw) leaves its loop and
// waits in Lifecycle.WaitForEvents for the queue of events, in which the stop hook comes first.
// That hook is run by handing it to main's funcQueue and waiting until it is done. The loop that
// drains funcQueue has looked by then, and the queue is not closed yet: nothing takes the hook out,
// and the two wait for each other.
func leave(ending, returned <-chan struct{}, abandon func()) {
	select {
	case <-returned:
		return
	case <-ending:
	}
	select {
	case <-returned:
	case <-time.After(toolkitGrace):
		abandon()
	}
}
