//go:build e2e && linux

package e2e

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

// patience is how long a test waits for something that has to happen. It is generous, because test
// machines are busy.
const patience = 60 * time.Second

// prompt is how long the program should take to stop when asked; a longer time is logged. It takes
// well under a second on an idle machine, and took eight where seven busy programs shared each
// processor.
const prompt = 5 * time.Second

// orderly is how long it may take without failing a test: a program that hangs takes longer.
const orderly = 30 * time.Second

// eventually waits until cond holds, and fails the test after a while.
func eventually(t *testing.T, within time.Duration, what string, cond func() bool) {
	t.Helper()
	if !becomes(t, within, cond) {
		t.Fatalf("not within %v: %s", within, what)
	}
}

// becomes waits until cond holds and reports whether it did.
func becomes(t *testing.T, within time.Duration, cond func() bool) bool {
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

// pause lets time pass in which nothing is to happen.
func pause(t *testing.T, d time.Duration) {
	t.Helper()
	becomes(t, d, func() bool { return false })
}

// process is a running program, in a process group of its own.
type process struct {
	t        *testing.T
	name     string
	cmd      *exec.Cmd
	out, err *output
	done     chan struct{} // closed when it has ended
}

// output collects what a process prints, and can be read while it does.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// start runs a command, which ends at the latest when the test does.
func start(t *testing.T, env []string, change func(*exec.Cmd), name string, args ...string) *process {
	t.Helper()
	// The test's context would end before the cleanups, which end the processes in the right order.
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...)
	cmd.Env = env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	// Children of a killed process may keep its output open.
	cmd.WaitDelay = time.Second
	p := &process{t: t, name: name, cmd: cmd, out: &output{}, err: &output{}, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.out, p.err
	if change != nil {
		change(cmd)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v (make e2e installs what is needed)", name, err)
	}
	go func() {
		defer close(p.done)
		_ = cmd.Wait() // ProcessState has the result
	}()
	t.Cleanup(p.kill)
	return p
}

// ended reports whether the process has ended.
func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Errorf("%v to %s: %v", s, p.name, err)
	}
}

// wait waits for the end and returns the exit code, or -1 after a signal. It makes a program that
// does not end in time print the stacks of its goroutines.
func (p *process) wait(within time.Duration) int {
	p.t.Helper()
	asked := time.Now()
	if !becomes(p.t, within, p.ended) {
		p.signal(syscall.SIGQUIT)
		becomes(p.t, orderly, p.ended)
		p.t.Fatalf("not within %v: %s ends; it prints:\n%s", within, p.name, p.err)
	}
	if took := time.Since(asked); within <= orderly && took > prompt {
		p.t.Logf("%s took %v to end", p.name, took.Round(10*time.Millisecond))
	}
	return p.cmd.ProcessState.ExitCode()
}

// kill ends the process and its group.
func (p *process) kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGTERM) // it has usually gone
	select {
	case <-p.done:
	case <-time.After(orderly):
	}
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.done
}

// sizemill starts the program's command line.
func sizemill(t *testing.T, args ...string) *process {
	t.Helper()
	return start(t, append(os.Environ(), "LC_ALL=C.UTF-8"), nil, program, args...)
}
