//go:build unix

package regular

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	file, pipe, link := filepath.Join(dir, "file"), filepath.Join(dir, "pipe"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(unix.Mkfifo(pipe, 0o600), os.Symlink(file, link)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		file: nil, link: nil, dir: ErrFolder, pipe: ErrDevice, os.DevNull: ErrDevice, filepath.Join(dir, "none"): fs.ErrNotExist,
	} {
		f, info, err := Open(path)
		var named *fs.PathError
		switch {
		case !errors.Is(err, want):
			t.Errorf("%s: %v, want %v", path, err, want)
		case err != nil:
			if !errors.As(err, &named) || named.Path != path {
				t.Errorf("%s: %v does not name it", path, err)
			}
		default:
			if info.Size() != 5 {
				t.Errorf("%s has %d bytes", path, info.Size())
			}
			_ = f.Close()
		}
	}
}
