//go:build faults && linux

package faults

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// TestWatchLimits lets the kernel refuse to watch.
func TestWatchLimits(t *testing.T) {
	for _, limit := range []string{"max_inotify_watches", "max_inotify_instances"} {
		t.Run(limit, func(t *testing.T) {
			t.Parallel()
			least := map[string]int{"max_inotify_watches": 3, "max_inotify_instances": 0}[limit]
			f := provoke(t, watchLimit, limit, fmt.Sprintf("`unshare -Ur`, `echo %d > /proc/sys/user/%s`", least, limit))
			f.command("unshare", "-Ur", "true")
			picture := imgtest.JPEG(t, 300, 200)
			for i := range 10 {
				f.folder(fmt.Sprintf("in/%d", i), 0o777)
			}
			in, out := f.path("in"), f.path("out")
			script := fmt.Sprintf(`echo %d > /proc/sys/user/%s && exec "$@"`, least, limit)
			p := f.startsUnder([]string{"unshare", "-Ur", "sh", "-c", script, "sh"}, "watch", "--json", "--fit", "100", "--out", out, in)
			f.waits("it polls", func() bool { return len(p.Events("polling")) > 0 || p.Ended() })
			if p.Ended() {
				t.Fatalf("%s%s", p.Out, p.Err)
			}
			for i := range 10 {
				f.write(map[string][]byte{fmt.Sprintf("in/%d/a.jpg", i): picture})
			}
			f.waits("all are resized", func() bool { return results(out) >= 10 })
			f.stops(p)
			f.whole(out)
			f.tidy(f.dir)
			reason := p.Events("polling")[0].Reason
			if !strings.Contains(reason, "fs.inotify.max_user") {
				t.Errorf("reason %q does not name the limit", reason)
			}
			f.sees("“%s”; 10 of 10 made", reason)
		})
	}
}

// TestOverflow stops the program while more files arrive than the kernel's queue holds.
func TestOverflow(t *testing.T) {
	const n = 20_000 // fs.inotify.max_queued_events is 16,384
	f := provoke(t, overflow, "20,000 files while it stands still", "SIGSTOP, files, SIGCONT")
	if testing.Short() {
		f.notRun("takes minutes; watch.TestKernelQueueOverflow does the same without resizing")
	}
	in, out := f.folder("in", 0o777), f.mounts("out", "sizemill", "tmpfs", "", 0)
	f.write(map[string][]byte{"one.png": imgtest.PNG(t, 8, 8)})
	p := f.watches(1, "--quiet", "--fit", "4", "--out", out, in)
	p.Signal(syscall.SIGSTOP)
	for i := range n {
		dir := filepath.Join(in, fmt.Sprint("d", i%20))
		f.must(errors.Join(os.MkdirAll(dir, 0o777), os.Link(f.path("one.png"), filepath.Join(dir, fmt.Sprint(i, ".png")))))
	}
	p.Signal(syscall.SIGCONT)
	begun := time.Now()
	proctest.Eventually(t, 5*time.Minute, "all are resized", seldom(func() bool { return results(out) >= n }))
	took := time.Since(begun)
	memory := f.resident(p)
	f.quiet(3*time.Second, func() int { return results(out) })
	f.stops(p)
	if got := results(out); got != n {
		t.Errorf("%d results, want %d", got, n)
	}
	f.tidy(f.dir)
	f.sees("%d of %d made in %.0f s, resident %d MB", results(out), n, took.Seconds(), memory)
}

// resident returns the megabytes of memory that a process has in use: 0 if it has ended, as a fast
// machine may have done all by then.
func (f *fault) resident(p *proctest.Process) int {
	f.Helper()
	n, err := memory(p, "VmRSS:")
	if err != nil && proctest.Becomes(f.T, proctest.Patience, p.Ended) {
		return 0
	}
	f.must(err)
	return n
}

// memory returns a size from a process's status, in megabytes.
func memory(p *proctest.Process, field string) (int, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(b), field)
	var kilobytes int
	_, err = fmt.Sscan(rest, &kilobytes)
	return kilobytes >> 10, err
}

// TestGone takes the watched folder away and brings it back.
func TestGone(t *testing.T) {
	picture := imgtest.JPEG(t, 300, 200)
	for _, c := range []struct {
		name       string
		mounted    bool
		away, back func(f *fault, in string)
	}{
		{"deleted and made again", false,
			func(f *fault, in string) { f.must(os.RemoveAll(in)) },
			func(f *fault, in string) { f.folder("in", 0o777) }},
		{"renamed and renamed back", false,
			func(f *fault, in string) { f.must(os.Rename(in, in+"2")) },
			func(f *fault, in string) { f.must(os.Rename(in+"2", in)) }},
		{"its parent renamed", false,
			func(f *fault, in string) { f.must(os.Rename(filepath.Dir(in), filepath.Dir(in)+"2")) },
			func(f *fault, in string) { f.must(os.Rename(filepath.Dir(in)+"2", filepath.Dir(in))) }},
		{"unmounted and mounted again", true,
			func(f *fault, in string) { f.must(syscall.Unmount(in, syscall.MNT_DETACH)) },
			func(f *fault, in string) { f.must(syscall.Mount("sizemill", in, "tmpfs", 0, "")) }},
		{"another file system mounted over it", false,
			func(f *fault, in string) { f.mounts("p/in", "sizemill", "tmpfs", "", 0) },
			func(f *fault, in string) { f.must(syscall.Unmount(in, syscall.MNT_DETACH)) }},
		{"in place of it a file", false,
			func(f *fault, in string) {
				f.must(errors.Join(os.Rename(in, in+"2"), os.WriteFile(in, nil, 0o600)))
			},
			func(f *fault, in string) { f.must(errors.Join(os.Remove(in), os.Rename(in+"2", in))) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, gone, c.name, "while it is watched; pictures before and after")
			in, out := f.folder("p/in", 0o777), f.path("out")
			if c.mounted {
				f.mounts("p/in", "sizemill", "tmpfs", "", 0)
			}
			p := f.watches(1, "--fit", "100", "--out", out, in)
			f.must(os.WriteFile(filepath.Join(in, "before.jpg"), picture, 0o600))
			f.waits("the first is resized", func() bool { return results(out) == 1 })
			c.away(f, in)
			noticed := func() bool { return len(p.Events("gone")) > 0 }
			if !strings.HasPrefix(c.name, "another") {
				f.waits("the folder is missed", noticed)
			}
			if c.name == "deleted and made again" {
				f.folder("p/in", 0o777)
			} else {
				c.back(f, in)
			}
			f.must(os.WriteFile(filepath.Join(in, "after.jpg"), picture, 0o600))
			f.waits("the second is resized", func() bool { return results(out) == 2 })
			f.quiet(2*time.Second, func() int { return results(out) })
			f.stops(p)
			imgtest.SameNames(t, out, "after.jpg", "before.jpg")
			f.whole(out)
			f.tidy(f.dir)
			var said []string
			for _, e := range p.Events("gone") {
				said = append(said, e.Reason)
			}
			f.sees("%q; each picture made once", slices.Compact(said))
		})
	}
}

// TestEventless watches a file system that reports nothing of what others do on it.
func TestEventless(t *testing.T) {
	t.Parallel()
	f := provoke(t, eventless, "FUSE mount", "`bindfs`; pictures written behind it")
	back, in, _ := f.bindfs()
	out := f.path("out")
	p := f.starts("watch", "--json", "--fit", "100", "--out", out, in)
	f.waits("it polls", func() bool { return len(p.Events("polling")) > 0 })
	f.must(os.WriteFile(filepath.Join(back, "a.jpg"), imgtest.JPEG(t, 300, 200), 0o600))
	f.waits("it is resized", func() bool { return results(out) == 1 })
	f.quiet(2*time.Second, func() int { return results(out) })
	f.stops(p)
	f.whole(out)
	f.sees("“%s”; made once", p.Events("polling")[0].Reason)
}

// bindfs mounts the folder back on in, and returns the server that answers for it.
func (f *fault) bindfs() (back, in string, server *os.Process) {
	f.Helper()
	f.tool("bindfs")
	if _, err := os.Stat("/dev/fuse"); err != nil {
		f.notRun("no FUSE: " + err.Error())
	}
	back, in = f.folder("back", 0o777), f.folder("in", 0o777)
	cmd := exec.Command("bindfs", "-f", "--no-allow-other", back, in) // ends when it is unmounted
	f.must(cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	f.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGCONT)
		_ = syscall.Unmount(in, syscall.MNT_DETACH)
		_ = cmd.Process.Signal(syscall.SIGTERM)
		f.Logf("bindfs: %v", <-ended)
	})
	f.waits("bindfs has mounted", func() bool {
		var a, b syscall.Stat_t
		return syscall.Stat(in, &a) == nil && syscall.Stat(back, &b) == nil && a.Dev != b.Dev || len(ended) > 0
	})
	if len(ended) > 0 {
		err := <-ended
		ended <- err
		f.notRun(fmt.Sprint("bindfs: ", err))
	}
	return back, in, cmd.Process
}

// TestHungMount: a mount that does not answer holds up neither another folder nor the end.
func TestHungMount(t *testing.T) {
	t.Parallel()
	f := provoke(t, eventless, "hung mount", "`bindfs`, SIGSTOP to it; another folder is watched too; SIGCONT")
	back, in, server := f.bindfs()
	sound, out := f.folder("sound", 0o777), f.path("out")
	p := f.starts("watch", "--json", "--fit", "100", "--out", out, in, sound)
	f.waits("both are watched", func() bool { return len(p.Events("polling"))+len(p.Events("watching")) >= 2 })
	f.must(server.Signal(syscall.SIGSTOP))
	f.waits("it notices", func() bool { return len(p.Events("silent")) > 0 })
	f.must(os.WriteFile(filepath.Join(sound, "b.jpg"), imgtest.JPEG(t, 300, 200), 0o600))
	f.must(os.WriteFile(filepath.Join(back, "a.jpg"), imgtest.JPEG(t, 300, 200), 0o600))
	f.waits("the other folder's is resized", func() bool { return results(out) == 1 })
	f.must(server.Signal(syscall.SIGCONT))
	f.waits("its own is resized", func() bool { return results(out) == 2 })
	f.must(server.Signal(syscall.SIGSTOP))
	begun := time.Now()
	f.stops(p)
	took := time.Since(begun)
	f.must(server.Signal(syscall.SIGCONT))
	f.whole(out)
	f.sees("“%s”; the other folder went on, its own picture was made when it answered; ended in %.1f s while it hung again",
		p.Events("silent")[0].Reason, took.Seconds())
}
