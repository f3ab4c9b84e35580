package imgtest

import (
	"bytes"
	"image"
	_ "image/gif" // with the standard decoders, which did not write the files
	_ "image/jpeg"
	_ "image/png"
	"os"
	"path/filepath"
	"testing"

	_ "golang.org/x/image/bmp" // and others that did not
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"
)

// DecodeFile reads a picture with the standard library's decoders, which did not write it.
func DecodeFile(t testing.TB, path string) image.Image {
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

// SamePicture fails the test unless the file shows Picture's scene, upright and in this size.
func SamePicture(t testing.TB, path string, size image.Point) {
	t.Helper()
	m := DecodeFile(t, path)
	SameSize(t, m, size.X, size.Y)
	most := 5.0
	if filepath.Ext(path) == ".gif" {
		most = 15 // few colors
	}
	if off := MeanDifference(t, m, Picture(size.X, size.Y)); off > most {
		t.Errorf("%s shows something else: mean difference %.1f of 255", path, off)
	}
}
