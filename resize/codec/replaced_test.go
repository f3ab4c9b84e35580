package codec_test

import (
	"bytes"
	"errors"
	"image"
	"runtime"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// TestReplaced decodes large pictures by the headers of small ones, as where a file is written to after it was looked at: what is decoded is
// of the size that was checked, or nothing is.
func TestReplaced(t *testing.T) {
	small, large := imgtest.Picture(40, 30), image.NewNRGBA(image.Rect(0, 0, 640, 480))
	for i := range large.Pix {
		large.Pix[i] = 0xFF
	}
	for name, file := range map[string]func(m image.Image) []byte{
		"JPEG":          func(m image.Image) []byte { return imgtest.JPEG(t, 0, 0, imgtest.Of(m)) },
		"PNG":           func(m image.Image) []byte { return imgtest.PNG(t, 0, 0, imgtest.Of(m)) },
		"lossless WebP": func(m image.Image) []byte { return imgtest.WebP(t, 0, 0, imgtest.Of(m)) },
		"lossy WebP":    func(m image.Image) []byte { return imgtest.LossyWebP(t, 0, 0, imgtest.Of(m)) },
		"TIFF":          func(m image.Image) []byte { return codectest.Encoded(t, m, format.TIFF) },
		"GIF":           func(m image.Image) []byte { return codectest.Encoded(t, m, format.GIF) },
		"BMP":           func(m image.Image) []byte { return imgtest.BMP(t, 0, 0, imgtest.Of(m)) },
		"rare BMP":      func(m image.Image) []byte { return rareBMP(m.Bounds().Dx(), m.Bounds().Dy()) },
		"AVIF":          func(m image.Image) []byte { return codectest.Encoded(t, m, format.AVIF) },
	} {
		t.Run(name, func(t *testing.T) {
			was, is := file(small), file(large)
			h, err := codectest.ReadHeader(was)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := codectest.Decode(is); err != nil {
				t.Fatal(err)
			}
			r, size := bytes.NewReader(is), int64(len(is))
			refused(t, "Decode", func() error { _, _, err := codec.Decode(t.Context(), r, size, h); return err })
			refused(t, "Salvage", func() error { _, _, err := codec.Salvage(t.Context(), r, size, h); return err })
		})
	}
}

// TestReplacedFrames is TestReplaced for animations.
func TestReplacedFrames(t *testing.T) {
	for name, file := range map[string]func(w, h int) []byte{
		"GIF":  func(w, h int) []byte { return imgtest.AnimatedGIF(t, w, h, 3) },
		"PNG":  func(w, h int) []byte { return imgtest.APNG(t, w, h, 3) },
		"WebP": func(w, h int) []byte { return imgtest.AnimatedWebP(t, w, h, 3) },
	} {
		t.Run(name, func(t *testing.T) {
			was, is := file(40, 30), file(320, 240)
			h, err := codectest.ReadHeader(was)
			if err != nil {
				t.Fatal(err)
			}
			r, size := bytes.NewReader(is), int64(len(is))
			refused(t, "Frames", func() error {
				_, err := codec.Frames(t.Context(), r, size, h, func(format.Frame) error { return nil })
				return err
			})
			refused(t, "Decode", func() error { _, _, err := codec.Decode(t.Context(), r, size, h); return err })
			refused(t, "Salvage", func() error { _, _, err := codec.Salvage(t.Context(), r, size, h); return err })
		})
	}
}

// mostOfRefused is how many bytes reading may take that ends before there is memory for pixels: more
// than buffers take, less than the least that the large pictures of these tests take, a byte per pixel.
const mostOfRefused = 1 << 18

// refused: do fails before it takes memory for pixels.
func refused(t *testing.T, what string, do func() error) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := do()
	runtime.ReadMemStats(&after)
	if !errors.Is(err, fault.ErrDamaged) && !errors.Is(err, fault.ErrTooLarge) {
		t.Errorf("%s: %v", what, err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > mostOfRefused {
		t.Errorf("%s took %d bytes for a picture that is refused", what, n)
	}
}

// rareBMP is a grey picture of OS/2's kind, without compression.
func rareBMP(w, h int) []byte {
	stride := (w + 3) / 4 * 4
	b := append([]byte("BM"), make([]byte, 12)...)
	b[10], b[11] = 26, 3 // behind headers and colours
	b = append(b, 12, 0, 0, 0, byte(w), byte(w>>8), byte(h), byte(h>>8), 1, 0, 8, 0)
	for i := range 256 {
		b = append(b, byte(i), byte(i), byte(i))
	}
	return append(b, make([]byte, stride*h)...)
}
