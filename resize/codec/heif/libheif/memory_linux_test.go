//go:build !nodynamic && (amd64 || arm64)

package libheif_test

import (
	"image"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/heif/libheif"
)

// TestMemoryStaysBounded: hundreds of pictures, good and bad, leave no more behind than the first ones did. A picture's pixels are
// 77 kB here and its planes 29, so a leak of either shows.
func TestMemoryStaysBounded(t *testing.T) {
	b := sample(t, imgtest.Picture(160, 120))
	run := func(n int) {
		for range n {
			if _, err := libheif.Decode(b, libheif.HEVC, image.Pt(160, 120)); err != nil {
				t.Fatal(err)
			}
			if _, err := libheif.Decode(b, libheif.HEVC, image.Pt(159, 120)); err == nil {
				t.Fatal("a picture of another size was decoded")
			}
			if _, err := libheif.Decode(b[:len(b)/2], libheif.HEVC, image.Pt(160, 120)); err == nil {
				t.Fatal("half a file was decoded")
			}
		}
	}
	run(60)
	before := imgtest.Resident(t)
	run(300)
	if grown := imgtest.Resident(t) - before; grown > 10<<20 {
		t.Errorf("grown by %d bytes over 900 pictures", grown)
	}
}
