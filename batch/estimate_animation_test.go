package batch

import (
	"testing"

	"sizemill/resize"
	"sizemill/resize/codec/format"
)

// TestEstimateAnimations: estimates are between half and twice the bytes of resized animated GIFs.
func TestEstimateAnimations(t *testing.T) {
	for _, tt := range []struct {
		name                  string
		width, height, frames int
		source, at83, at50    int64
	}{
		{"cartoon", 400, 300, 40, 76_199, 89_278, 49_352},
		{"photo, panned", 320, 240, 30, 1_336_065, 879_452, 272_703},
		{"fade", 320, 240, 25, 1_112_232, 748_595, 241_001},
		{"pixel art", 320, 192, 60, 1_144_991, 1_233_572, 299_929},
		{"plot", 400, 250, 80, 293_392, 238_683, 129_456},
		{"screen", 480, 300, 60, 19_732, 43_330, 22_976},
		{"spinner", 128, 128, 24, 21_345, 23_343, 11_943},
		{"sprite", 320, 200, 40, 81_637, 55_156, 24_806},
		{"typing", 480, 240, 70, 11_722, 11_708, 7_747},
		{"video", 320, 180, 30, 1_268_485, 854_528, 270_337},
	} {
		for percent, measured := range map[int]int64{83: tt.at83, 50: tt.at50} {
			src := resize.Source{Header: format.Header{Format: resize.GIF, Frames: tt.frames, Width: tt.width, Height: tt.height}, Upright: resize.Size{Width: tt.width, Height: tt.height}, Bytes: tt.source}
			job := resize.ImageJob{
				Source: src, Recipe: &resize.Recipe{}, Format: resize.GIF, Width: tt.width * percent / 100, Height: tt.height * percent / 100,
				Action: resize.Convert,
			}
			if got := estimate(&job); got < measured/2 || got > 2*measured {
				t.Errorf("%s at %d %%: %d bytes are estimated, %d were measured", tt.name, percent, got, measured)
			}
		}
	}
}
