package codec_test

import (
	"bytes"
	"image"
	"image/color"
	"testing"
	"time"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
)

// TestLossyAnimations: colours that a palette has not are near, still areas do not change at all, and lossy WebP is near too.
func TestLossyAnimations(t *testing.T) {
	want := film(160, 120, 12)
	for _, tt := range []struct {
		f    format.Format
		mean float64
	}{{format.GIF, 3}, {format.WebP, 3}} {
		b := animated(t, by(tt.f, format.Options{}), 0, want, always(50*time.Millisecond))
		got, _, err := codectest.Frames(b)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if d := imgtest.MeanDifference(t, got.Images[i], want[i]); d > tt.mean {
				t.Errorf("%v frame %d is off by %.2f on average", tt.f, i, d)
			}
			// Above and below the square nothing moves.
			for _, r := range []image.Rectangle{image.Rect(0, 0, 160, 32), image.Rect(0, 72, 160, 120)} {
				if !bytes.Equal(imgtest.Cut(got.Images[i], r).Pix, imgtest.Cut(got.Images[0], r).Pix) {
					t.Errorf("%v frame %d: a still area has changed", tt.f, i)
				}
			}
		}
	}
}

// TestFades: many small changes add up; nothing is left behind.
func TestFades(t *testing.T) {
	var want []*image.NRGBA
	for i := range 60 {
		m := image.NewNRGBA(image.Rect(0, 0, 40, 30))
		imgtest.Fill(m, m.Rect, color.NRGBA{R: uint8(20 + i), G: uint8(200 - i), B: 100, A: 255})
		want = append(want, m)
	}
	for _, f := range []format.Format{format.GIF, format.WebP, format.PNG} {
		got, _, err := codectest.Frames(animated(t, by(f, format.Options{}), 0, want, always(50*time.Millisecond)))
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			imgtest.SameImage(t, got.Images[i], want[i], 6)
		}
	}
}

// TestPalettes: colours that only later frames have are shown rightly, each frame with the palette that it needs.
func TestPalettes(t *testing.T) {
	const w, h = 1050, 1000 // two frames have more pixels than are looked at beforehand, 2 << 20
	colors := []func(x, y uint8) [4]byte{
		func(x, _ uint8) [4]byte { return [4]byte{x, 0, 0, 255} },
		func(x, _ uint8) [4]byte { return [4]byte{0, x, 0, 255} },
		func(x, y uint8) [4]byte { return [4]byte{y, 0, x, 255} },
		func(x, y uint8) [4]byte { return [4]byte{x, y, 0, 255} },
	}
	var want []*image.NRGBA
	for _, color := range colors {
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		for i := range w * h {
			*(*[4]byte)(m.Pix[4*i:]) = color(uint8(i%w*255/w), uint8(i/w*255/h))
		}
		want = append(want, m)
	}
	got, _, err := codectest.Frames(animated(t, by(format.GIF, format.Options{}), 0, want, always(50*time.Millisecond)))
	if err != nil {
		t.Fatal(err)
	}
	someRows := func(m *image.NRGBA) *image.NRGBA { // to compare all takes the race detector seconds
		const each = 8
		return &image.NRGBA{Pix: m.Pix, Stride: each * m.Stride, Rect: image.Rect(0, 0, w, h/each)}
	}
	for i := range want {
		if d := imgtest.MeanDifference(t, someRows(got.Images[i]), someRows(want[i])); d > 4 {
			t.Errorf("frame %d is off by %.1f on average", i, d)
		}
	}
}

// TestAnimationSizes: the result is in proportion.
func TestAnimationSizes(t *testing.T) {
	const w, h = 160, 120
	moving := imgtest.Moving(w, h, 40)
	photo := film(w, h, 40)
	steps := moving.Shown()
	still := make([]*image.NRGBA, 100)
	picture := imgtest.Picture(w, h)
	for i := range still {
		still[i] = imgtest.Cut(picture, picture.Rect)
	}
	one := func(exact way, m *image.NRGBA) int {
		return len(animated(t, exact, 0, []*image.NRGBA{m}, always(0)))
	}
	for f, exact := range exactly() {
		source := map[format.Format]func(testing.TB) []byte{format.GIF: moving.GIF, format.WebP: moving.WebP, format.PNG: moving.PNG}[f](t)
		half := make([]*image.NRGBA, len(steps))
		for i := range steps {
			half[i] = halved(steps[i])
		}
		small := animated(t, exact, 0, half, always(40*time.Millisecond))
		t.Logf("%v: %d bytes at half the size of a file of %d", f, len(small), len(source))
		if len(small) > len(source) {
			t.Errorf("%v: %d bytes at half the size of a file of %d", f, len(small), len(source))
		}
		if n, first := len(animated(t, exact, 0, still, always(40*time.Millisecond))), one(exact, still[0]); n > first+100*110 {
			t.Errorf("%v: %d bytes for 100 times a picture of %d", f, n, first)
		}
		if n, first := len(animated(t, exact, 0, photo, always(40*time.Millisecond))), one(exact, photo[0]); n > 3*first+40*150 {
			t.Errorf("%v: %d bytes for 40 frames of which the first has %d", f, n, first)
		}
	}
}

// halved averages 2 × 2 pixels.
func halved(m *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, m.Rect.Dx()/2, m.Rect.Dy()/2))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			for ch := range 4 {
				i := m.PixOffset(2*x, 2*y) + ch
				out.Pix[out.PixOffset(x, y)+ch] = byte((int(m.Pix[i]) + int(m.Pix[i+4]) + int(m.Pix[i+m.Stride]) + int(m.Pix[i+m.Stride+4]) + 2) / 4)
			}
		}
	}
	return out
}
