//go:build unix

package resize

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

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
	r := Recipe{Target: Target{Mode: Fit, Width: 20, Height: 20}}
	for _, name := range []string{"private/a.jpg", "shared/a.jpg"} {
		if _, err := carryOut(t.Context(), newJob(t, filepath.Join(dir, "open", name), filepath.Join(dir, "results", name), r)); err != nil {
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
