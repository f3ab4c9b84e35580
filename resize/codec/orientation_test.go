package codec_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/metadata"
)

// TestOrientationTypes: an orientation counts in every type and number of values in which exiftool, libvips and ImageMagick read it, in
// every container, and a copy without metadata still states it.
func TestOrientationTypes(t *testing.T) {
	le := binary.LittleEndian
	for _, tt := range []struct{ kind, count, want int }{
		{1, 1, 6}, {3, 1, 6}, {4, 1, 6}, {6, 1, 6}, {8, 1, 6}, {9, 1, 6}, {3, 2, 6}, {3, 0, 1}, {7, 1, 1},
	} {
		entry := imgtest.Entry(le, 0x112, uint16(tt.kind), uint32(tt.count), 6)
		exif := imgtest.WithEXIF(imgtest.Directory(le, entry))
		tiff := imgtest.TIFF(t, 20, 10, imgtest.Orientation(6))
		at := bytes.Index(tiff, imgtest.Entry(le, 0x112, 3, 1, 6))
		if at < 0 {
			t.Fatal("no orientation in the TIFF")
		}
		copy(tiff[at:], entry)
		for name, b := range map[string][]byte{
			"JPEG": imgtest.JPEG(t, 20, 10, exif), "PNG": imgtest.PNG(t, 20, 10, exif), "WebP": imgtest.WebP(t, 20, 10, exif), "TIFF": tiff,
		} {
			if name == "TIFF" && tt.kind == 7 { // libtiff reads bytes of no meaning as numbers
				continue
			}
			t.Run(fmt.Sprintf("%d of type %d in %s", tt.count, tt.kind, name), func(t *testing.T) {
				h, err := codectest.ReadHeader(b)
				if err != nil || h.Orientation != tt.want {
					t.Fatalf("orientation %d, %v", h.Orientation, err)
				}
				if !codec.CanRewrite(h.Format) {
					return
				}
				blocks, err := codectest.ReadBlocks(t, b)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range []metadata.Policy{metadata.NoLocation, metadata.CopyrightOnly, metadata.Nothing} {
					left, _ := metadata.Apply(blocks, p, metadata.Upright{})
					var copied bytes.Buffer
					if err := codec.Rewrite(t.Context(), &copied, bytes.NewReader(b), int64(len(b)), h, left); err != nil {
						t.Fatal(err)
					}
					if h, err := codectest.ReadHeader(copied.Bytes()); err != nil || h.Orientation != tt.want {
						t.Errorf("%v: orientation %d, %v", p, h.Orientation, err)
					}
				}
			})
		}
	}
}
