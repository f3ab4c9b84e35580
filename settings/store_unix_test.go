//go:build unix

package settings

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestPipes: a pipe in the place of the settings or their lock is an error at once, and stays what it is.
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

// TestTemporariesAreSwept: what a killed process has left goes away with the next change, and what may be in use does not.
func TestTemporariesAreSwept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "[a]*") // letters that patterns have
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".settings-1.tmp", ".settings-2.tmp", "settings-1.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-2 * tempAge)
	for _, name := range []string{".settings-1.tmp", "settings-1.tmp"} {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if err := NewStore(filepath.Join(dir, "settings.json")).Update(func(*Settings) {}); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := []string{lockName, ".settings-2.tmp", "settings-1.tmp", "settings.json"}
	if len(names) != len(want) {
		t.Fatalf("left: %q, want %q", names, want)
	}
	for _, name := range want {
		if _, err := os.Lstat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}
