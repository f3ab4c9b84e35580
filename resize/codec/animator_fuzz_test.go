package codec_test

import (
	"fmt"
	"image"
	"image/color"
	"testing"
	"time"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
)

// FuzzAnimator: whatever rectangles change, with whatever transparency, every frame comes back.
func FuzzAnimator(f *testing.F) {
	f.Add([]byte("a fill and another one, somewhere"))
	f.Add([]byte{0, 0, 15, 11, 255, 255, 0, 0, 15, 11, 0, 0, 4, 4, 6, 6, 128, 200})
	f.Add([]byte{0, 0, 15, 11, 3, 255, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 3, 255, 15, 11, 15, 11, 0, 100})
	f.Fuzz(func(t *testing.T, b []byte) {
		const w, h = 16, 12
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		var want []*image.NRGBA
		for ; len(b) >= 6 && len(want) < 12; b = b[6:] {
			r := image.Rect(int(b[0])%w, int(b[1])%h, int(b[2])%w+1, int(b[3])%h+1)
			imgtest.Fill(m, r, color.NRGBA{R: b[4], G: b[4] * 7, B: b[4] * 31, A: b[5]})
			want = append(want, imgtest.Cut(m, m.Rect))
		}
		if len(want) == 0 {
			return
		}
		for kind, exact := range exactly() {
			got, _, err := codectest.Frames(animated(t, exact, 0, want, always(time.Second)))
			if err != nil {
				t.Fatalf("%v: %v", kind, err)
			}
			for i := range want {
				if err := sameFrame(got.Images[i], want[i], kind == format.GIF); err != nil {
					t.Fatalf("%v frame %d: %v", kind, i, err)
				}
			}
		}
	})
}

// sameFrame compares exactly, or as far as a GIF goes.
func sameFrame(got, want *image.NRGBA, gif bool) error {
	for i := 0; i < len(want.Pix); i += 4 {
		g, w := got.Pix[i:i+4], want.Pix[i:i+4]
		if gif && w[3] >= 0x80 {
			w = []byte{w[0], w[1], w[2], 0xFF}
		}
		if w[3] == 0 || gif && w[3] < 0x80 {
			if g[3] != 0 {
				return fmt.Errorf("pixel %d is %v, want none", i/4, g)
			}
			continue
		}
		for ch := range 4 {
			tolerance := 0
			if gif {
				tolerance = 2
			}
			if d := int(g[ch]) - int(w[ch]); d > tolerance || d < -tolerance {
				return fmt.Errorf("pixel %d is %v, want %v", i/4, g, w)
			}
		}
	}
	return nil
}
