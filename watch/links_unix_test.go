//go:build unix

package watch

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestLinksAndSpecialFiles(t *testing.T) {
	for _, mode := range []string{"there before", "arriving"} {
		t.Run(mode, func(t *testing.T) {
			root, outside := t.TempDir(), t.TempDir()
			put(t, filepath.Join(outside, "target"), "END")
			mkdir(t, filepath.Join(root, "dir.jpg"))
			fill := func() {
				for name, target := range map[string]string{
					"to file": filepath.Join(outside, "target"), "to folder": outside, "to itself": "to itself",
					"to root": root, "dangling": "nowhere", "to device": "/dev/zero",
				} {
					if err := os.Symlink(target, filepath.Join(root, name)); err != nil {
						t.Fatal(err)
					}
				}
				if err := syscall.Mkfifo(filepath.Join(root, "fifo.jpg"), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Link(filepath.Join(outside, "target"), filepath.Join(root, "hard link")); err != nil {
					t.Fatal(err)
				}
			}
			if mode == "there before" {
				fill()
			}
			r := start(t, root, Options{Existing: true, Check: func(ctx context.Context, path string) error {
				if fi, err := os.Stat(path); err != nil || !fi.Mode().IsRegular() {
					t.Errorf("asked to check %s: %v %v", path, fi, err)
					return nil
				}
				return endsWhole(ctx, path)
			}})
			r.untilState(Watching)
			if mode == "arriving" {
				fill()
			}
			r.exactly("to file", "hard link")
		})
	}
}
