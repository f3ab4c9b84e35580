//go:build !headless

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"sizemill/assets"
	"sizemill/cli"
	"sizemill/hotfolder"
	"sizemill/internal/chooser"
	"sizemill/resize/codec"
	"sizemill/settings"
	"sizemill/ui"
	"sizemill/ui/control"
)

// runWindow opens the window with paths and blocks until it is closed or ctx ends.
func runWindow(ctx context.Context, details appDetails, paths []string) int {
	return exitCode(ctx, window(ctx, details, paths))
}

// exitCode prints err, which may be nil, and returns the exit code of the program.
func exitCode(ctx context.Context, err error) int {
	switch {
	case err != nil:
		_, _ = fmt.Fprintln(os.Stderr, "sizemill:", err)
		return cli.ExitFailed
	case ctx.Err() != nil:
		return cli.ExitInterrupted
	}
	return cli.ExitOK
}

// watchGrace is how long the program waits for pictures of watched folders in progress after the
// window has closed.
const watchGrace = 3 * time.Second

// pictureExtensions returns the file name extensions of all formats.
func pictureExtensions() []string {
	var all []string
	for _, spec := range codec.Specs() {
		all = append(all, spec.Extensions...)
	}
	return all
}

func window(ctx context.Context, details appDetails, paths []string) error {
	if err := checkDisplay(ctx); err != nil {
		return fmt.Errorf("%w; sizemill resize works without one (see sizemill help)", err)
	}
	for i, path := range paths { // before anything changes the working folder
		abs, err := filepath.Abs(path)
		if err != nil {
			return err
		}
		paths[i] = abs
	}
	path, err := settings.DefaultPath()
	if err != nil {
		return err
	}
	store := settings.NewStore(path)
	remembered, loadErr := store.Load()
	history := openHistory(ctx)
	defer history.close() // after all that writes

	signals := ctx
	ctx, stop := context.WithCancel(ctx)
	var owned sync.WaitGroup
	defer owned.Wait()
	defer stop()
	changed := make(chan struct{}, 1) // holds a token after a change
	options := remembered.Watching()
	history.record(&options)
	options.Grace, options.Changed = watchGrace, func(hotfolder.Status) {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	watching := hotfolder.New(options)
	owned.Go(func() { _ = watching.Run(ctx) }) // its error is ctx's

	icon := fyne.NewStaticResource("icon.svg", assets.Icon())
	if cache, err := os.UserCacheDir(); err == nil {
		// Fyne makes only the last two folders of its cache, and reports if the others are missing.
		_ = os.MkdirAll(cache, 0o700)
	}
	app.SetMetadata(fyne.AppMetadata{
		ID: details.Details.ID, Name: details.Details.Name, Version: details.Details.Version,
		Build: details.Details.Build, Icon: icon, Migrations: map[string]bool{"fyneDo": true},
	})
	fyneApp := app.NewWithID(details.Details.ID)
	fyneApp.SetIcon(icon)
	return ui.Run(ctx, fyneApp, ui.Deps{
		Deps: control.Deps{
			Engine:       history.engine(remembered.Scan(), remembered.Runner()),
			Settings:     remembered,
			SettingsErr:  loadErr,
			Store:        store,
			Watch:        watching,
			WatchChanged: changed,
			Past:         history.past(remembered.Scan()),
			PastErr:      history.err,
			PastFailed:   history.failed,
			Chooser:      chooser.System{Extensions: pictureExtensions()},
			OpenPath:     func(path string) error { return openPath(ctx, path, fyneApp.OpenURL) },
		},
		Dispatch: fyne.Do,
		Abandon:  func(err error) { os.Exit(exitCode(signals, err)) },
		Version:  details.Details.Version,
	}, paths)
}
