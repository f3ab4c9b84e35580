package pixels

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"testing"

	"sizemill/resize/fault"
)

// FuzzDecode: what image/png reads, this package reads alike; what it forgives may look different there. What either refuses
// can be salvaged or not, without a panic.
func FuzzDecode(f *testing.F) {
	for _, s := range kinds() {
		s.width, s.height, s.chunk = 5, 4, 30
		f.Add(s.file(f))
		s.interlaced = true
		f.Add(s.file(f))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		o := DecodeOptions{Size: int64(len(file)), MaxPixels: 1 << 16}
		got, faults, err := Decode(bytes.NewReader(file), o)
		if m, _, err := Salvage(bytes.NewReader(file), o); err == nil && got != nil && m.Bounds() != got.Bounds() {
			t.Errorf("salvaged %v, want %v", m.Bounds(), got.Bounds())
		}
		c, configErr := png.DecodeConfig(bytes.NewReader(file))
		if configErr != nil || c.Width*c.Height > 1<<16 {
			return
		}
		want, wantErr := png.Decode(bytes.NewReader(file))
		switch {
		case wantErr == nil && err != nil && !errors.Is(err, fault.ErrUnsupported):
			t.Fatalf("%v, image/png reads it", err)
		case wantErr == nil && err == nil && faults == 0:
			same(t, got, want)
		}
	})
}

// FuzzEncode: pixels come back as they were.
func FuzzEncode(f *testing.F) {
	f.Add([]byte{1, 2, 3, 255, 1, 2, 3, 255}, uint8(1), false)
	f.Add(bytes.Repeat([]byte{7, 7, 7, 255, 9, 9, 9, 0}, 40), uint8(5), true)
	f.Add(noise(newRandom(1), 4000), uint8(20), false)
	f.Fuzz(func(t *testing.T, pix []byte, width uint8, colored bool) {
		w := max(1, int(width))
		for pixel, make := range map[int]func(stride int, r image.Rectangle) image.Image{
			1: func(stride int, r image.Rectangle) image.Image { return &image.Gray{Pix: pix, Stride: stride, Rect: r} },
			2: func(stride int, r image.Rectangle) image.Image {
				return &image.Gray16{Pix: pix, Stride: stride, Rect: r}
			},
			4: func(stride int, r image.Rectangle) image.Image {
				return &image.NRGBA{Pix: pix, Stride: stride, Rect: r}
			},
			8: func(stride int, r image.Rectangle) image.Image {
				return &image.NRGBA64{Pix: pix, Stride: stride, Rect: r}
			},
		} {
			h := len(pix) / (w * pixel)
			if h == 0 {
				continue
			}
			m := make(w*pixel, image.Rect(0, 0, w, h))
			samePixels(t, encoded(t, m, EncodeOptions{Colored: colored}), m)
		}
	})
}
