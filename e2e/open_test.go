//go:build e2e && linux

package e2e

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// album makes n pictures in folders below dir, all links to one file of six megapixels, which it
// returns.
func album(t *testing.T, dir string, n int) (original string) {
	t.Helper()
	original = dir + " original.jpg"
	if err := os.WriteFile(original, imgtest.JPEG(t, 3000, 2000), 0o666); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		sub := filepath.Join(dir, fmt.Sprintf("roll %02d", i/1000))
		if i%1000 == 0 {
			if err := os.MkdirAll(sub, 0o777); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Link(original, filepath.Join(sub, fmt.Sprintf("IMG_%05d.jpg", i))); err != nil {
			t.Fatal(err)
		}
	}
	return original
}

// untouched fails the test unless the album still has its n pictures, unchanged.
func untouched(t *testing.T, original string, before []byte, n int) {
	t.Helper()
	info, err := os.Stat(original)
	if err != nil {
		t.Fatal(err)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !ok || stat.Nlink != uint64(n)+1 {
		t.Errorf("%s has other links than the %d pictures of the album", original, n)
	}
	if after, err := os.ReadFile(original); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the pictures of the album are changed, %v", err)
	}
}

// manyPictures take longer than a test needs to stop them, on any machine.
const manyPictures = 5000

// TestOpenWithPaths starts the window with a folder, starts the batch from the keyboard, and ends
// the program during it, by closing the window and with a signal.
func TestOpenWithPaths(t *testing.T) {
	for _, c := range []struct {
		name string
		stop func(w *window)
		code int
	}{
		{"closed", (*window).closeRunning, 0},
		{"terminated", func(w *window) { w.process.Signal(syscall.SIGTERM) }, 130},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesktop(t)
			photos := filepath.Join(d.home, "Photos")
			original := album(t, photos, manyPictures)
			before, err := os.ReadFile(original)
			if err != nil {
				t.Fatal(err)
			}
			w := d.open(photos)
			w.place(image.Rectangle{Max: windowSize}.Add(image.Pt(40, 40)))
			w.ready()
			w.keys("ctrl+Return")
			results := photos + " resized"
			proctest.Eventually(t, proctest.Patience, "first results appear", func() bool { return count(results) >= 3 })
			keep(t, "running-"+c.name, w.image())

			c.stop(w)
			if code := w.process.Wait(proctest.Orderly); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			made := imgtest.Names(imgtest.ReadTree(t, results))
			t.Logf("%d of %d pictures were done", len(made), manyPictures)
			if len(made) == manyPictures {
				t.Error("the batch was over before it was stopped: this shows nothing")
			}
			noTemporaries(t, results)
			for _, name := range made {
				imgtest.SamePicture(t, filepath.Join(results, name), image.Pt(1620, 1080))
			}
			untouched(t, original, before, manyPictures)
		})
	}
}

// closeRunning closes the window while a batch runs, and answers the question that follows.
func (w *window) closeRunning() {
	header := image.Rect(0, 0, w.bounds().Dx(), 48) // does not change during a batch, and is dimmed behind a question
	before := w.part(header)
	w.d.x.closeWindow(w.id)
	proctest.Eventually(w.d.t, proctest.Patience, "the window asks whether to stop", func() bool {
		return different(before, w.part(header)) > before.Rect.Dx()
	})
	keep(w.d.t, "stop-question", w.image())
	w.click(stopButton)
}
