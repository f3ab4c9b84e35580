package resize

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/metadata"
)

// TestDoTIFFEXIF: the EXIF that a TIFF spreads over its directories goes into every format that holds EXIF.
func TestDoTIFFEXIF(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		var tiff bytes.Buffer
		camera := imgtest.Camera{Order: order, Orientation: 6, Width: 60, Height: 40}
		err := codec.Encode(&tiff, imgtest.Turned(imgtest.Picture(40, 60), 6), TIFF, codec.Options{Blocks: metadata.Blocks{EXIF: camera.EXIF()}})
		if err != nil {
			t.Fatal(err)
		}
		degrees, err := binary.Append(nil, order, []uint32{48, 1, 12, 1, 30, 1}) // as the camera writes them
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []Format{JPEG, PNG, WebP, TIFF} {
			t.Run(fmt.Sprint(f, order), func(t *testing.T) {
				got, outcome := doBlocks(t, tiff.Bytes(), Recipe{Mode: Percent, Percent: 50, Format: f})
				if len(outcome.Warnings) > 0 {
					t.Errorf("warnings %q", outcome.Warnings)
				}
				if o, err := metadata.Orientation(got.EXIF); o != 1 || err != nil {
					t.Errorf("orientation %d, %v", o, err)
				}
				if !bytes.Contains(got.EXIF, []byte("Testcam")) || !bytes.Contains(got.EXIF, degrees) {
					t.Errorf("EXIF %q", got.EXIF)
				}
			})
		}
	}
}
