//go:build faults && linux

package faults

import (
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sizemill/internal/imgtest"
)

// nobody is the conventional user without special rights.
const nobody = 65534

// random returns a picture that no encoder can make small.
func random(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	source := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = byte(source.Uint32()) | byte(i%4/3*255) // opaque
	}
	return m
}

// noise writes n pictures with large results.
func (f *fault) noise(n int) {
	f.Helper()
	b := imgtest.JPEG(f, 0, 0, imgtest.Of(random(500, 500)))
	files := make(map[string][]byte)
	for i := range n {
		files[fmt.Sprintf("in/%02d.jpg", i)] = b
	}
	f.write(files)
}

// TestFullOutput fills the output's file system during a batch, and then lets the batch finish.
func TestFullOutput(t *testing.T) {
	for _, c := range []struct{ name, options, more, reason string }{
		{"disk full", "size=1m", "size=64m", "no space left"},
		{"no inodes", "size=64m,nr_inodes=9", "size=64m,nr_inodes=900", "no space left"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, diskFull, c.name, "`mount -t tmpfs -o "+c.options+"`, 20 pictures; then more room, and the same command")
			out := f.mounts("disk", "sizemill", "tmpfs", c.options, 0)
			f.noise(20)
			before := f.takes(f.path("in"))
			args := []string{"--no-space-check", "--fit", "400", "--quality", "95", "--out", filepath.Join(out, "out"), f.path("in")}
			p := f.resizes(1, args...)
			sum := f.judged(p, out)
			for _, e := range p.Events("failed") {
				if !strings.Contains(e.Error, c.reason) || filepath.Dir(e.Path) != f.path("in") {
					f.Errorf("failure %+v", e)
				}
			}
			if sum.Resized == 0 || sum.Failed == 0 {
				t.Errorf("want some of each: %+v", sum)
			}
			f.must(syscall.Mount("sizemill", out, "tmpfs", syscall.MS_REMOUNT, c.more))
			again := f.adds(f.resizes(0, args...))
			if again.Resized != sum.Failed || results(out) != 20 {
				t.Errorf("after there is room: %+v, %d results", again, results(out))
			}
			f.whole(out)
			f.unchanged(before)
			f.sees("%d made, %s; with room the next run made the other %d", sum.Resized, reasons(p), again.Resized)
		})
	}
}

// TestNoRoom: the batch does not even begin when its results cannot fit.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	f := provoke(t, diskFull, "too little room from the start", "`mount -t tmpfs -o size=2m`, results of 27 MB")
	out := f.mounts("disk", "sizemill", "tmpfs", "size=2m", 0)
	f.noise(1)
	p := f.starts("resize", "--json", "--stretch", "3000x3000", "--enlarge", "--format", "bmp", "--out", out, f.path("in"))
	f.endsWith(p, 1)
	if text := p.Err.String(); !strings.Contains(text, "not enough space at "+out) || results(out) > 0 {
		t.Errorf("stderr %q, %d results", text, results(out))
	}
	f.sees("%s", strings.TrimSpace(strings.ReplaceAll(p.Err.String(), f.dir, "DIR")))
}

// TestFileSizeLimit runs a batch under a limit of the size of files. Its smaller results are made.
func TestFileSizeLimit(t *testing.T) {
	t.Parallel()
	f := provoke(t, diskFull, "file-size limit", "`prlimit --fsize=20000`")
	f.noise(3)
	f.write(map[string][]byte{"in/light.jpg": imgtest.JPEG(t, 300, 200)})
	before := f.takes(f.path("in"))
	p := f.startsUnder([]string{"prlimit", "--fsize=20000"}, "resize", "--json", "--fit", "400", "--out", f.path("out"), f.path("in"))
	f.endsWith(p, 1)
	sum := f.judged(p, f.path("out"))
	if sum.Failed != 3 || sum.Resized+sum.Copied != 1 {
		t.Errorf("%+v", sum)
	}
	f.unchanged(before)
	f.sees("the small result made, %s", reasons(p))
}

// TestReadOnlyOutput: a file system that is mounted read-only, before the batch or during it.
func TestReadOnlyOutput(t *testing.T) {
	t.Run("before", func(t *testing.T) {
		t.Parallel()
		f := provoke(t, readOnly, "output mounted read-only", "`mount -o ro`")
		out := f.mounts("disk", "sizemill", "tmpfs", "", syscall.MS_RDONLY)
		f.noise(3)
		p := f.starts("resize", "--json", "--fit", "100", "--out", filepath.Join(out, "new"), f.path("in"))
		f.endsWith(p, 1)
		if !strings.Contains(p.Err.String(), "read-only file system") {
			t.Errorf("stderr %q", p.Err)
		}
		f.sees("%s", strings.TrimSpace(strings.ReplaceAll(p.Err.String(), f.dir, "DIR")))
	})
	t.Run("during", func(t *testing.T) {
		t.Parallel()
		f := provoke(t, readOnly, "output becomes read-only in mid-batch", "`mount -o remount,ro` after the second result, as soon as no file is open; then writable again")
		out := f.mounts("disk", "sizemill", "tmpfs", "", 0)
		const n = 80
		f.noise(n)
		before := f.takes(f.path("in"))
		args := []string{"--fit", "400", "--out", filepath.Join(out, "out"), f.path("in")}
		p := f.starts(append([]string{"resize", "--json"}, args...)...)
		f.waits("first results appear", func() bool { return results(out) >= 2 })
		var refused error
		f.waits("no file is open for a moment", func() bool {
			refused = syscall.Mount("sizemill", out, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
			return refused == nil || p.Ended()
		})
		if refused != nil {
			f.notRun("the batch ended before the file system could be remounted")
		}
		f.endsWith(p, 1)
		f.whole(out)
		sum := f.adds(p)
		if sum.Failed == 0 || sum.Failed+sum.Resized != n {
			t.Errorf("%+v", sum)
		}
		seen := reasons(p)
		f.must(syscall.Mount("sizemill", out, "tmpfs", syscall.MS_REMOUNT, ""))
		again := f.adds(f.resizes(0, args...))
		f.whole(out)
		f.tidy(out)
		if again.Resized != sum.Failed || results(out) != n {
			t.Errorf("afterwards %+v, %d results", again, results(out))
		}
		f.unchanged(before)
		f.sees("%d made, %s; the next run made the other %d", sum.Resized, seen, again.Resized)
	})
}

// TestOtherUser runs as a user who may not read all sources, or not write to the output.
func TestOtherUser(t *testing.T) {
	for _, c := range []struct {
		name, how, reason string
		prepare           func(f *fault) error
		failed            int
	}{
		{"unreadable source", "a file of mode 0600 of another user", "permission denied", func(f *fault) error {
			return os.Chmod(f.path("in/01.jpg"), 0o600)
		}, 1},
		{"unreadable folder", "a subfolder of mode 0700 of another user", "permission denied", func(f *fault) error {
			return os.Mkdir(f.path("in/secret"), 0o700)
		}, 1},
		{"unwritable output", "an output folder of mode 0755 of another user", "permission denied", func(f *fault) error {
			return os.Mkdir(f.path("out"), 0o755)
		}, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, readOnly, c.name, c.how)
			f.root()
			f.noise(3)
			before := f.takes(f.path("in"))
			f.must(c.prepare(f))
			p := f.startsAs(nobody, "resize", "--json", "--fit", "100", "--out", f.path("out"), f.path("in"))
			f.endsWith(p, 1)
			if len(p.Events("summary")) == 1 {
				sum := f.judged(p, f.path("out"))
				if sum.Failed != c.failed {
					t.Errorf("%+v, want %d failures", sum, c.failed)
				}
				f.sees("%d made, %s", sum.Resized, reasons(p))
			} else {
				f.sees("%s", strings.TrimSpace(strings.ReplaceAll(p.Err.String(), f.dir, "DIR")))
			}
			if !strings.Contains(p.Err.String()+p.Out.String(), c.reason) {
				t.Errorf("%s%s", p.Out, p.Err)
			}
			f.tidy(f.dir)
			f.unchanged(before)
		})
	}
}
