//go:build faults && linux

package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// point is a moment of a run: the n-th time that one of its threads makes a system call.
type point struct {
	call string
	n    int
}

// traced are the options of a strace that looks at some calls of all threads. Without a filter in
// the kernel (--seccomp-bpf) it is slower, but with one strace 6.1 sends no signals.
func traced(log string, calls ...string) []string {
	return []string{"strace", "-f", "-qq", "-o", log, "-e", "signal=none", "-e", "trace=" + strings.Join(calls, ",")}
}

// canTrace skips the test unless strace may look at processes.
func (f *fault) canTrace() {
	f.Helper()
	f.command("strace", "-f", "-o", f.path("log"), "true")
}

// points returns the moments of a run in which nothing goes wrong, for each of these calls. A call
// that a thread does not make as often in another run is simply not met.
func (f *fault) points(calls []string, args ...string) []point {
	f.Helper()
	log := f.path("log")
	p := f.startsUnder(traced(log, calls...), args...)
	f.endsWith(p, 0)
	b, err := os.ReadFile(log)
	f.must(err)
	most := make(map[string]int)
	perThread := make(map[string]int)
	for _, m := range callLine.FindAllStringSubmatch(string(b), -1) {
		perThread[m[1]+m[2]]++
		most[m[2]] = max(most[m[2]], perThread[m[1]+m[2]])
	}
	var all []point
	for _, call := range calls {
		step := 1 + most[call]/enough
		for n := 1; n <= most[call]; n += step {
			all = append(all, point{call, n})
		}
	}
	return all
}

// enough is how many points of one call are tried. Files are opened and closed more often, at the
// start of the program, too.
const enough = 50

// callLine is a line of strace's log: a thread and the call that it enters.
var callLine = regexp.MustCompile(`(?m)^(\d+) +([a-z0-9_]+)\(`)

// unsaid is a failed write to standard output or standard error in strace's log.
var unsaid = regexp.MustCompile(`(?m) write\([12], .*\(INJECTED\)`)

// some returns every n-th of points in a short run, and all of them otherwise.
func some(points []point, n int) []point {
	if !testing.Short() {
		return points
	}
	var kept []point
	for i := range points {
		if i%n == 0 {
			kept = append(kept, points[i])
		}
	}
	return kept
}

// ending is how a program has ended.
type ending struct {
	code     int // -1 after a signal
	output   string
	injected int  // how often: strace counts the calls of each thread
	unsaid   bool // an injected error met a message on its way to the terminal
}

// lost is how long a program of a sweep may take. It needs less than a second.
const lost = 2 * time.Minute

// run runs the program to its end, through before. It may be called on any goroutine.
func (f *fault) run(before []string, args ...string) (ending, error) {
	ctx, cancel := context.WithTimeout(f.Context(), lost)
	defer cancel()
	line := append(append(before[:len(before):len(before)], program), args...)
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Env = append(f.environ(), "GOMAXPROCS=1")
	var text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &text
	cmd.WaitDelay = time.Second
	err := cmd.Run()
	if ctx.Err() != nil {
		return ending{}, fmt.Errorf("%q does not end: %s", line, text.String())
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return ending{}, err
	}
	return ending{code: cmd.ProcessState.ExitCode(), output: text.String()}, nil
}

// injected runs the program with something injected at a point.
func (f *fault) injected(log string, at point, what string, args ...string) (ending, error) {
	inject := fmt.Sprintf("inject=%s:%s:when=%d", at.call, what, at.n)
	e, err := f.run(append(traced(log, at.call), "-e", inject), args...)
	if err != nil {
		return e, err
	}
	b, err := os.ReadFile(log)
	if strings.Contains(e.output, "- aborting") { // strace lost a thread while it attached to it
		return ending{}, err
	}
	e.injected, e.unsaid = bytes.Count(b, []byte("(INJECTED)")), unsaid.Match(b)
	if e.code < 0 {
		e.injected = 1
	}
	return e, err
}

// sweep calls try for every point, on one goroutine per processor core, and reports its errors.
func (f *fault) sweep(points []point, try func(worker int, at point) error) {
	f.Helper()
	todo := make(chan point)
	var all sync.WaitGroup
	for worker := range 2 {
		all.Go(func() {
			for at := range todo {
				if err := try(worker, at); err != nil {
					f.Errorf("%s %d: %v", at.call, at.n, err)
				}
			}
		})
	}
	for _, at := range points {
		todo <- at
	}
	close(todo)
	all.Wait()
}
