//go:build e2e && linux

package e2e

import (
	"image"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// TestWatchCLI delivers pictures in every way that people and programs do, and counts the results.
// The output folder is next to the watched one or inside it: results must not be taken for
// arrivals.
func TestWatchCLI(t *testing.T) {
	for _, c := range []struct{ name, out string }{{"results beside", "in resized"}, {"results inside", "in/small"}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			in, out := filepath.Join(dir, "in"), filepath.Join(dir, filepath.FromSlash(c.out))
			jpeg := imgtest.JPEG(t, 600, 400)
			imgtest.WriteTree(t, dir, map[string][]byte{
				"in/there before.jpg": jpeg, "moved.jpg": jpeg, "folder/1.jpg": jpeg, "folder/deep/2.jpg": jpeg, "folder/deep/er/3.jpg": jpeg,
			})
			args := []string{"watch", "--json", "--fit", "100", in}
			if c.out != "in resized" {
				args = append(args, "--out", out)
			}
			p := sizemill(t, args...)
			proctest.Eventually(t, proctest.Patience, "the folder is watched", func() bool { return len(p.Events("watching")) == 1 })

			slowly(t, filepath.Join(in, "slow.jpg"), jpeg, 4, 1300*time.Millisecond) // longer than a file has to be unchanged
			slowly(t, filepath.Join(in, "download.jpg.part"), jpeg, 2, 100*time.Millisecond)
			move(t, filepath.Join(in, "download.jpg.part"), filepath.Join(in, "download.jpg"))
			move(t, filepath.Join(dir, "moved.jpg"), filepath.Join(in, "moved.jpg"))
			move(t, filepath.Join(dir, "folder"), filepath.Join(in, "folder"))
			imgtest.WriteTree(t, in, map[string][]byte{
				"new/nested/deeply/picture.png": imgtest.PNG(t, 300, 300), "a text.jpg": []byte("no picture at all, only text"),
				"notes.txt": []byte("Not to be touched.\n"), ".hidden.jpg": jpeg,
			})
			want := map[string]image.Point{
				"there before.jpg": {100, 67}, "slow.jpg": {100, 67}, "download.jpg": {100, 67}, "moved.jpg": {100, 67},
				"folder/1.jpg": {100, 67}, "folder/deep/2.jpg": {100, 67}, "folder/deep/er/3.jpg": {100, 67},
				"new/nested/deeply/picture.png": {100, 100},
			}
			proctest.Eventually(t, proctest.Patience, "all pictures are resized", func() bool { return count(out) >= len(want) && len(p.Events("failed")) > 0 })
			proctest.Pause(t, 5*time.Second) // long enough to take results for arrivals
			p.Signal(syscall.SIGTERM)
			if code := p.Wait(proctest.Orderly); code != 0 {
				t.Errorf("exit code %d, want 0: %s", code, p.Err)
			}
			imgtest.SameNames(t, out, names(want)...)
			for name, size := range want {
				imgtest.SamePicture(t, filepath.Join(out, name), size)
			}
			noTemporaries(t, dir)
			if done := p.Events("done"); len(done) != len(want) {
				t.Errorf("%d pictures are reported as done, want %d: %v", len(done), len(want), done)
			}
			failed := p.Events("failed")
			if len(failed) != 1 || filepath.Base(failed[0].Path) != "a text.jpg" || failed[0].Kind != "unsupported" {
				t.Errorf("failures %+v", failed)
			}
			if sum := p.Events("summary"); len(sum) != 1 || sum[0].Done != len(want) || sum[0].Failed != 1 {
				t.Errorf("summary %+v", sum)
			}
		})
	}
}

// slowly writes a file in parts.
func slowly(t *testing.T, path string, b []byte, parts int, between time.Duration) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range parts {
		if i > 0 {
			proctest.Pause(t, between)
		}
		if _, err := f.Write(b[len(b)*i/parts : len(b)*(i+1)/parts]); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func move(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}
