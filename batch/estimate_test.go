package batch

import (
	"testing"

	"sizemill/resize"
	"sizemill/resize/codec/format"
)

// TestEstimate: estimates are between half and twice the bytes of resized photos of 8 to 24
// megapixels; for JPEG and WebP, on average.
func TestEstimate(t *testing.T) {
	for _, tt := range []struct {
		name     string
		to       resize.Format
		quality  int
		width    int
		height   int
		measured int64
	}{
		{"JPEG", resize.JPEG, 85, 1600, 1200, 278_000},
		{"WebP", resize.WebP, 80, 1600, 1200, 167_000},
		{"AVIF", format.AVIF, 60, 1000, 750, 103_000},
		{"AVIF, another", format.AVIF, 0, 1000, 750, 124_000},
		{"AVIF, higher quality", format.AVIF, 80, 1000, 750, 234_000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := resize.Source{Header: format.Header{Format: resize.TIFF, Width: 4032, Height: 3024}, Upright: resize.Size{Width: 4032, Height: 3024}, Bytes: 36e6}
			job := resize.ImageJob{Source: src, Recipe: &resize.Recipe{Quality: tt.quality}, Format: tt.to, Width: tt.width, Height: tt.height, Action: resize.Convert}
			if got := estimate(&job); got < tt.measured/2 || got > 2*tt.measured {
				t.Errorf("%d bytes are estimated, %d were measured", got, tt.measured)
			}
		})
	}
}
