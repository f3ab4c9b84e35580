//go:build unix

package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestAccess: files and folders are at most as open as Access allows, and always open to the user.
func TestAccess(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "like", "a")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for path, mode := range map[string]fs.FileMode{filepath.Dir(folder): 0o750, folder: 0o500} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name                string
		access              Access
		file, folder, above fs.FileMode // at most
	}{
		{"private", Access{}, 0o600, 0o700, 0o700},
		{"like a folder", Access{0o755, folder}, 0o644, 0o700, 0o750},
		{"like a folder that is gone", Access{0o400, folder + "-gone"}, 0o600, 0o777, 0o750},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "above", "folder", "file")
			f, err := Create(path, tt.access)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Discard()
			if _, err := f.Commit(false); err != nil {
				t.Fatal(err)
			}
			for path, most := range map[string]fs.FileMode{
				path: tt.file, filepath.Dir(path): tt.folder, filepath.Dir(filepath.Dir(path)): tt.above,
			} {
				info, err := os.Stat(path)
				if err != nil {
					t.Fatal(err)
				}
				mode := info.Mode().Perm()
				if mode&^most != 0 || mode&0o600 != 0o600 {
					t.Errorf("%s: %v, want at most %v", filepath.Base(path), mode, most)
				}
			}
		})
	}
}

// TestDatesAtTheEnds: dates that nanoseconds cannot count are kept too, as far as the file system
// stores them.
func TestDatesAtTheEnds(t *testing.T) {
	for _, year := range []int{1950, 1969, 1970, 2025, 2261, 2263, 2400} {
		date := time.Date(year, 12, 31, 23, 59, 58, 0, time.UTC)
		f := create(t, filepath.Join(t.TempDir(), "file"), "")
		t.Cleanup(f.Discard)
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		stored := f.SetModTime(date)
		if _, err := f.Commit(false); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(f.Path())
		if err != nil {
			t.Fatal(err)
		}
		if stored != info.ModTime().Equal(date) || !stored && year > 1969 && year < 2400 {
			t.Errorf("%v: stored %v, the file has %v", date, stored, info.ModTime().UTC())
		}
	}
}
