package filehash

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"sizemill/internal/regular"
)

func TestSum(t *testing.T) {
	dir := t.TempDir()
	content := make([]byte, 3*pieceBytes+1)
	path := func(name string) string { return filepath.Join(dir, name) }
	if err := errors.Join(os.WriteFile(path("file"), content, 0o600), os.WriteFile(path("empty"), nil, 0o600),
		os.Symlink("file", path("link"))); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]byte{"file": content, "empty": nil} {
		got, info, err := Sum(t.Context(), path(name))
		if sum := sha256.Sum256(want); err != nil || string(got) != string(sum[:]) || info.Size() != int64(len(want)) {
			t.Errorf("%s: %x, %v", name, got, err)
		}
	}
	for name, want := range map[string]error{
		"link": ErrLink, ".": regular.ErrFolder, "none": fs.ErrNotExist,
	} {
		if _, _, err := Sum(t.Context(), path(name)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := Sum(ctx, path("file")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestSame: a file that was replaced, or written to, is not the same.
func TestSame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	look := func() fs.FileInfo {
		info, err := os.Lstat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	first := look()
	if !Same(first, look()) || Same(first, nil) {
		t.Error("nothing has happened")
	}
	write("three")
	if Same(first, look()) {
		t.Error("written to")
	}
	if err := os.Rename(path, path+"2"); err != nil {
		t.Fatal(err)
	}
	write("one")
	if err := os.Chtimes(path, first.ModTime(), first.ModTime()); err != nil {
		t.Fatal(err)
	}
	if Same(first, look()) {
		t.Error("another file of the same size and date")
	}
}
