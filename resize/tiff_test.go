package resize

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// TestDoTIFFEXIF: the EXIF that a TIFF spreads over its directories goes into every format that holds EXIF.
func TestDoTIFFEXIF(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		var tiff bytes.Buffer
		camera := imgtest.Camera{Order: order, Orientation: 6, Width: 60, Height: 40}
		err := codec.Encode(&tiff, imgtest.Turned(imgtest.Picture(40, 60), 6), TIFF, format.Options{Metadata: metadata.Set{EXIF: camera.EXIF()}})
		if err != nil {
			t.Fatal(err)
		}
		degrees, err := binary.Append(nil, order, []uint32{48, 1, 12, 1, 30, 1}) // as the camera writes them
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range []Format{JPEG, PNG, WebP, TIFF} {
			t.Run(fmt.Sprint(f, order), func(t *testing.T) {
				got, outcome := doBlocks(t, tiff.Bytes(), Recipe{Target: Target{Mode: Percent, Percent: 50}, Format: f})
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

// TestTIFFMetadataGone: a TIFF whose metadata has to go is encoded again without a loss, a JPEG inside too; that it becomes larger never brings
// its own bytes back, with what they say.
func TestTIFFMetadataGone(t *testing.T) {
	for _, args := range [][]string{{"-c", "jpeg:r:50"}, {"-c", "jpeg:50"}, {"-c", "lzw"}, {"-c", "none", "-t"}} {
		t.Run(fmt.Sprint(args), func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in.tif": encodedTIFF(t, metadata.Set{EXIF: imgtest.Camera{Orientation: 1}.EXIF(), XMP: []byte(xmpPacket)})})
			imgtest.Tool(t, dir, "tiffcp", append(args, "in.tif", "packed.tif")...)
			imgtest.Tool(t, dir, "exiftool", "-q", "-overwrite_original", "-tagsfromfile", "in.tif", "-all:all", "packed.tif")
			in := imgtest.ReadTree(t, dir)["packed.tif"]
			_, before := decoded(t, in)
			for _, small := range []SmallPolicy{SmallCopy, SmallReencode} {
				out, outcome, job := copied(t, in, Recipe{Target: Target{Mode: NoResize}, Metadata: NoMetadata, Small: small, Background: white})
				if job.Action == Copy || outcome.Copied {
					t.Errorf("copied: %+v", outcome)
				}
				checkPromise(t, out, NoMetadata)
				if bytes.Contains(out, []byte("Testcam")) {
					t.Error("it still says which camera it was")
				}
				_, after := decoded(t, out)
				imgtest.SameImage(t, after, before, 0)
			}
		})
	}
}

// encodedTIFF is a TIFF of our own.
func encodedTIFF(t *testing.T, b metadata.Set) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := codec.Encode(&out, imgtest.Noisy(80, 64), TIFF, format.Options{Metadata: b}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
