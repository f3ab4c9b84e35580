package backup

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sizemill/internal/imgtest"
	"sizemill/internal/xattr"
)

// otherDiskAt mounts an empty disk of that size.
func otherDiskAt(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skip("mount:", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

const attribute = "user.sizemill.test"

// TestOtherDisk: a backup on another disk is a whole copy, and comes back as one.
func TestOtherDisk(t *testing.T) {
	dir, other := t.TempDir(), otherDiskAt(t, "64m")
	path := filepath.Join(dir, "a.jpg")
	content := strings.Repeat("the original", 3<<20) // more than one piece of CopyFrom
	original(t, path, content)
	attributes := xattr.Set(path, attribute, "kept") == nil
	kept := mustKeep(t, path, other)
	sameFacts(t, kept.Path, content)
	if attributes && xattr.Get(kept.Path, attribute) != "kept" {
		t.Error("the backup lacks attributes")
	}
	if again := mustKeep(t, path, other); again.Path != kept.Path {
		t.Errorf("kept twice: %s", again.Path)
	}
	result := replaced(t, path, "small")
	if err := Restore(t.Context(), kept, path, result); err != nil {
		t.Fatal(err)
	}
	sameFacts(t, path, content)
	if attributes && xattr.Get(path, attribute) != "kept" {
		t.Error("the original lacks attributes")
	}
	imgtest.SameNames(t, dir, "a.jpg")
	imgtest.SameNames(t, other)
}

// TestOtherDiskReplaced: nothing else is replaced from another disk.
func TestOtherDiskReplaced(t *testing.T) {
	dir, other := t.TempDir(), otherDiskAt(t, "32m")
	path := filepath.Join(dir, "a.jpg")
	original(t, path, "the original")
	kept := mustKeep(t, path, other)
	result := replaced(t, path, "small")
	replaced(t, path, "edited")
	if err := Restore(t.Context(), kept, path, result); !errors.Is(err, ErrReplaced) {
		t.Error(err)
	}
	imgtest.SameTree(t, dir, map[string][]byte{"a.jpg": []byte("edited")})
	if _, err := os.Lstat(kept.Path); err != nil {
		t.Error(err)
	}
}

// TestFullDisk: without space for a backup there is none, and the error names both disk and file.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jpg")
	original(t, path, "the original")
	for name, dir := range map[string]string{"no spare": otherDiskAt(t, "8m")} {
		_, err := Keep(t.Context(), path, dir)
		var noSpace *NoSpaceError
		if !errors.As(err, &noSpace) || noSpace.Folder != dir || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
		imgtest.SameNames(t, dir)
	}
}

// TestReadOnlyFolder: what is in a folder that cannot be written to can be kept.
func TestReadOnlyFolder(t *testing.T) {
	dir, other := t.TempDir(), otherDiskAt(t, "32m")
	path := filepath.Join(other, "a.jpg")
	original(t, path, "the original")
	if err := unix.Mount("", other, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Skip("remount:", err)
	}
	kept := mustKeep(t, path, dir)
	sameFacts(t, kept.Path, "the original")
	err := Restore(t.Context(), kept, path, look(t, path))
	if !errors.Is(err, unix.EROFS) {
		t.Error(err)
	}
	sameFacts(t, kept.Path, "the original")
}
