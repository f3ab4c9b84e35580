package watch

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// untilState waits for the helper to say state and returns the reason.
func (p *process) untilState(state State) string {
	p.t.Helper()
	for {
		kind, rest := p.next()
		if got, reason, _ := strings.Cut(rest, " "); kind == "state" && got == string(state) {
			text, err := strconv.Unquote(reason)
			if err != nil {
				p.t.Fatal(err)
			}
			return text
		}
	}
}

// untilFiles waits for n files and returns how often each came.
func (p *process) untilFiles(n int) map[string]int {
	p.t.Helper()
	counts := map[string]int{}
	for len(counts) < n {
		if kind, rest := p.next(); kind == "file" {
			path, err := strconv.Unquote(rest)
			if err != nil {
				p.t.Fatal(err)
			}
			counts[path]++
		}
	}
	return counts
}

// Reaches the kernel's real limit: three watches, in a namespace made for it.
func TestKernelLimitOfWatches(t *testing.T) {
	root := t.TempDir()
	for i := range 10 {
		mkdir(t, filepath.Join(root, fmt.Sprint(i)))
	}
	p := spawn(t, root, syscall.CLONE_NEWUSER, "SIZEMILL_WATCH_LIMIT=3")
	reason := p.untilState(Polling)
	if !strings.Contains(reason, "limit of inotify watches is reached (fs.inotify.max_user_watches); polling every") {
		t.Errorf("reason %q does not name the limit", reason)
	}
	t.Log(reason)
	for i := range 10 {
		put(t, filepath.Join(root, fmt.Sprint(i), "a"), "END")
	}
	for path, n := range p.untilFiles(10) {
		if n != 1 {
			t.Errorf("%s reported %d times", path, n)
		}
	}
}

// The kernel's queue overflows while the process stands still.
func TestKernelQueueOverflow(t *testing.T) {
	const files = 20_000
	root := t.TempDir()
	p := spawn(t, root, 0)
	p.untilState(Watching)

	pid := p.cmd.Process.Pid
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	var ws syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &ws, syscall.WUNTRACED, nil); err != nil || !ws.Stopped() {
		t.Fatalf("not stopped: %v, %v", ws, err)
	}
	for i := range files {
		dir := root
		if i%2 == 0 {
			dir = filepath.Join(root, fmt.Sprint("d", i%20)) // folders of which no event is left either
			mkdir(t, dir)
		}
		put(t, filepath.Join(dir, fmt.Sprint(i)), "END")
	}
	if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	for path, n := range p.untilFiles(files) {
		if n != 1 {
			t.Errorf("%s reported %d times", path, n)
		}
	}
}

// An unmounted disk leaves an empty folder behind, and no event.
func TestUnmounted(t *testing.T) {
	root := filepath.Join(t.TempDir(), "disk")
	mkdir(t, root)
	p := spawn(t, root, syscall.CLONE_NEWNS, "SIZEMILL_WATCH_MOUNT=1")
	p.untilState(Watching)
	p.in("write")
	p.untilFiles(1)
	p.in("unmount")
	if reason := p.untilState(Gone); reason != "its disk is not mounted" {
		t.Errorf("reason %q", reason)
	}
	p.in("mount")
	p.untilState(Watching)
	p.in("write")
	p.untilFiles(1)
}
