package resize

import (
	"bytes"
	"fmt"
	"image"
	"testing"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// TestPlanarWebP: a WebP that is made of a JPEG's planes is as near to the exact result, which the PNG is, as one that goes through RGB.
// The largest differences are where halved color meets an edge.
func TestPlanarWebP(t *testing.T) {
	smooth := imaging.Blur(imgtest.Picture(123, 81), 2)
	for name, r := range map[string]Recipe{
		"fit":       {Target: Target{Mode: Fit, Width: 61, Height: 61}},
		"fill":      {Target: Target{Mode: Fill, Width: 40, Height: 33}, Anchor: Right},
		"no resize": {Target: Target{Mode: NoResize}},
		"enlarged":  {Target: Target{Mode: Percent, Percent: 130}, Enlarge: true},
	} {
		for o := 1; o <= 8; o++ {
			t.Run(fmt.Sprintf("%s %d", name, o), func(t *testing.T) {
				in := imgtest.JPEG(t, 123, 81, imgtest.Of(smooth), imgtest.Orientation(o))
				r.Format = PNG
				_, want, _ := do(t, in, r)
				r.Format, r.Quality = WebP, 95
				_, got, _ := do(t, in, r)
				imgtest.SameImage(t, got, want, 60)
				through := throughWebP(t, want)
				if off, most := imgtest.MeanDifference(t, got, want), imgtest.MeanDifference(t, through, want)+0.25; off > most {
					t.Errorf("channels are off by %.2f on average, more than %.2f", off, most)
				}
			})
		}
	}
	// A gray picture.
	in := imgtest.JPEG(t, 0, 0, imgtest.Of(imgtest.Gray(90, 70)))
	_, want, _ := do(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: PNG})
	_, got, _ := do(t, in, Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: WebP, Quality: 95})
	imgtest.SameImage(t, got, want, 16)
}

// throughWebP is what is left of m as a WebP.
func throughWebP(t *testing.T, m image.Image) image.Image {
	t.Helper()
	var buf bytes.Buffer
	if err := codec.Encode(&buf, imaging.Clone(m), WebP, format.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	_, got := decoded(t, buf.Bytes())
	return got
}
