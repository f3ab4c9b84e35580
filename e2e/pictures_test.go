//go:build e2e && linux

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
)

// isTemporary reports whether a file is one that Sizemill has not finished.
func isTemporary(name string) bool { return strings.HasPrefix(filepath.Base(name), ".sizemill-") }

// temporaries returns the temporaries of Sizemill below dir.
func temporaries(t *testing.T, dir string) []string {
	t.Helper()
	return slices.DeleteFunc(imgtest.Names(imgtest.ReadTree(t, dir)), func(name string) bool { return !isTemporary(name) })
}

// noTemporaries fails the test if a temporary is left anywhere below dir.
func noTemporaries(t *testing.T, dir string) {
	t.Helper()
	if left := temporaries(t, dir); len(left) > 0 {
		t.Errorf("left in %s: %q", dir, left)
	}
}

// count returns the number of files below dir, without temporaries.
func count(dir string) int {
	n := 0
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !isTemporary(path) {
			n++
		}
		return nil // the folder may not be there yet
	})
	return n
}

// allDecode fails the test unless every file with a final name below dir decodes.
func allDecode(t *testing.T, dir string) {
	t.Helper()
	for name := range imgtest.ReadTree(t, dir) {
		if !isTemporary(name) {
			imgtest.DecodeFile(t, filepath.Join(dir, name))
		}
	}
}
