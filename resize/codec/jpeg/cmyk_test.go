package jpeg_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
)

// inkPlanes are smooth inks (or their YCCK) of w × h pixels, as Adobe's programs store them.
func inkPlanes(w, h int, space turbo.ColorSpace) *turbo.Planes {
	p := &turbo.Planes{Width: w, Height: h, Space: space, Inverted: true}
	for i := range 4 {
		pix := make([]byte, w*h)
		for at := range pix {
			x, y := at%w, at/w
			pix[at] = byte(255 - (20 + 40*i + 60*x/w + 50*y/h))
		}
		p.Plane = append(p.Plane, turbo.Plane{Sampling: turbo.Sampling{H: 1, V: 1}, Pix: pix, Width: w, Height: h, Stride: w})
	}
	return p
}

// TestInksAgree: both decoders give the same inks in the same sense, 255 for full ink.
func TestInksAgree(t *testing.T) {
	files := map[string][]byte{"CMYK of imgtest": imgtest.CMYKJPEG(40, 24)}
	if turbo.Available {
		for _, space := range []turbo.ColorSpace{turbo.CMYK, turbo.YCCK} {
			var buf bytes.Buffer
			var e turbo.Encoder
			if err := e.Encode(context.Background(), &buf, inkPlanes(40, 24, space), turbo.EncodeOptions{Quality: 95}); err != nil {
				t.Fatal(err)
			}
			e.Close()
			files[space.String()] = buf.Bytes()
		}
	}
	for name, b := range files {
		h, err := codec.ReadHeader(bytes.NewReader(b), int64(len(b)), format.Limits{})
		if err != nil || !h.CMYK {
			t.Fatalf("%s: %+v, %v", name, h, err)
		}
		m, _, err := codec.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), h)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, ok := m.(*image.CMYK)
		if !ok {
			t.Fatalf("%s: a %T", name, m)
		}
		other, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := other.(*image.CMYK)
		for y := range 24 {
			for x := range 40 {
				g, w := got.CMYKAt(x, y), want.CMYKAt(x, y)
				for i, d := range []int{int(g.C) - int(w.C), int(g.M) - int(w.M), int(g.Y) - int(w.Y), int(g.K) - int(w.K)} {
					if d > 2 || d < -2 {
						t.Fatalf("%s: (%d, %d) is %v, another decoder has %v (ink %d)", name, x, y, g, w, i)
					}
				}
			}
		}
		if name == "CMYK" {
			if c := got.CMYKAt(0, 0); c.C > 30 || c.K < 130 {
				t.Errorf("the first pixel is %v, want about {20 60 100 140}", c)
			}
		}
	}
}

// TestInksPlain: a file without Adobe's marker stores ink as ink.
func TestInksPlain(t *testing.T) {
	if !turbo.Available {
		t.Skip("Go's decoder refuses CMYK without Adobe's marker")
	}
	b := imgtest.CMYKJPEG(16, 16)
	marker := imgtest.Segment(0xEE, []byte("Adobe\x00\x64\x00\x00\x00\x00\x00"))
	b = bytes.Replace(b, marker, nil, 1)
	h, err := codec.ReadHeader(bytes.NewReader(b), int64(len(b)), format.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := codec.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), h)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.(*image.CMYK).CMYKAt(8, 8); got.C < 0xBD || got.C > 0xC1 || got.K < 0xDD || got.K > 0xE1 {
		t.Errorf("%v, want {bf 7f 3f df}", got)
	}
}
