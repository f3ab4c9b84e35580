//go:build unix

package resize

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sizemill/internal/imgtest"
)

// TestFoldersAsOpenAsTheirSources: a result's folder is as open as that of its source, and those above it as those above that.
func TestFoldersAsOpenAsTheirSources(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"open/private/a.jpg": imgtest.JPEG(t, 40, 30), "open/shared/a.jpg": imgtest.JPEG(t, 40, 30)})
	for folder, mode := range map[string]fs.FileMode{"open": 0o755, "open/private": 0o700, "open/shared": 0o750} {
		if err := os.Chmod(filepath.Join(dir, folder), mode); err != nil {
			t.Fatal(err)
		}
	}
	r := Recipe{Mode: Fit, Width: 20, Height: 20}
	for _, name := range []string{"private/a.jpg", "shared/a.jpg"} {
		if _, err := Do(t.Context(), newJob(t, filepath.Join(dir, "open", name), filepath.Join(dir, "results", name), r)); err != nil {
			t.Fatal(err)
		}
	}
	for folder, most := range map[string]fs.FileMode{"results": 0o755, "results/private": 0o700, "results/shared": 0o750} {
		info, err := os.Stat(filepath.Join(dir, folder))
		if err != nil || info.Mode().Perm()&^most != 0 || info.Mode().Perm()&0o700 != 0o700 {
			t.Errorf("%s: %v, %v, want no more than %v", folder, info.Mode().Perm(), err, most)
		}
	}
}

// TestDatesAtTheEnds: dates that nanoseconds cannot count are kept too, as far as the disk knows them.
func TestDatesAtTheEnds(t *testing.T) {
	for _, year := range []int{1950, 1969, 1970, 2025, 2261, 2263, 2400} {
		date := time.Date(year, 12, 31, 23, 59, 58, 0, time.UTC)
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		o := output{temp: path}
		kept := o.setDate(date)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if kept != info.ModTime().Equal(date) || !kept && year > 1969 && year < 2400 {
			t.Errorf("%v: kept %v, the file has %v", date, kept, info.ModTime().UTC())
		}
	}
}
