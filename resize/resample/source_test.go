package resample

import (
	"image"
	"slices"
	"testing"

	"github.com/disintegration/imaging"
)

// TestSource: rows that are made when they are asked for give the same picture, and no more of them
// is asked for than is needed.
func TestSource(t *testing.T) {
	for _, f := range []Filter{Lanczos, NearestNeighbor} {
		for _, x := range []Axis{Fit(90, 60), {10, 0.5}, {Step: 1}} {
			src := Plane{noise(90 * 70 * 4), 90 * 4, 90, 70, 4}
			dst := Plane{Stride: 60 * 4, Width: 60, Height: 50, Channels: 4}
			want := scaled8(t, new(Scaler), src, dst, x, Fit(70, 50), f)
			dst.Pix = make([]uint8, len(want))
			var buf []uint8
			last := -1
			rows := Source[uint8]{90, 70, 4, func(y, from, to int) []uint8 {
				if y < last || from < 0 || to > 90 {
					t.Fatalf("row %d, %d to %d, after row %d", y, from, to, last)
				}
				last = y
				buf = append(buf[:0], src.Pix[y*src.Stride+4*from:y*src.Stride+4*to]...)
				return buf
			}}
			if err := new(Scaler).ScaleFrom(dst, rows, x, Fit(70, 50), f); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(dst.Pix, want) {
				t.Errorf("%v: another picture", x)
			}
		}
	}
}

// TestTall reduces the height so far that the rows between the passes would not fit: they are done
// in strips, or the height is done first.
func TestTall(t *testing.T) {
	const w, h = 130, 20_000
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		v := uint8(i%w + i/w%50)
		copy(m.Pix[4*i:], []uint8{v, 255 - v, v / 2, 255})
	}
	src := Plane{m.Pix, 4 * w, w, h, 4}
	for _, size := range []image.Point{{w, 2}, {w + 20, 2}, {w - 5, 2}} {
		scaler := new(Scaler)
		dst := Plane{Stride: 4 * size.X, Width: size.X, Height: size.Y, Channels: 4}
		got := scaled8(t, scaler, src, dst, Fit(w, size.X), Fit(h, size.Y), Lanczos)
		want := imaging.Resize(m, size.X, size.Y, imaging.Lanczos)
		for i, v := range got {
			if d := int(v) - int(want.Pix[i]); d < -1 || d > 1 {
				t.Fatalf("%v: sample %d is %d, imaging's %d", size, i, v, want.Pix[i])
			}
		}
		if kept := scaler.Kept(); kept > 2*ringSamples+2<<20 {
			t.Errorf("%v: keeps %d bytes", size, kept)
		}
	}
}
