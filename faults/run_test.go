//go:build faults && linux

package faults

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// publicDir makes a temporary folder that other users can enter and write to.
func publicDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for path, mode := range map[string]os.FileMode{filepath.Dir(dir): 0o755, dir: 0o777} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// path returns the path of a name below the test's folder.
func (f *fault) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

// folder makes a folder below the test's.
func (f *fault) folder(name string, mode os.FileMode) string {
	f.Helper()
	path := f.path(name)
	f.must(errors.Join(os.MkdirAll(path, 0o755), os.Chmod(path, mode)))
	return path
}

// write makes files below the test's folder.
func (f *fault) write(files map[string][]byte) {
	f.Helper()
	imgtest.WriteTree(f, f.dir, files)
}

func (f *fault) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// environ returns the environment of the programs of this test, which share a home of their own.
func (f *fault) environ() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "XDG_") && !strings.HasPrefix(v, "HOME=") && !strings.HasPrefix(v, "LC_") {
			env = append(env, v)
		}
	}
	return append(env, "HOME="+f.home, "LC_ALL=C.UTF-8")
}

// starts starts Sizemill.
func (f *fault) starts(args ...string) *proctest.Process {
	f.Helper()
	return proctest.Start(f.T, f.environ(), nil, program, args...)
}

// startsAs starts Sizemill as another user, because root may read and write everything.
func (f *fault) startsAs(uid uint32, args ...string) *proctest.Process {
	f.Helper()
	return proctest.Start(f.T, f.environ(), func(c *exec.Cmd) {
		c.SysProcAttr.Credential = &syscall.Credential{Uid: uid, Gid: uid}
	}, program, args...)
}

// startsUnder starts Sizemill through another program, such as strace, that is called with before.
func (f *fault) startsUnder(before []string, args ...string) *proctest.Process {
	f.Helper()
	f.tool(before[0])
	return proctest.Start(f.T, f.environ(), nil, before[0], append(append(before[1:len(before):len(before)], program), args...)...)
}

// resizes runs a batch to its end, and returns what it printed. The results of its JSON are checked.
func (f *fault) resizes(code int, args ...string) *proctest.Process {
	f.Helper()
	p := f.starts(append([]string{"resize", "--json"}, args...)...)
	f.endsWith(p, code)
	return p
}

// endsWith waits for the end of a program, and checks its exit code.
func (f *fault) endsWith(p *proctest.Process, code int) {
	f.Helper()
	if got := p.Wait(proctest.Patience); got != code {
		f.Errorf("exit code %d, want %d: %s", got, code, p.Err)
	}
}

// watches starts a watch and waits until it watches n folders.
func (f *fault) watches(n int, args ...string) *proctest.Process {
	f.Helper()
	p := f.starts(append([]string{"watch", "--json"}, args...)...)
	f.waits("the folder is watched", func() bool {
		return len(p.Events("watching"))+len(p.Events("polling")) >= n || p.Ended()
	})
	if p.Ended() {
		f.Fatalf("the watch has ended: %s%s", p.Out, p.Err)
	}
	return p
}

// stops ends a watch in order.
func (f *fault) stops(p *proctest.Process) {
	f.Helper()
	p.Signal(syscall.SIGTERM)
	if code := p.Wait(proctest.Orderly); code != 0 {
		f.Errorf("exit code %d of the watch, want 0: %s", code, p.Err)
	}
}

// waits waits for what has to happen.
func (f *fault) waits(what string, cond func() bool) {
	f.Helper()
	proctest.Eventually(f.T, proctest.Patience, what, cond)
}

// quiet waits until value has stayed the same for a while, and returns it: to see what should not
// happen, some time has to pass.
func (f *fault) quiet(d time.Duration, value func() int) int {
	f.Helper()
	last, since := value(), time.Now()
	f.waits("it comes to rest", func() bool {
		if v := value(); v != last {
			last, since = v, time.Now()
		}
		return time.Since(since) >= d
	})
	return last
}

// tool skips the test unless a program is installed.
func (f *fault) tool(name string) {
	f.Helper()
	if _, err := exec.LookPath(name); err != nil {
		f.notRun(name + " is not installed")
	}
}

// root skips the test unless it may mount and become other users.
func (f *fault) root() {
	f.Helper()
	if os.Geteuid() != 0 {
		f.notRun("needs root")
	}
}

// command runs a tool, and skips the test if it fails: then this machine does not have what it
// provokes the fault with.
func (f *fault) command(name string, args ...string) string {
	f.Helper()
	f.tool(name)
	out, err := exec.CommandContext(f.Context(), name, args...).CombinedOutput()
	if err != nil {
		f.notRun(name + " " + strings.Join(args, " ") + ": " + err.Error() + ": " + strings.TrimSpace(string(out)))
	}
	return strings.TrimSpace(string(out))
}

// later runs a tool when the test has ended.
func (f *fault) later(name string, args ...string) {
	f.Cleanup(func() {
		ctx := context.WithoutCancel(f.Context())
		if out, err := exec.CommandContext(ctx, name, args...).CombinedOutput(); err != nil {
			f.Errorf("%s %q: %v: %s", name, args, err, out)
		}
	})
}

// mounts mounts a file system below the test's folder, until the test ends.
func (f *fault) mounts(name, source, kind, options string, flags uintptr) string {
	f.Helper()
	f.root()
	path := f.folder(name, 0o777)
	if err := syscall.Mount(source, path, kind, flags, options); err != nil {
		f.notRun("mount " + kind + ": " + err.Error())
	}
	f.unmountsLater(path)
	return path
}

func (f *fault) unmountsLater(path string) {
	f.Cleanup(func() {
		for syscall.Unmount(path, syscall.MNT_DETACH) == nil { // again, if it is mounted twice
			continue
		}
	})
}

// holds starts another program whose standard input stays open until the test ends.
func (f *fault) holds(name string, args ...string) *proctest.Process {
	f.Helper()
	reader, writer, err := os.Pipe()
	f.must(err)
	f.Cleanup(func() { _ = writer.Close() })
	p := proctest.Start(f.T, f.environ(), func(c *exec.Cmd) { c.Stdin = reader }, name, args...)
	_ = reader.Close() // the program has its own
	return p
}
