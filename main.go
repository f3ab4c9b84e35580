// Sizemill resizes pictures in bulk: in a window, in a terminal, on watched folders.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/BurntSushi/toml"

	"sizemill/cli"
	_ "sizemill/internal/arenas" // spares address space
	"sizemill/internal/confine"
	"sizemill/ledger"
	"sizemill/settings"
)

// appFile is the only source of the program's name and version.
//
//go:embed FyneApp.toml
var appFile string

// appDetails is the part of FyneApp.toml that the program itself needs.
type appDetails struct {
	Details struct {
		Name, ID, Version string
		Build             int
	}
}

func main() { os.Exit(run(os.Args[1:])) }

// run picks the front end: a command for the terminal, anything else for the window.
func run(args []string) int {
	var app appDetails
	if _, err := toml.Decode(appFile, &app); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "sizemill: FyneApp.toml:", err)
		return cli.ExitFailed
	}
	signal.Ignore(syscall.SIGPIPE) // writes to a closed pipe fail instead, so that cleanup runs
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	defer stop()
	context.AfterFunc(ctx, func() {
		stop() // a second signal ends the program at once
		time.AfterFunc(deadline, func() { os.Exit(cli.ExitInterrupted) })
	})
	if cli.IsCommand(args) {
		return cli.Run(ctx, cli.Env{
			Args: args, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
			Version: app.Details.Version, StateDir: stateFolder(), Settings: settingsFile(),
			Confine: confine.Restrict,
		})
	}
	return runWindow(ctx, app, args)
}

// stateFolder returns the folder of the ledger, or nothing if there is none.
func stateFolder() string {
	dir, err := ledger.DefaultFolder()
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "sizemill: no history is kept:", err)
		return ""
	}
	return dir
}

// settingsFile returns the path of the window's settings, or nothing if there is no folder for it.
func settingsFile() string {
	path, err := settings.DefaultPath()
	if err != nil {
		return "" // which only those who ask for the settings need to know
	}
	return path
}

// deadline is how long after a signal the program ends whatever it is waiting for, such as a disk
// that does not answer. Before that, pictures in progress are given up and their files removed.
const deadline = 4500 * time.Millisecond

// endings returns the signals that end the program cleanly, except for those that its caller
// ignores, as nohup does.
func endings() []os.Signal {
	signals := []os.Signal{syscall.SIGTERM}
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signals = append(signals, s)
		}
	}
	return signals
}
