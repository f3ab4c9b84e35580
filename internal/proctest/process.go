//go:build linux

// Package proctest starts programs for tests, and reads what they print.
package proctest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Patience is how long a test waits for something that has to happen. It is generous, because test
// machines are busy.
const Patience = 60 * time.Second

// prompt is how long the program should take to stop when asked; a longer time is logged. It takes
// well under a second on an idle machine, and took eight where seven busy programs shared each
// processor.
const prompt = 5 * time.Second

// Orderly is how long it may take without failing a test: a program that hangs takes longer.
const Orderly = 30 * time.Second

// Eventually waits until cond holds, and fails the test after a while.
func Eventually(t *testing.T, within time.Duration, what string, cond func() bool) {
	t.Helper()
	if !Becomes(t, within, cond) {
		t.Fatalf("not within %v: %s", within, what)
	}
}

// Becomes waits until cond holds and reports whether it did.
func Becomes(t *testing.T, within time.Duration, cond func() bool) bool {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.NewTimer(within)
	defer late.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-late.C:
			return cond()
		case <-t.Context().Done():
			return false
		}
	}
	return true
}

// Pause lets time pass in which nothing is to happen.
func Pause(t *testing.T, d time.Duration) {
	t.Helper()
	Becomes(t, d, func() bool { return false })
}

// Process is a running program, in a process group of its own.
type Process struct {
	Name     string
	Cmd      *exec.Cmd
	Out, Err *Output // what it has printed so far

	t    *testing.T
	done chan struct{} // closed when it has ended
}

// Output collects what a process prints, and can be read while it does.
type Output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write keeps b.
func (o *Output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

// String returns all that was printed.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// Start runs a command, which ends at the latest when the test does.
func Start(t *testing.T, env []string, change func(*exec.Cmd), name string, args ...string) *Process {
	t.Helper()
	// The test's context would end before the cleanups, which end the processes in the right order.
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...)
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	// Children of a killed process may keep its output open.
	cmd.WaitDelay = time.Second
	p := &Process{Name: name, Cmd: cmd, Out: &Output{}, Err: &Output{}, t: t, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.Out, p.Err
	if change != nil {
		change(cmd)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v (make e2e and make faults install what is needed)", name, err)
	}
	go func() {
		defer close(p.done)
		_ = cmd.Wait() // ProcessState has the result
	}()
	t.Cleanup(p.Kill)
	return p
}

// Ended reports whether the process has ended.
func (p *Process) Ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Signal sends s to the process.
func (p *Process) Signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.Cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Errorf("%v to %s: %v", s, p.Name, err)
	}
}

// Wait waits for the end and returns the exit code, or -1 after a signal. It makes a program that
// does not end in time print the stacks of its goroutines.
func (p *Process) Wait(within time.Duration) int {
	p.t.Helper()
	asked := time.Now()
	if !Becomes(p.t, within, p.Ended) {
		p.Signal(syscall.SIGQUIT)
		Becomes(p.t, Orderly, p.Ended)
		p.t.Fatalf("not within %v: %s ends; it prints:\n%s", within, p.Name, p.Err)
	}
	if took := time.Since(asked); within <= Orderly && took > prompt {
		p.t.Logf("%s took %v to end", p.Name, took.Round(10*time.Millisecond))
	}
	return p.Cmd.ProcessState.ExitCode()
}

// Kill ends the process and its group.
func (p *Process) Kill() {
	_ = syscall.Kill(-p.Cmd.Process.Pid, syscall.SIGTERM) // it has usually gone
	select {
	case <-p.done:
	case <-time.After(Orderly):
	}
	_ = syscall.Kill(-p.Cmd.Process.Pid, syscall.SIGKILL)
	<-p.done
}

// Kill9 ends the process as the system does when memory is short, and waits until it is gone.
func (p *Process) Kill9() {
	p.t.Helper()
	p.Signal(syscall.SIGKILL)
	p.Wait(Orderly)
}
