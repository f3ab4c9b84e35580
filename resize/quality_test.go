package resize

import (
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
)

// TestDefaultQuality checks that a recipe without a quality gives what the default one gives, for
// pixels and for a JPEG's planes.
func TestDefaultQuality(t *testing.T) {
	picture := imgtest.Picture(60, 45)
	for name, in := range map[string][]byte{
		"JPEG": imgtest.JPEG(t, 0, 0, imgtest.Of(picture)), "PNG": imgtest.PNG(t, 0, 0, imgtest.Of(picture)),
	} {
		for _, spec := range codec.Specs() {
			if !spec.Lossy {
				continue
			}
			r := Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: spec.Format}
			_, implied, small := do(t, in, r)
			r.Quality = spec.Quality
			_, stated, whole := do(t, in, r)
			if small.Bytes != whole.Bytes {
				t.Errorf("%s to %s: %d bytes, %d at quality %d", name, spec.Name, small.Bytes, whole.Bytes, spec.Quality)
			}
			imgtest.SameImage(t, implied, stated, 0)
		}
	}
}
