package resize

import (
	"bytes"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// TestLossless: what a WebP without loss becomes has no loss either unless a quality or a number of bytes is asked for, and every other source
// has none on demand: it is pixel by pixel what a PNG of the same recipe is.
func TestLossless(t *testing.T) {
	m := imgtest.Picture(120, 90)
	var exact, usual bytes.Buffer
	for to, lossless := range map[*bytes.Buffer]bool{&exact: true, &usual: false} {
		if err := codec.Encode(to, m, WebP, format.Options{Lossless: lossless}); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name string
		in   []byte
		r    Recipe
		want bool
	}{
		{"WebP without loss", exact.Bytes(), Recipe{}, true},
		{"WebP without loss, quality", exact.Bytes(), Recipe{Quality: 80}, false},
		{"WebP without loss, bytes", exact.Bytes(), Recipe{MaxBytes: 100_000}, false},
		{"WebP without loss, bytes, on demand", exact.Bytes(), Recipe{MaxBytes: 100_000, Lossless: true}, true},
		{"WebP without loss, quality, on demand", exact.Bytes(), Recipe{Quality: 50, Lossless: true}, true},
		{"usual WebP", usual.Bytes(), Recipe{}, false},
		{"usual WebP on demand", usual.Bytes(), Recipe{Lossless: true}, true},
		{"PNG", imgtest.PNG(t, 0, 0, imgtest.Of(m)), Recipe{}, false},
		{"PNG on demand", imgtest.PNG(t, 0, 0, imgtest.Of(m)), Recipe{Lossless: true}, true},
		{"JPEG on demand", imgtest.JPEG(t, 0, 0, imgtest.Of(m)), Recipe{Lossless: true}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.r.Mode, tt.r.Percent = Percent, 50
			tt.r.Format = PNG
			_, want, _ := do(t, tt.in, tt.r)
			tt.r.Format = WebP
			h, got, _ := do(t, tt.in, tt.r)
			if h.Lossless != tt.want {
				t.Fatalf("without loss: %v", h.Lossless)
			}
			if same := imgtest.MeanDifference(t, got, want) == 0; same != tt.want {
				t.Errorf("the pixels are those of a PNG: %v", same)
			}
		})
	}
}

// TestLosslessAnimation: the frames of an animation without loss stay so.
func TestLosslessAnimation(t *testing.T) {
	moving := imgtest.Moving(80, 60, 4)
	for _, tt := range []struct {
		name string
		in   []byte
		r    Recipe
		want bool
	}{
		{"without loss", moving.WebP(t), Recipe{}, true},
		{"without loss, quality", moving.WebP(t), Recipe{Quality: 70}, false},
		{"with loss", moving.LossyWebP(t, 70), Recipe{}, false},
		{"GIF", moving.GIF(t), Recipe{Format: WebP}, false},
		{"GIF on demand", moving.GIF(t), Recipe{Format: WebP, Lossless: true}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.r.Mode, tt.r.Percent = Percent, 50
			if h, _, _ := do(t, tt.in, tt.r); h.Lossless != tt.want || h.Frames != 4 {
				t.Errorf("%+v", h)
			}
		})
	}
}
