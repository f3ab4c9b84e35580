package resize

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/metadata"
)

// TestDoJPEGDensity: how densely a JPEG is to be printed stays with it through planes and pixels, turned with them, unless metadata go.
func TestDoJPEGDensity(t *testing.T) {
	jfif := imgtest.Segment(0xE0, []byte("JFIF\x00\x01\x01\x01\x01\x2c\x00\x96\x00\x00")) // 300 × 150 per inch
	in := func(orientation int) []byte {
		return imgtest.Insert(imgtest.JPEG(t, 60, 40, imgtest.WithEXIF(imgtest.EXIF(orientation))), 2, jfif)
	}
	le := binary.LittleEndian
	artist := imgtest.Directory(le, imgtest.Entry(le, 0x013B, 2, 4, 'A'|'n'<<8|'n'<<16)) // "Ann"
	owned := imgtest.Insert(imgtest.JPEG(t, 60, 40, imgtest.WithEXIF(artist)), 2, jfif)
	wide, tall := metadata.Resolution{X: 300, Y: 150, Unit: metadata.Inch}, metadata.Resolution{X: 150, Y: 300, Unit: metadata.Inch}
	shape := metadata.Resolution{X: 2, Y: 1, Unit: metadata.NoUnit}
	for _, tt := range []struct {
		name string
		in   []byte
		r    Recipe
		want metadata.Resolution
	}{
		{"planes", in(1), Recipe{Target: Target{Mode: Percent, Percent: 50}}, wide},
		{"planes, turned", in(6), Recipe{Target: Target{Mode: Percent, Percent: 50}}, tall},
		{"pixels", in(1), Recipe{Target: Target{Mode: Pad, Width: 50, Height: 50}}, wide},
		{"no location", in(1), Recipe{Target: Target{Mode: Percent, Percent: 50}, Metadata: NoLocation}, wide},
		{"no metadata", in(1), Recipe{Target: Target{Mode: Percent, Percent: 50}, Metadata: NoMetadata}, shape},
		{"copyright", owned, Recipe{Target: Target{Mode: Percent, Percent: 50}, Metadata: CopyrightOnly}, shape},
		{"copyright in a TIFF, whose directory holds both", owned, Recipe{Target: Target{Mode: Percent, Percent: 50}, Metadata: CopyrightOnly, Format: TIFF}, shape},
	} {
		tt.r.Background, tt.r.Format = white, cmp.Or(tt.r.Format, JPEG)
		got, outcome := doBlocks(t, tt.in, tt.r)
		if kept := bytes.Contains(got.EXIF, []byte("Ann")); kept != (tt.r.Metadata == CopyrightOnly) {
			t.Errorf("%s: the artist is in the EXIF: %v", tt.name, kept)
		}
		if got := got.Resolution; !got.Agrees(tt.want) || (got.Unit == metadata.NoUnit) != (tt.want.Unit == metadata.NoUnit) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
		if !slices.Equal(outcome.Warnings, nil) {
			t.Errorf("%s: warnings %q", tt.name, outcome.Warnings)
		}
	}
}
