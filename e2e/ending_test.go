//go:build e2e && linux

package e2e

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// TestInterrupt stops a batch with the signals that people and systems send. It has to end soon,
// cleanly, and with exit code 130.
func TestInterrupt(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			heard(t, sig)
			in := filepath.Join(t.TempDir(), "in")
			original := album(t, in, manyPictures)
			before, err := os.ReadFile(original)
			if err != nil {
				t.Fatal(err)
			}
			p := sizemill(t, "resize", "--fit", "1600", "--json", in)
			proctest.Eventually(t, proctest.Patience, "first results appear", func() bool { return count(in+" resized") >= 2 })
			p.Signal(sig)
			if code := p.Wait(proctest.Orderly); code != 130 {
				t.Errorf("exit code %d, want 130", code)
			}
			if got := p.Err.String(); got != "sizemill: interrupted\n" {
				t.Errorf("stderr %q", got)
			}
			done := len(p.Events("done"))
			t.Logf("%d of %d were done", done, manyPictures)
			if done == manyPictures {
				t.Error("the batch was over before the signal: this shows nothing")
			}
			if n := count(in + " resized"); n != done {
				t.Errorf("%d results, but %d are reported", n, done)
			}
			allDecode(t, in+" resized")
			noTemporaries(t, in+" resized")
			untouched(t, original, before, manyPictures)
		})
	}
}

// heard makes sure that the programs that a test starts receive a signal, even if the tests run
// under nohup or in the background of a script, which ignore it: a signal that the parent catches
// has its default action in children.
func heard(t *testing.T, sig syscall.Signal) {
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, sig)
	t.Cleanup(func() { signal.Stop(caught) })
}

// TestNohup: a hangup does not end a program that was started to ignore it, as by nohup.
func TestNohup(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in")
	album(t, in, manyPictures)
	signal.Ignore(syscall.SIGHUP)
	defer signal.Reset(syscall.SIGHUP)
	p := sizemill(t, "resize", "--fit", "1600", "--json", in)
	proctest.Eventually(t, proctest.Patience, "first results appear", func() bool { return count(in+" resized") >= 2 })
	p.Signal(syscall.SIGHUP)
	before := count(in + " resized")
	proctest.Eventually(t, proctest.Patience, "more results appear", func() bool { return count(in+" resized") >= before+10 })
	p.Signal(syscall.SIGTERM)
	if code := p.Wait(proctest.Orderly); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
}

// TestSecondSignal stops a program that cannot end because its output is not read; a second signal
// ends it at once.
func TestSecondSignal(t *testing.T) {
	for _, c := range []struct {
		command string
		signal  syscall.Signal
	}{{"resize", syscall.SIGINT}, {"watch", syscall.SIGTERM}} {
		t.Run(c.command, func(t *testing.T) {
			heard(t, c.signal)
			dir := t.TempDir()
			tree := make(map[string][]byte)
			for i := range 60 {
				tree[fmt.Sprintf("in/%d.png", i)] = imgtest.PNG(t, 60, 40)
			}
			imgtest.WriteTree(t, dir, tree)
			unread, stdout, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = unread.Close() }()
			const capacity, line = 4096, 600 // bytes; printed lines are shorter than line
			if _, err := unix.FcntlInt(stdout.Fd(), unix.F_SETPIPE_SZ, capacity); err != nil {
				t.Fatal(err)
			}
			p := proctest.Start(t, os.Environ(), func(cmd *exec.Cmd) { cmd.Stdout = stdout },
				program, c.command, "--json", "--fit", "30", filepath.Join(dir, "in"))
			_ = stdout.Close()
			last, since := 0, time.Now()
			proctest.Eventually(t, proctest.Patience, "the pipe is full", func() bool {
				n, err := unix.IoctlGetInt(int(unread.Fd()), unix.TIOCINQ)
				if err != nil || n != last {
					last, since = n, time.Now()
				}
				return n > capacity-line && time.Since(since) > time.Second
			})
			p.Signal(c.signal)
			proctest.Pause(t, 300*time.Millisecond)
			if p.Ended() {
				t.Fatalf("it stopped by itself: this shows nothing. %v %s", p.Cmd.ProcessState, p.Err)
			}
			p.Signal(c.signal)
			p.Wait(time.Second)
			status, ok := p.Cmd.ProcessState.Sys().(syscall.WaitStatus)
			if !ok || !status.Signaled() || status.Signal() != c.signal {
				t.Errorf("ended with %v, want by the second signal: %s", p.Cmd.ProcessState, p.Err)
			}
			allDecode(t, filepath.Join(dir, "in resized"))
		})
	}
}

// TestKilled kills the program at random moments of a batch: no file with a final name is torn, and
// the next run makes what is missing.
func TestKilled(t *testing.T) {
	const kills = 10
	in := filepath.Join(t.TempDir(), "in")
	out := in + " resized"
	tree := make(map[string][]byte)
	jpeg, png := imgtest.JPEG(t, 1200, 800), imgtest.PNG(t, 900, 900)
	for i := range 40 {
		name := string(rune('a'+i%26)) + string(rune('a'+i/26))
		tree[name+".jpg"], tree["png/"+name+".png"] = jpeg, png
	}
	imgtest.WriteTree(t, in, tree)
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	for range kills {
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
		p := sizemill(t, "resize", "--fit", "700", in)
		proctest.Eventually(t, proctest.Patience, "it begins to write", func() bool { _, err := os.Stat(out); return err == nil })
		proctest.Pause(t, time.Duration(random.IntN(1000))*time.Millisecond)
		p.Signal(syscall.SIGKILL)
		p.Wait(proctest.Orderly)
		allDecode(t, out)
		imgtest.SameTree(t, in, tree)
		t.Logf("killed after %d of %d, with %d temporaries", count(out), len(tree), len(temporaries(t, out)))
	}
	if code := sizemill(t, "resize", "--fit", "700", "--collision", "skip", in).Wait(proctest.Patience); code != 0 {
		t.Errorf("the run after the last kill: exit code %d", code)
	}
	if n := count(out); n != len(tree) {
		t.Errorf("%d results after the next run, want %d", n, len(tree))
	}
	allDecode(t, out)
	t.Logf("%d temporaries after the next run", len(temporaries(t, out)))
}

// TestNoDisplay starts the window without a display.
func TestNoDisplay(t *testing.T) {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "DISPLAY=") || strings.HasPrefix(v, "WAYLAND_DISPLAY=")
	})
	for _, c := range []struct {
		name, want string
		env        []string
	}{
		{"none", "sizemill: no display was found", env},
		{"unreachable", "sizemill: ", append(slices.Clone(env), "DISPLAY=:4095")},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := proctest.Start(t, append(c.env, "HOME="+t.TempDir()), nil, program, t.TempDir())
			code := p.Wait(proctest.Orderly)
			t.Logf("exit code %d: %s", code, p.Err)
			if code <= 0 {
				t.Errorf("exit code %d, want another than 0", code)
			}
			if text := p.Err.String(); !strings.Contains(text, c.want) || strings.Count(text, "\n") != 1 {
				t.Errorf("stderr %q, want one line with %q", text, c.want)
			}
		})
	}
}
