package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"sizemill/internal/imgtest"
)

func TestRenameNew(t *testing.T) {
	for name, rename := range map[string]func(from, to string) error{
		"one step": renameNew, "by link": renameByLink,
	} {
		dir := t.TempDir()
		a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
		imgtest.WriteTree(t, dir, map[string][]byte{"a": []byte("new"), "b": []byte("old")})
		if err := rename(a, b); !errors.Is(err, ErrExists) {
			t.Errorf("%s, name taken: %v", name, err)
		}
		imgtest.SameTree(t, dir, map[string][]byte{"a": []byte("new"), "b": []byte("old")})
		if err := os.Remove(b); err != nil {
			t.Fatal(err)
		}
		if err := rename(a, b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		imgtest.SameTree(t, dir, map[string][]byte{"b": []byte("new")})
		if err := rename(a, b); err == nil {
			t.Errorf("%s: renaming what is not there succeeds", name)
		}
		if err := rename(filepath.Join(dir, "gone"), filepath.Join(dir, "c")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFullDisk: the error names the file, and nothing is left.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("cannot mount a file system here: ", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	f := create(t, filepath.Join(dir, "a"), "")
	_, err := f.Write(make([]byte, 1<<20))
	checkError(t, err, "write", f.Path(), unix.ENOSPC)
	f.Discard()
	imgtest.SameNames(t, dir)
}
