package codec_test

import (
	"errors"
	"image"
	"image/color"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

func TestSpecs(t *testing.T) {
	seen := map[string]format.Format{}
	for _, s := range codec.Specs() {
		if got, ok := codec.Lookup(s.Format); !ok || got.Name != s.Name {
			t.Errorf("Lookup(%v) = %+v", s.Format, got)
		}
		if s.Lossy != (s.Quality > 0) || s.MaxSide < 1 || !s.Read || s.Write == (s.Format == format.HEIC) {
			t.Errorf("%+v", s)
		}
		for _, ext := range s.Extensions {
			if other, twice := seen[ext]; twice {
				t.Errorf("%s belongs to %v and %v", ext, other, s.Format)
			}
			seen[ext] = s.Format
			for _, e := range []string{ext, strings.ToUpper(ext)} {
				if got, ok := codec.ByExtension(e); !ok || got.Format != s.Format {
					t.Errorf("ByExtension(%q) = %+v", e, got)
				}
			}
			var f format.Format
			if err := f.UnmarshalText([]byte(ext[1:])); err != nil || f != s.Format {
				t.Errorf("%q is read as %v (%v)", ext[1:], f, err)
			}
		}
		text, err := s.Format.MarshalText()
		var f format.Format
		if err != nil || f.UnmarshalText(text) != nil || f != s.Format {
			t.Errorf("%v is written %q and read as %v", s.Format, text, f)
		}
	}
	if _, ok := codec.ByExtension(".jxl"); ok {
		t.Error(".jxl has a row")
	}
	var f format.Format
	if err := f.UnmarshalText([]byte("xcf")); err == nil {
		t.Error("xcf is taken for a format")
	}
}

// TestEncodeErrors: a writer's error comes back as it is, whatever the encoder makes of it.
func TestEncodeErrors(t *testing.T) {
	broken := errors.New("no space left")
	noise := image.NewNRGBA(image.Rect(0, 0, 150, 150)) // does not compress: every encoder has to write in the middle
	random := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = byte(random.Uint32()) | byte(i%4/3*255) // opaque
	}
	for _, s := range codec.Specs() {
		if !s.Write {
			continue
		}
		for _, after := range []int{0, 1, 30, 5000} {
			if err := codec.Encode(&brokenWriter{after, broken}, noise, s.Format, format.Options{}); err != broken {
				t.Errorf("%s, broken after %d bytes: %v", s.Name, after, err)
			}
		}
	}
	wide := image.NewGray(image.Rect(0, 0, 65_536, 1))
	if err := codec.Encode(io.Discard, wide, format.JPEG, format.Options{}); !errors.Is(err, fault.ErrTooLarge) {
		t.Errorf("65,536 pixels: %v", err)
	}
	large := &image.Gray{Rect: image.Rect(0, 0, 8001, 8001)} // refused before a pixel is looked at
	if err := codec.Encode(io.Discard, large, format.AVIF, format.Options{}); !errors.Is(err, fault.ErrTooLarge) {
		t.Errorf("64 megapixels and more of AVIF: %v", err)
	}
}

type brokenWriter struct {
	left int
	err  error
}

func (w *brokenWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, w.err
	}
	w.left -= len(p)
	return len(p), nil
}

// TestQuality: a lower quality makes a smaller file.
func TestQuality(t *testing.T) {
	for _, f := range []format.Format{format.JPEG, format.WebP, format.AVIF} {
		last := 0
		for _, q := range []int{1, 50, 0, 95} { // 0 is 85, 80 or 60
			var n countingWriter
			if err := codec.Encode(&n, imgtest.Picture(100, 75), f, format.Options{Quality: q}); err != nil {
				t.Fatal(err)
			}
			if int(n) <= last {
				t.Errorf("%v of quality %d has %d bytes, the one before %d", f, q, n, last)
			}
			last = int(n)
		}
	}
}

type countingWriter int

func (n *countingWriter) Write(p []byte) (int, error) {
	*n += countingWriter(len(p))
	return len(p), nil
}

// TestGIFColors: few colours are kept exactly, many are chosen well, and transparency survives.
func TestGIFColors(t *testing.T) {
	few := imgtest.Picture(4, 4)
	_, got := codectest.RoundTrip(t, few, format.GIF)
	imgtest.SameImage(t, got, few, 0)

	many := imgtest.Picture(200, 150)
	_, got = codectest.RoundTrip(t, many, format.GIF)
	if d := imgtest.MeanDifference(t, got, many); d > 3 {
		t.Errorf("many colours are off by %.1f on average", d)
	}

	clear := imgtest.Picture(60, 40)
	for x := range 30 {
		clear.SetNRGBA(x, 20, color.NRGBA{})
	}
	h, got := codectest.RoundTrip(t, clear, format.GIF)
	if _, _, _, a := got.At(5, 20).RGBA(); a != 0 || !h.Alpha {
		t.Errorf("a transparent pixel has alpha %d, header says %v", a, h.Alpha)
	}
	if _, _, _, a := got.At(45, 20).RGBA(); a != 0xffff {
		t.Errorf("an opaque pixel has alpha %d", a)
	}
	_, got = codectest.RoundTrip(t, image.NewNRGBA(image.Rect(0, 0, 3, 3)), format.GIF)
	if _, _, _, a := got.At(1, 1).RGBA(); a != 0 {
		t.Error("a wholly transparent picture has become visible")
	}
}

// TestExact: formats without loss give back the same pixels, at sizes that do not fit their blocks and strips.
func TestExact(t *testing.T) {
	for _, f := range []format.Format{format.PNG, format.TIFF, format.BMP} {
		for _, size := range []image.Point{{1, 1}, {3, 2}, {17, 31}, {1, 300}, {700, 400}} {
			for name, m := range map[string]image.Image{
				"colour": imgtest.Picture(size.X, size.Y), "grey": imgtest.Gray(size.X, size.Y), "translucent": imgtest.Translucent(size.X, size.Y),
			} {
				if spec, _ := codec.Lookup(f); name == "translucent" && !spec.Alpha {
					continue
				}
				_, got := codectest.RoundTrip(t, m, f)
				imgtest.SameImage(t, got, m, 0)
			}
		}
	}
}
