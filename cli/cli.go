// Package cli runs plans from flags, printing text or JSON.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"sizemill/internal/confine"
)

// The exit codes.
const (
	ExitOK          = 0
	ExitFailed      = 1   // some pictures failed, or the batch could not start
	ExitUsage       = 2   // wrong flags or arguments; nothing was done
	ExitInterrupted = 130 // stopped by a signal
)

// grace is how long the program waits for pictures in progress after a signal: most end at once,
// AVIF takes up to half a minute. It is less than the five seconds within which people and service
// managers expect a program to end.
const grace = 3 * time.Second

// Env is what the command line works with.
type Env struct {
	Args    []string  // without the program's name
	Stdin   io.Reader // for --from -
	Stdout  io.Writer
	Stderr  io.Writer
	Version string
	// StateDir is the folder of the ledger and of backups; empty means that there is neither.
	StateDir string
	// Settings is the path of the window's settings; empty means that there are none.
	Settings string
	// Confine is confine.Restrict, which is for good; nil leaves the process as it is.
	Confine func(confine.Access) (confine.Confinement, error)
}

// commands is the whole command line.
type commands struct {
	Resize  resizeCmd  `cmd:"" help:"Resize pictures and folders."`
	Plan    planCmd    `cmd:"" help:"Print what resize would do; writes nothing."`
	Watch   watchCmd   `cmd:"" help:"Resize the pictures in folders, and new ones as they arrive, until stopped."`
	History historyCmd `cmd:"" help:"List what was resized, newest first."`
	Resume  resumeCmd  `cmd:"" help:"Make what is missing of an interrupted batch."`
	Undo    undoCmd    `cmd:"" help:"Take back what a batch has written: remove its results, restore replaced originals."`
	Report  reportCmd  `cmd:"" help:"Print what a batch did, as text, CSV, JSON or an HTML page."`
	Formats formatsCmd `cmd:"" help:"Print the formats that can be read and written."`
	Version versionCmd `cmd:"" help:"Print the version."`
	Help    helpCmd    `cmd:"" help:"Print help for all commands, or for one: sizemill help resize."`
}

// IsCommand reports whether args are for Run rather than paths for the window: they hold a flag, or
// begin with a command. A path that begins with a hyphen is written ./-like-this. A bare word that
// is not the name of a file goes to Run too: a mistyped command should not open a window.
func IsCommand(args []string) bool {
	if len(args) == 0 {
		return false
	}
	first := args[0]
	return known(first) || mistyped(first) || asksHelp(first) || slices.ContainsFunc(args, isFlag)
}

func isFlag(arg string) bool { return len(arg) > 1 && strings.HasPrefix(arg, "-") }

func commandNames() []string {
	return []string{
		"resize", "plan", "watch", "history", "resume", "undo", "report", "formats", "version", "help",
	}
}

func known(command string) bool { return slices.Contains(commandNames(), command) }

// mistyped reports whether a word is neither a command nor a path.
func mistyped(word string) bool {
	if word == "" || known(word) || isFlag(word) || strings.ContainsAny(word, `./\`) {
		return false
	}
	return !exists(word)
}

// asksHelp reports whether a first argument asks for help in the way of other programs.
func asksHelp(arg string) bool { return arg == "/?" || arg == "-?" || arg == "-help" }

// exitError is the exit code of a command that has printed all its errors.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// usageError is a wrong flag or argument that kong does not notice.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// Run carries out one command line and returns the exit code. It blocks until the command ends,
// which ctx interrupts.
func Run(ctx context.Context, env Env) int {
	var grammar commands
	exited := false
	parser, err := kong.New(&grammar, append(mappers(),
		kong.Name("sizemill"),
		kong.Description("Resizes pictures in bulk. Without a command it opens the window with the paths given."),
		kong.Writers(env.Stdout, env.Stderr),
		kong.Exit(func(int) { exited = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.ExplicitGroups(groups()),
		vars(),
		kong.Bind(&env),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)...)
	if err != nil {
		return env.fail(err, ExitUsage)
	}
	args, err := readable(parser.Model, env.Args)
	if err != nil {
		return env.fail(err, ExitUsage)
	}
	parsed, err := parser.Parse(args)
	if exited { // help was printed
		return ExitOK
	}
	if err != nil {
		return env.fail(plainer(err, args), ExitUsage)
	}
	return env.exitCode(ctx, parsed.Run())
}

// readable returns args as kong reads them, with help and versions asked for in the way of other
// programs.
func readable(model *kong.Application, args []string) ([]string, error) {
	switch {
	case len(args) == 0:
		return []string{"--help"}, nil
	case mistyped(args[0]):
		return nil, fmt.Errorf("%q is neither a command nor a file or folder here; %s", args[0], commandHint(args[0]))
	case asksHelp(args[0]):
		return []string{"--help"}, nil
	case args[0] == "--version",
		len(args) == 1 && slices.Contains([]string{"-V", "-v", "-version"}, args[0]):
		args = append([]string{"version"}, args[1:]...)
	case args[0] == "help":
		if len(args) > 1 && !known(args[1]) && !isFlag(args[1]) {
			return nil, fmt.Errorf("%q is not a command; the commands are %s", args[1], strings.Join(commandNames(), ", "))
		}
		args = append(slices.Clone(args[1:]), "--help")
	}
	return arranged(model, args)
}

// plainer explains a missing argument or one too many, which kong reports in terms of its grammar.
func plainer(err error, args []string) error {
	if word, extra := strings.CutPrefix(err.Error(), "unexpected argument "); extra {
		return fmt.Errorf("sizemill %s takes no argument %q", args[0], word)
	}
	what, expected := strings.CutPrefix(err.Error(), `expected "<`)
	what, _, closed := strings.Cut(what, ">")
	if !expected || !closed {
		return err
	}
	return fmt.Errorf("a %s is missing; sizemill help %s lists the arguments", what, args[0])
}

func (env *Env) exitCode(ctx context.Context, err error) int {
	var code exitError
	var usage usageError
	switch {
	case err == nil:
		return ExitOK
	case errors.As(err, &usage):
		return env.fail(err, ExitUsage)
	case ctx.Err() != nil:
		return env.fail(errors.New("interrupted"), ExitInterrupted)
	case errors.As(err, &code):
		return int(code)
	default:
		return env.fail(err, ExitFailed)
	}
}

func (env *Env) fail(err error, code int) int {
	env.complain(err.Error())
	return code
}

// complain prints one line on stderr. If that fails, there is nothing to be done.
func (env *Env) complain(text string) {
	_, _ = fmt.Fprintf(env.Stderr, "sizemill: %s\n", oneLine(text))
}

// versionCmd prints the version.
type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(env *Env) error {
	_, err := fmt.Fprintf(env.Stdout, "sizemill %s\n", env.Version)
	return err
}

// helpCmd is for the list of commands in the help; helpArgs does its work.
type helpCmd struct {
	Command string `arg:"" optional:"" help:"The command to explain."`
}

// Run is never called: helpArgs turns the command into a flag.
func (helpCmd) Run() error { return nil }
