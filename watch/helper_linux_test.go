package watch

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// helper is this test binary, started again as a small watching program. It prints a line for each
// change of its state and for each file, until it is killed or its standard input ends.
func helper(root string) int {
	if err := enterHelper(root); err != nil {
		fmt.Println("refused", strconv.Quote(err.Error()))
		return 1
	}
	w, err := New(root, Options{Settle: 50 * time.Millisecond, Poll: 100 * time.Millisecond, Check: endsWhole, Existing: true})
	if err != nil {
		fmt.Println("refused", strconv.Quote(err.Error()))
		return 1
	}
	ctx, cancel := context.WithCancel(context.Background())
	lines := make(chan string)
	printed := make(chan struct{})
	go func() { // commands on standard input
		defer cancel()
		in := bufio.NewScanner(os.Stdin)
		for in.Scan() {
			if err := command(in.Text(), root); err != nil {
				lines <- "refused " + strconv.Quote(err.Error())
			}
		}
	}()
	go func() {
		defer close(printed)
		out := bufio.NewWriter(os.Stdout)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		var last Status
		for {
			select {
			case line, ok := <-lines:
				if !ok {
					return
				}
				fmt.Fprintln(out, line)
			case <-tick.C:
				if s := w.Status(); s.State != last.State || s.Reason != last.Reason {
					last = s
					fmt.Fprintln(out, "state", s.State, strconv.Quote(s.Reason))
				}
				if out.Flush() != nil {
					return
				}
			}
		}
	}()
	_ = w.Run(ctx, func(path string) { lines <- "file " + strconv.Quote(path) })
	close(lines)
	<-printed
	return 0
}

// enterHelper does what only a process in the namespaces of the helper can do.
func enterHelper(root string) error {
	if limit := os.Getenv("SIZEMILL_WATCH_LIMIT"); limit != "" {
		return os.WriteFile("/proc/sys/user/max_inotify_watches", []byte(limit), 0o600)
	}
	if os.Getenv("SIZEMILL_WATCH_MOUNT") != "" {
		return command("mount", root)
	}
	return nil
}

func command(name, root string) error {
	switch name {
	case "mount":
		return syscall.Mount("tmpfs", root, "tmpfs", 0, "size=1m")
	case "unmount":
		return syscall.Unmount(root, syscall.MNT_DETACH)
	case "write":
		return os.WriteFile(filepath.Join(root, "written"), []byte("END"), 0o600)
	}
	return fmt.Errorf("unknown command %q", name)
}

// process is a running helper.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	in    func(line string)
	lines chan string
	errs  *bytes.Buffer
}

// spawn starts a helper, in new namespaces if flags ask for them. It skips the test if the system
// forbids those.
func spawn(t *testing.T, root string, flags uintptr, env ...string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0]) // ended by closing its standard input
	cmd.Env = append(append(os.Environ(), "SIZEMILL_WATCH_HELPER="+root), env...)
	if flags != 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  flags | syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
		}
	}
	p := &process{t: t, cmd: cmd, lines: make(chan string, 100_000), errs: &bytes.Buffer{}}
	cmd.Stderr = p.errs
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		if flags != 0 && (errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EINVAL)) {
			t.Skipf("this system lets nobody make user namespaces: %v", err)
		}
		t.Fatal(err)
	}
	p.in = func(line string) {
		if _, err := fmt.Fprintln(stdin, line); err != nil {
			t.Errorf("telling the helper to %s: %v", line, err)
		}
	}
	go func() {
		defer close(p.lines)
		sc := bufio.NewScanner(stdout)
		for sc.Scan() {
			p.lines <- sc.Text()
		}
	}()
	t.Cleanup(func() {
		stdin.Close()
		_ = cmd.Process.Signal(syscall.SIGCONT) // a test may have failed while it was stopped
		for range p.lines {                     // to its end
		}
		if err := cmd.Wait(); err != nil && !t.Skipped() {
			t.Errorf("helper: %v\n%s", err, p.errs)
		}
	})
	return p
}

// next returns the first word of the helper's next line, and the rest.
func (p *process) next() (kind, rest string) {
	p.t.Helper()
	select {
	case line, ok := <-p.lines:
		if !ok {
			p.t.Fatalf("the helper ended: %s", p.errs)
		}
		kind, rest, _ = strings.Cut(line, " ")
		if kind == "refused" {
			p.t.Skipf("the system refuses what this test needs: %s", rest)
		}
		return kind, rest
	case <-time.After(deadline):
		p.t.Fatal("waited in vain for the helper")
	}
	return "", ""
}
