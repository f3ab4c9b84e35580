package jpeg_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
)

// TestJPEGCoefficients: the header says how much memory the coefficients of a picture in several scans take, to within what else libjpeg
// needs. Salvaging holds all of them.
func TestJPEGCoefficients(t *testing.T) {
	if !turbo.Available {
		t.Skip("this build has no JPEG encoder that writes several scans")
	}
	const w, h = 331, 277
	for _, space := range []turbo.ColorSpace{turbo.Gray, turbo.YCbCr, turbo.YCCK} {
		for _, s := range []turbo.Sampling{{H: 1, V: 1}, {H: 2, V: 1}, {H: 1, V: 2}, {H: 2, V: 2}, {H: 4, V: 1}} {
			if space == turbo.Gray && s != (turbo.Sampling{H: 1, V: 1}) {
				continue
			}
			t.Run(fmt.Sprint(space, s), func(t *testing.T) {
				checkCoefficients(t, planesJPEG(t, w, h, space, s, true))
				head, err := codectest.ReadHeader(planesJPEG(t, w, h, space, s, false))
				if err != nil || head.Coefficients != 0 {
					t.Errorf("a picture of one scan: %d bytes of coefficients, %v", head.Coefficients, err)
				}
			})
		}
	}
}

// TestJPEGCoefficientsOfScans is TestJPEGCoefficients for what only jpegtran writes.
func TestJPEGCoefficientsOfScans(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in.jpg": imgtest.JPEG(t, 331, 277), "scans": []byte("0; 1; 2;")})
	for _, args := range [][]string{{"-scans", "scans"}, {"-arithmetic", "-scans", "scans"}, {"-arithmetic", "-progressive"}} {
		imgtest.Tool(t, dir, "jpegtran", append(args, "-outfile", "out.jpg", "in.jpg")...)
		b, err := os.ReadFile(filepath.Join(dir, "out.jpg"))
		if err != nil {
			t.Fatal(err)
		}
		if turbo.Available {
			checkCoefficients(t, b)
		}
	}
}

func checkCoefficients(t *testing.T, b []byte) {
	t.Helper()
	head, err := codectest.ReadHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	const others = 64 << 10
	for memory, want := range map[int64]error{head.Coefficients - 1: fault.ErrTooLarge, head.Coefficients + others: nil} {
		o := jpeg.DecodeOptions(head)
		if o.MaxMemory < head.Coefficients+others {
			t.Errorf("decoding may take %d bytes", o.MaxMemory)
		}
		var d turbo.Decoder
		o.Salvage, o.MaxMemory = true, max(memory, 1)
		_, err := d.Decode(t.Context(), b, o)
		d.Close()
		if !errors.Is(err, want) {
			t.Errorf("%d bytes of coefficients, in %d bytes of memory: %v", head.Coefficients, memory, err)
		}
	}
}
