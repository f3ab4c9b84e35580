//go:build e2e && linux

package e2e

import (
	"bytes"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"

	"sizemill/internal/imgtest"
)

// decode reads a picture with the standard library's decoders, which did not write it.
func decode(t *testing.T, path string) image.Image {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%s does not decode: %v", path, err)
	}
	return m
}

// samePicture fails the test unless the file shows imgtest's scene, upright and in this size.
func samePicture(t *testing.T, path string, size image.Point) {
	t.Helper()
	m := decode(t, path)
	imgtest.SameSize(t, m, size.X, size.Y)
	most := 5.0
	if filepath.Ext(path) == ".gif" {
		most = 15 // few colors
	}
	if off := imgtest.MeanDifference(t, m, imgtest.Picture(size.X, size.Y)); off > most {
		t.Errorf("%s shows something else: mean difference %.1f of 255", path, off)
	}
}

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
			decode(t, filepath.Join(dir, name))
		}
	}
}
