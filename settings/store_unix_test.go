//go:build unix

package settings

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sizemill/internal/atomicfile"
	"sizemill/internal/imgtest"
)

// TestPipes: a pipe in place of the settings or their lock is an error at once, and stays.
func TestPipes(t *testing.T) {
	for _, name := range []string{"settings.json", lockName} {
		path := filepath.Join(t.TempDir(), "settings.json")
		pipe := filepath.Join(filepath.Dir(path), name)
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
		s := NewStore(path)
		if name == "settings.json" {
			if v, err := s.Load(); !errors.Is(err, errNotRegular) || v.Version != Default().Version {
				t.Errorf("loading %s: %v, %v", name, v, err)
			}
		}
		if err := s.Update(func(*Settings) {}); !errors.Is(err, errNotRegular) {
			t.Errorf("updating with the pipe %s: %v", name, err)
		}
		if info, err := os.Lstat(pipe); err != nil || info.Mode().Type() != os.ModeNamedPipe {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

// TestTemporariesAreSwept: what a killed process has left goes away with the next change, and what
// may be in use does not.
func TestTemporariesAreSwept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "[a]*") // has special characters of patterns
	path := filepath.Join(dir, "settings.json")
	used, err := atomicfile.Create(path, atomicfile.Access{})
	if err != nil {
		t.Fatal(err)
	}
	defer used.Discard()
	const killed, young, other = ".sizemill-1.tmp", ".sizemill-2.tmp", "settings-1.tmp"
	half := []byte("half")
	imgtest.WriteTree(t, dir, map[string][]byte{killed: half, young: half, other: half})
	old := time.Now().Add(-25 * time.Hour)
	for _, name := range []string{killed, other} {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if err := NewStore(path).Update(func(*Settings) {}); err != nil {
		t.Fatal(err)
	}
	imgtest.SameNames(t, dir, lockName, young, other, "settings.json", filepath.Base(used.TempPath()))
}
