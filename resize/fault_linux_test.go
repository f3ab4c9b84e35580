package resize

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"sizemill/internal/imgtest"
)

// mount makes a small file system in memory and gives its folder. It skips the test where that is not permitted.
func mount(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		t.Skip("cannot mount a file system here: ", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestDoDiskFull(t *testing.T) {
	for name, options := range map[string]string{"no space": "size=64k", "no inodes": "nr_inodes=1"} {
		for _, action := range []Action{Convert, Copy} {
			t.Run(name, func(t *testing.T) {
				out := filepath.Join(mount(t, options), "out.bmp")
				in := filepath.Join(t.TempDir(), "in.bmp")
				if err := os.WriteFile(in, imgtest.BMP(t, 300, 300), 0o666); err != nil {
					t.Fatal(err)
				}
				job := newJob(t, in, out, Recipe{Target: Target{Mode: NoResize}})
				job.Action = action
				_, err := carryOut(context.Background(), job)
				checkError(t, err, out, unix.ENOSPC, "write %s: no space left on device")
				imgtest.SameNames(t, filepath.Dir(out))
			})
		}
	}
}

func TestDoReadOnly(t *testing.T) {
	dir := mount(t, "size=1m")
	if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Skip("cannot remount here: ", err)
	}
	in := filepath.Join(t.TempDir(), "in.png")
	if err := os.WriteFile(in, imgtest.PNG(t, 8, 8), 0o666); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "folder", "out.png")
	_, err := carryOut(context.Background(), newJob(t, in, out, Recipe{Target: Target{Mode: NoResize}}))
	checkError(t, err, out, unix.EROFS, "write %s: read-only file system")
}

// TestDoSpecialFiles: nothing waits for a pipe, and nothing reads a device.
func TestDoSpecialFiles(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe.jpg")
	if err := unix.Mkfifo(pipe, 0o666); err != nil {
		t.Skip("cannot make a pipe here: ", err)
	}
	for _, path := range []string{pipe, "/dev/zero"} {
		_, err := Probe(context.Background(), path, Limits{})
		checkError(t, err, path, ErrUnsupported, "open %s: a pipe or a device, not a picture")
		_, err = carryOut(context.Background(), ImageJob{InputPath: path, OutputPath: pipe + ".out", Action: Copy})
		checkError(t, err, path, ErrUnsupported, "open %s: a pipe or a device, not a picture")
	}
}

// TestDoNames writes names that trip up other programs, byte for byte.
func TestDoNames(t *testing.T) {
	for _, name := range []string{
		"blümchen 日本.png", "-rf.png", "a\nb\tc.png", "%s$(id).png", "\xff\xfe.png", "ends with a space ", "\u202egnp.exe", fmt.Sprintf("%0251d.png", 0),
	} {
		dir := t.TempDir()
		in := imgtest.PNG(t, 8, 8)
		imgtest.WriteTree(t, dir, map[string][]byte{"in": in})
		_, err := carryOut(context.Background(), newJob(t, filepath.Join(dir, "in"), filepath.Join(dir, name), Recipe{Target: Target{Mode: NoResize}}))
		if err != nil {
			t.Errorf("%q: %v", name, err)
		}
		imgtest.SameNames(t, dir, "in", name)
	}
}
