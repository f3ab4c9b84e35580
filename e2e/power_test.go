//go:build e2e && linux

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// power is what a command does that only a program with some power can: connections, and programs
// that it starts.
var power = regexp.MustCompile(`(?m)^.*(socket\(|socketpair\(|connect\(|bind\(|sendto\(|execve\().*$`)

// TestNoNetwork traces the commands with every format, and finds neither a socket nor a program.
func TestNoNetwork(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("not run: strace is not installed")
	}
	for _, c := range []struct {
		name, args string
	}{
		{"help", "help"}, {"formats", "formats"}, {"plan", "plan in"},
		{"resize", "resize in"}, {"to AVIF", "resize --format avif --out avif in"}, {"from AVIF", "resize --format webp --out webp avif"},
		{"watch", "watch in"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{
				"in/a.jpg": imgtest.JPEG(t, 300, 200), "in/b.png": imgtest.PNG(t, 300, 200), "in/c.webp": imgtest.WebP(t, 300, 200),
				"in/d.gif": imgtest.AnimatedGIF(t, 60, 40, 3), "in/e.tif": imgtest.TIFF(t, 300, 200), "avif/f.avif": imgtest.AVIF(t, imgtest.PNG(t, 64, 48)),
			})
			trace := filepath.Join(dir, "trace")
			args := append([]string{"-f", "-qq", "-e", "trace=network,execve", "-o", trace, program}, strings.Fields(c.args)...)
			p := proctest.Start(t, os.Environ(), func(cmd *exec.Cmd) { cmd.Dir = dir }, strace, args...)
			if c.name == "watch" {
				proctest.Eventually(t, proctest.Patience, "all pictures are resized", func() bool { return count(filepath.Join(dir, "in resized")) == 5 })
				// To the group, because strace keeps signals for itself.
				if err := syscall.Kill(-p.Cmd.Process.Pid, syscall.SIGTERM); err != nil {
					t.Error(err)
				}
			}
			p.Wait(proctest.Patience)
			text, err := os.ReadFile(trace)
			if err != nil {
				t.Fatal(err)
			}
			calls := power.FindAllString(string(text), -1)
			if len(calls) != 1 || !strings.Contains(calls[0], "execve(") { // its own start
				t.Errorf("%q", calls)
			}
		})
	}
}

// TestConfined: the built program confines itself, says so, and its results are as usual. What is
// swapped for a link while it works is not followed.
func TestConfined(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{
		"in/a.jpg": imgtest.JPEG(t, 300, 200), "in/sub/b.png": imgtest.PNG(t, 300, 200), "private/c.jpg": imgtest.JPEG(t, 300, 200),
	})
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "in resized")
	p := sizemill(t, "resize", "--verbose", "--fit", "100", in)
	if code := p.Wait(proctest.Patience); code != 0 {
		t.Fatalf("exit code %d: %s", code, p.Err)
	}
	imgtest.SameNames(t, out, "a.jpg", "sub/b.png")
	switch said := p.Err.String(); {
	case strings.Contains(said, "not confined: this kernel"), strings.Contains(said, "not confined: Landlock"):
		t.Skip("not run: " + said)
	case !strings.Contains(said, "confined by Landlock (ABI ") || !strings.Contains(said, "reads "+in+"; writes "+out+", "):
		t.Fatalf("said %q", said)
	}

	w := sizemill(t, "watch", "--json", "--fit", "100", "--follow-links", in, "--out", filepath.Join(dir, "out", "deep"))
	proctest.Eventually(t, proctest.Patience, "what is there is resized", func() bool { return len(w.Events("done")) == 2 })
	// The folder above the watched one may be read, but nothing outside it.
	outside := t.TempDir()
	imgtest.WriteTree(t, outside, map[string][]byte{"secret.jpg": imgtest.JPEG(t, 300, 200)})
	if err := os.Symlink(filepath.Join(outside, "secret.jpg"), filepath.Join(in, "link.jpg")); err != nil {
		t.Fatal(err)
	}
	proctest.Eventually(t, proctest.Patience, "the link is refused", func() bool { return len(w.Events("failed")) == 1 })
	if failed := w.Events("failed")[0]; !strings.Contains(failed.Error, "permission denied") {
		t.Errorf("the link: %+v", failed)
	}
	// Folders that are deleted and come back are other ones to the kernel.
	for _, folder := range []string{in, filepath.Join(dir, "out")} {
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
	}
	proctest.Eventually(t, proctest.Patience, "the folder is missed", func() bool { return len(w.Events("gone")) > 0 })
	imgtest.WriteTree(t, dir, map[string][]byte{"in/back.jpg": imgtest.JPEG(t, 300, 200)})
	proctest.Eventually(t, proctest.Patience, "what arrives then is resized", func() bool { return len(w.Events("done")) == 3 })
	w.Signal(syscall.SIGTERM)
	if code := w.Wait(proctest.Orderly); code != 0 {
		t.Errorf("exit code %d: %s", code, w.Err)
	}
	imgtest.SameNames(t, filepath.Join(dir, "out", "deep"), "back.jpg")
}
