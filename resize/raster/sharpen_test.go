package raster

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"github.com/disintegration/imaging"

	"sizemill/internal/imgtest"
	"sizemill/resize/resample"
)

// TestFlatStaysFlat: a plain area of any color is not changed, at the edges of the picture either,
// nor by its alpha's changing.
func TestFlatStaysFlat(t *testing.T) {
	for _, c := range []color.NRGBA64{{0, 0, 0, 65535}, {65535, 65535, 65535, 65535}, {1, 65534, 40000, 65535}, {12345, 54321, 7, 65535}} {
		for _, faded := range []bool{false, true} {
			for _, strength := range []Strength{Low, High} {
				wide, narrow := image.NewNRGBA64(image.Rect(0, 0, 9, 7)), image.NewNRGBA(image.Rect(0, 0, 9, 7))
				gray, gray16 := image.NewGray(narrow.Rect), image.NewGray16(narrow.Rect)
				for y := range 7 {
					for x := range 9 {
						if faded {
							c.A = uint16(65535 - 7000*x - 100*y)
						}
						wide.SetNRGBA64(x, y, c)
						narrow.SetNRGBA(x, y, color.NRGBA{uint8(c.R >> 8), uint8(c.G >> 8), uint8(c.B >> 8), uint8(c.A >> 8)})
						gray.SetGray(x, y, color.Gray{uint8(c.R >> 8)})
						gray16.SetGray16(x, y, color.Gray16{c.G})
					}
				}
				for _, m := range []image.Image{wide, narrow, gray, gray16} {
					exact(t, render(t, m, Steps{Sharpen: strength, Alpha: true, Keep16Bits: true}).Image, m)
				}
			}
		}
	}
}

// TestSharpenEdge: an edge overshoots by as much as is documented, on both sides alike, and neither
// black nor white wraps around.
func TestSharpenEdge(t *testing.T) {
	edge := func(dark, light int) *image.Gray {
		m := image.NewGray(image.Rect(0, 0, 8, 3))
		for i := range m.Pix {
			m.Pix[i] = uint8(dark)
			if i%8 >= 4 {
				m.Pix[i] = uint8(light)
			}
		}
		return m
	}
	tests := []struct {
		dark, light int
		strength    Strength
		want        [8]uint8
	}{
		{80, 160, Off, [8]uint8{80, 80, 80, 80, 160, 160, 160, 160}},
		{80, 160, Low, [8]uint8{80, 80, 80, 70, 170, 160, 160, 160}},
		{80, 160, High, [8]uint8{80, 80, 80, 60, 180, 160, 160, 160}},
		{0, 255, High, [8]uint8{0, 0, 0, 0, 255, 255, 255, 255}},
		{10, 250, High, [8]uint8{10, 10, 10, 0, 255, 250, 250, 250}},
	}
	for _, tt := range tests {
		got := render(t, edge(tt.dark, tt.light), Steps{Sharpen: tt.strength}).Image.(*image.Gray)
		for y := range 3 {
			if row := got.Pix[8*y:][:8]; !bytes.Equal(row, tt.want[:]) {
				t.Errorf("%d beside %d, strength %d: %v, want %v", tt.dark, tt.light, tt.strength, row, tt.want)
			}
		}
	}
}

// TestSharpenStripes: the finest stripes gain half of their contrast, or all of it.
func TestSharpenStripes(t *testing.T) {
	for strength, want := range []int{40, 60, 80} {
		m := image.NewGray(image.Rect(0, 0, 20, 5))
		for i := range m.Pix {
			m.Pix[i] = uint8(108 + i%2*40)
		}
		got := render(t, m, Steps{Sharpen: Strength(strength)}).Image.(*image.Gray)
		if d := int(got.Pix[49]) - int(got.Pix[48]); d != want {
			t.Errorf("strength %d: contrast %d, want %d", strength, d, want)
		}
	}
}

// TestSharpenAgrees: all forms of the same picture are sharpened alike, turning commutes with it,
// and it is about what imaging does.
func TestSharpenAgrees(t *testing.T) {
	for strength, sigma := range []float64{Low: 0.5, High: 1} {
		if strength == int(Off) {
			continue
		}
		s := Steps{Sharpen: Strength(strength), Alpha: true, Keep16Bits: true}
		gray := kinds[0].make(50, 40).(*image.Gray)
		color, clear, deep := image.NewNRGBA(gray.Rect), image.NewNRGBA(gray.Rect), image.NewGray16(gray.Rect)
		for i, v := range gray.Pix {
			copy(color.Pix[4*i:], []uint8{v, v, v, 255})
			copy(clear.Pix[4*i:], []uint8{v, v, v, 90})
			deep.Pix[2*i], deep.Pix[2*i+1] = v, v
		}
		want := render(t, gray, s).Image
		for i, m := range []image.Image{color, deep, render(t, clear, s).Image} {
			got := m
			if i < 2 {
				got = render(t, m, s).Image
			} else {
				n := got.(*image.NRGBA)
				for j := 3; j < len(n.Pix); j += 4 {
					n.Pix[j] = 255
				}
			}
			imgtest.SameImage(t, got, want, 1)
		}
		plane := resample.Plane{Pix: bytes.Clone(gray.Pix), Stride: 50, Width: 50, Height: 40, Channels: 1}
		new(Sharpener).Plane(plane, s.Sharpen)
		if !bytes.Equal(plane.Pix, want.(*image.Gray).Pix) {
			t.Errorf("strength %d: a plane is sharpened in another way", strength)
		}
		for o := 1; o <= 8; o++ {
			turned := s
			turned.Orientation = o
			exact(t, render(t, render(t, gray, Steps{Orientation: o}).Image, s).Image, render(t, gray, turned).Image)
		}
		if d := imgtest.MeanDifference(t, want, imaging.Sharpen(gray, sigma)); d > 4 {
			t.Errorf("strength %d: off imaging's by %.1f levels on average", strength, d)
		}
	}
}

// TestSharpenSmall: the smallest pictures have no neighbors.
func TestSharpenSmall(t *testing.T) {
	for _, k := range kinds {
		for _, size := range []image.Point{{1, 1}, {1, 9}, {9, 1}, {2, 2}} {
			render(t, k.make(size.X, size.Y), Steps{Sharpen: High, Alpha: true, Keep16Bits: true})
		}
	}
}
