//go:build cgo && !purego

package turbo_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg/turbo"
)

// sampling is a named subsampling of chroma.
type sampling struct {
	name string
	h, v int // of luma; chroma has 1
}

var samplings = []sampling{{"4:4:4", 1, 1}, {"4:2:2", 2, 1}, {"4:4:0", 1, 2}, {"4:2:0", 2, 2}, {"4:1:1", 4, 1}, {"4:1:0", 4, 2}}

func up(a, b int) int { return (a + b - 1) / b }

// scene is the usual test picture as planes; padding beyond the widths is poisoned.
func scene(w, h int, space turbo.ColorSpace, s sampling) *turbo.Planes {
	m := imgtest.Picture(w, h)
	p := &turbo.Planes{Width: w, Height: h, Space: space, Inverted: true}
	n := map[turbo.ColorSpace]int{turbo.Gray: 1, turbo.YCbCr: 3, turbo.RGB: 3, turbo.CMYK: 4, turbo.YCCK: 4}[space]
	chroma := func(i int) bool { return (i == 1 || i == 2) && (space == turbo.YCbCr || space == turbo.YCCK) }
	for i := range n {
		q := turbo.Plane{Width: w, Height: h, Sampling: turbo.Sampling{H: s.h, V: s.v}}
		if chroma(i) {
			q.Width, q.Height, q.Sampling = up(w, s.h), up(h, s.v), turbo.Sampling{H: 1, V: 1}
		}
		q.Stride = q.Width + 5
		q.Pix = bytes.Repeat([]byte{0xAA}, q.Stride*q.Height)
		for y := range q.Height {
			for x := range q.Width {
				q.Pix[y*q.Stride+x] = channel(m, x*w/q.Width, y*h/q.Height, i, space)
			}
		}
		p.Plane = append(p.Plane, q)
	}
	return p
}

// channel is what component i of a colour space holds of a pixel, rounded as libjpeg does.
func channel(m *image.NRGBA, x, y, i int, space turbo.ColorSpace) byte {
	c := m.NRGBAAt(x, y)
	r, g, b := int(c.R), int(c.G), int(c.B)
	switch {
	case i == 3:
		return byte(x * 7)
	case space == turbo.RGB || space == turbo.CMYK:
		return [3]byte{c.R, c.G, c.B}[i]
	case i == 0:
		return byte((19595*r + 38470*g + 7471*b + 32768) >> 16)
	case i == 1:
		return byte((-11059*r - 21709*g + 32768*b + 128<<16 + 32767) >> 16)
	}
	return byte((32768*r - 27439*g - 5329*b + 128<<16 + 32767) >> 16)
}

func encode(t testing.TB, p *turbo.Planes, o turbo.EncodeOptions) []byte {
	t.Helper()
	if o.Quality == 0 {
		o.Quality = 90
	}
	var e turbo.Encoder
	defer e.Close()
	var b bytes.Buffer
	if err := e.Encode(t.Context(), &b, p, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decode(t testing.TB, data []byte, o turbo.DecodeOptions) *turbo.Planes {
	t.Helper()
	var d turbo.Decoder
	t.Cleanup(d.Close)
	p, err := d.Decode(t.Context(), data, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func goImage(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// goPlanes are the planes that the standard library decodes.
func goPlanes(t testing.TB, m image.Image) []turbo.Plane {
	t.Helper()
	switch m := m.(type) {
	case *image.Gray:
		return []turbo.Plane{{Pix: m.Pix, Stride: m.Stride, Width: m.Rect.Dx(), Height: m.Rect.Dy()}}
	case *image.YCbCr:
		c := m.Rect.Size()
		switch m.SubsampleRatio {
		case image.YCbCrSubsampleRatio420:
			c = image.Pt(up(c.X, 2), up(c.Y, 2))
		case image.YCbCrSubsampleRatio422:
			c.X = up(c.X, 2)
		case image.YCbCrSubsampleRatio440:
			c.Y = up(c.Y, 2)
		case image.YCbCrSubsampleRatio411:
			c.X = up(c.X, 4)
		case image.YCbCrSubsampleRatio410:
			c = image.Pt(up(c.X, 4), up(c.Y, 2))
		}
		return []turbo.Plane{
			{Pix: m.Y, Stride: m.YStride, Width: m.Rect.Dx(), Height: m.Rect.Dy()},
			{Pix: m.Cb, Stride: m.CStride, Width: c.X, Height: c.Y},
			{Pix: m.Cr, Stride: m.CStride, Width: c.X, Height: c.Y},
		}
	}
	t.Fatalf("no planes in %T", m)
	return nil
}

// difference is the largest and the mean square difference of two planes of the same size.
func difference(t testing.TB, a, b turbo.Plane) (worst int, mse float64) {
	t.Helper()
	if a.Width != b.Width || a.Height != b.Height {
		t.Fatalf("planes of %d × %d and %d × %d samples", a.Width, a.Height, b.Width, b.Height)
	}
	for y := range a.Height {
		for x := range a.Width {
			d := int(a.Pix[y*a.Stride+x]) - int(b.Pix[y*b.Stride+x])
			worst = max(worst, d, -d)
			mse += float64(d * d)
		}
	}
	return worst, mse / float64(a.Width*a.Height)
}

func psnr(mse float64) float64 { return 10 * math.Log10(255*255/max(mse, 1e-9)) }

// near fails unless all planes agree to within tolerance levels.
func near(t testing.TB, got, want []turbo.Plane, tolerance int) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d planes, want %d", len(got), len(want))
	}
	for i := range got {
		if worst, _ := difference(t, got[i], want[i]); worst > tolerance {
			t.Errorf("plane %d is off by up to %d levels, more than %d", i, worst, tolerance)
		}
	}
}

func wantError(t testing.TB, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("error %v, want %v", err, kind)
	}
}

func size(w, h int) string { return fmt.Sprintf("%d×%d", w, h) }
