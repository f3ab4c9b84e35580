package codec_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// TestSalvageClaims: a few bytes are not believed to be the rest of an enormous picture.
func TestSalvageClaims(t *testing.T) {
	webp := imgtest.WebPClaim(16_000, 16_000) // which ends with padding
	for name, b := range map[string][]byte{
		"BMP": imgtest.BMPClaim(20_000, 20_000), "GIF": imgtest.GIFClaim(20_000, 20_000), "TIFF": imgtest.TIFFClaim(1, 20_000, 20_000),
		"deflated TIFF": imgtest.TIFFClaim(8, 20_000, 20_000), "WebP": webp[:len(webp)-1], "PNG": imgtest.PNGClaim(20_000, 20_000),
	} {
		b = b[:len(b)-1]
		h, err := codec.ReadDamagedHeader(bytes.NewReader(b), int64(len(b)), format.Limits{})
		if !errors.Is(err, fault.ErrDamaged) {
			t.Errorf("%s: %+v, %v", name, h, err)
		}
	}
}

// cancelledAfter is a reader whose caller gives up after some reads.
type cancelledAfter struct {
	r    io.ReaderAt
	left *int
}

func (c cancelledAfter) ReadAt(p []byte, off int64) (int, error) {
	if *c.left--; *c.left < 0 {
		return 0, context.Canceled
	}
	return c.r.ReadAt(p, off)
}

// TestSalvageCancelled: who gives up gets neither half a picture nor a damage.
func TestSalvageCancelled(t *testing.T) {
	tiff, _ := codectest.DirectoryFirst(codectest.SceneTIFF(imgtest.Noisy(200, 150), 2, 3).Bytes())
	for name, b := range map[string][]byte{
		"TIFF": tiff, "BMP": imgtest.BMP(t, 200, 150), "GIF": imgtest.GIF(t, 200, 150), "WebP": imgtest.WebP(t, 200, 150), "PNG": imgtest.PNG(t, 200, 150),
	} {
		b = imgtest.Truncated(b, 80)
		h, err := codec.ReadDamagedHeader(bytes.NewReader(b), int64(len(b)), format.Limits{})
		if err != nil {
			t.Fatal(name, err)
		}
		reads := 1 << 20
		_, want, whole := codec.Salvage(t.Context(), cancelledAfter{bytes.NewReader(b), &reads}, int64(len(b)), h)
		for n := range 1<<20 - reads {
			left := n
			_, lost, err := codec.Salvage(t.Context(), cancelledAfter{bytes.NewReader(b), &left}, int64(len(b)), h)
			if !errors.Is(err, context.Canceled) && (lost != want || fmt.Sprint(err) != fmt.Sprint(whole)) {
				t.Errorf("%s, after %d reads: lost %q, %v", name, n, lost, err)
			}
		}
	}
}

// FuzzSalvage: whatever the bytes are, there is a picture of the size that the header states or an
// error of a known kind.
func FuzzSalvage(f *testing.F) {
	for _, b := range samples(f) {
		f.Add(b)
		f.Add(imgtest.Truncated(b, 60))
	}
	f.Fuzz(codectest.FuzzedSalvage)
}
