// Package imgtest makes test pictures and file trees, and compares them.
//
// All pictures show the same scene: a smooth gradient with a mark of another color in each corner,
// so that every rotation, reflection and crop is recognizable.
package imgtest

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"testing"
)

// The marks in the corners of a Picture, clockwise from the top left.
var marks = [4]color.NRGBA{
	{R: 230, G: 20, B: 20, A: 255},
	{R: 20, G: 200, B: 20, A: 255},
	{R: 20, G: 20, B: 230, A: 255},
	{R: 240, G: 240, B: 30, A: 255},
}

// MarkSide returns the side in pixels of the marks in a picture of w × h: a quarter of the shorter
// side.
func MarkSide(w, h int) int { return max(1, min(w, h)/4) }

// Picture returns the scene in color, opaque.
func Picture(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		row := m.Pix[y*m.Stride:][:4*w] // SetNRGBA is slow under the race detector
		green := uint8(60 + 120*y/h)
		for x := range w {
			*(*[4]byte)(row[4*x:]) = [4]byte{uint8(60 + 120*x/w), green, uint8(90 + 60*(x+y)/(w+h)), 255}
		}
	}
	s := MarkSide(w, h)
	for i, at := range []image.Point{{0, 0}, {w - s, 0}, {w - s, h - s}, {0, h - s}} {
		draw.Draw(m, image.Rectangle{Min: at, Max: at.Add(image.Pt(s, s))}, image.NewUniform(marks[i]), image.Point{}, draw.Src)
	}
	return m
}

// Noisy returns the scene with the grain and fine waves of a photo, for measuring encoders: it does
// not compress to nothing.
func Noisy(w, h int) *image.NRGBA {
	m, random := Picture(w, h), rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		if i%4 < 3 {
			x, y := i/4%w, i/4/w
			wave := 20 * math.Sin(float64(x)/17+float64(y)/29) * math.Sin(float64(y)/float64(11+2*(i%4)))
			m.Pix[i] = uint8(min(max(float64(m.Pix[i])+wave+float64(random.IntN(13)-6), 0), 255))
		}
	}
	return m
}

// Translucent returns the scene fading from opaque on the left to transparent on the right.
func Translucent(w, h int) *image.NRGBA {
	m := Picture(w, h)
	for y := range h {
		for x := range w {
			m.Pix[m.PixOffset(x, y)+3] = uint8(255 - 255*x/max(1, w-1))
		}
	}
	return m
}

// Gray returns the scene in gray.
func Gray(w, h int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, Picture(w, h), image.Point{}, draw.Src)
	return m
}

// Deep returns the scene with 16 bits per channel, of which the lower eight matter.
func Deep(w, h int) *image.NRGBA64 {
	m, src := image.NewNRGBA64(image.Rect(0, 0, w, h)), Picture(w, h)
	for y := range h {
		for x := range w {
			c := src.NRGBAAt(x, y)
			low := uint16(x*7+y*13) & 0xff
			m.SetNRGBA64(x, y, color.NRGBA64{R: uint16(c.R)<<8 | low, G: uint16(c.G)<<8 | low, B: uint16(c.B)<<8 | low, A: 0xffff})
		}
	}
	return m
}

// Paletted returns the scene in the 216 web-safe colors, without dithering.
func Paletted(w, h int) *image.Paletted {
	var colors color.Palette
	for i := range 216 {
		colors = append(colors, color.NRGBA{R: uint8(i / 36 * 51), G: uint8(i / 6 % 6 * 51), B: uint8(i % 6 * 51), A: 255})
	}
	m := image.NewPaletted(image.Rect(0, 0, w, h), colors)
	src := Picture(w, h)
	for y := range h {
		for x := range w {
			m.Set(x, y, src.At(x, y))
		}
	}
	return m
}

// Turned returns how m is stored so that a viewer that applies EXIF's orientation 1–8 shows m.
func Turned(m image.Image, orientation int) *image.NRGBA {
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	sw, sh := w, h
	if orientation >= 5 && orientation <= 8 {
		sw, sh = h, w
	}
	dst := image.NewNRGBA(image.Rect(0, 0, sw, sh))
	for y := range sh {
		for x := range sw {
			ux, uy := UprightPoint(x, y, w, h, orientation)
			dst.Set(x, y, m.At(b.Min.X+ux, b.Min.Y+uy))
		}
	}
	return dst
}

// UprightPoint returns where the stored pixel (x, y) is shown in an upright picture of w × h. By
// the definition, the orientation says which edges of the picture the stored first row and first
// column are.
func UprightPoint(x, y, w, h, orientation int) (int, int) {
	switch orientation {
	case 2: // row: top, column: right
		return w - 1 - x, y
	case 3: // bottom, right
		return w - 1 - x, h - 1 - y
	case 4: // bottom, left
		return x, h - 1 - y
	case 5: // left, top
		return y, x
	case 6: // right, top
		return w - 1 - y, x
	case 7: // right, bottom
		return w - 1 - y, h - 1 - x
	case 8: // left, bottom
		return y, h - 1 - x
	default: // top, left
		return x, y
	}
}

// SameSize fails the test, and stops it, unless m has w × h pixels.
func SameSize(t testing.TB, m image.Image, w, h int) {
	t.Helper()
	if b := m.Bounds(); b.Dx() != w || b.Dy() != h {
		t.Fatalf("picture has %d × %d pixels, want %d × %d", b.Dx(), b.Dy(), w, h)
	}
}

// SameImage fails the test unless got has want's size and every channel of every pixel is within
// tolerance (of 255). Colors are compared premultiplied, so that invisible ones do not count.
func SameImage(t testing.TB, got, want image.Image, tolerance int) {
	t.Helper()
	wb := want.Bounds()
	SameSize(t, got, wb.Dx(), wb.Dy())
	if x, y, off := worst(got, want); off > tolerance {
		gb := got.Bounds()
		t.Errorf("pixel (%d, %d) is %v, want %v: off by %d, more than %d", x, y,
			got.At(gb.Min.X+x, gb.Min.Y+y), want.At(wb.Min.X+x, wb.Min.Y+y), off, tolerance)
	}
}

// MeanDifference returns the mean difference between two pictures' channels, of 255. The pictures
// must have the same size.
func MeanDifference(t testing.TB, got, want image.Image) float64 {
	t.Helper()
	wb := want.Bounds()
	SameSize(t, got, wb.Dx(), wb.Dy())
	sum := 0
	compare(got, want, func(_, _ int, g, w [4]int) {
		for i := range g {
			sum += abs(g[i] - w[i])
		}
	})
	return float64(sum) / float64(4*wb.Dx()*wb.Dy())
}

// worst finds the pixel that differs most.
func worst(got, want image.Image) (x, y, off int) {
	compare(got, want, func(px, py int, g, w [4]int) {
		for i := range g {
			if d := abs(g[i] - w[i]); d > off {
				x, y, off = px, py, d
			}
		}
	})
	return x, y, off
}

// compare calls differ with the pixels that differ, in 8 bits multiplied by their alpha. Equal rows
// are skipped as bytes: pixel by pixel is slow under the race detector.
func compare(got, want image.Image, differ func(x, y int, got, want [4]int)) {
	gb, wb := got.Bounds(), want.Bounds()
	g, w := reader(got), reader(want)
	gm, gotNRGBA := got.(*image.NRGBA)
	wm, wantNRGBA := want.(*image.NRGBA)
	for y := range wb.Dy() {
		if gotNRGBA && wantNRGBA && bytes.Equal(row(gm, y), row(wm, y)) {
			continue
		}
		for x := range wb.Dx() {
			gc := g(gb.Min.X+x, gb.Min.Y+y)
			wc := w(wb.Min.X+x, wb.Min.Y+y)
			if gc != wc {
				differ(x, y, gc, wc)
			}
		}
	}
}

// row returns the bytes of a row, counted from the top.
func row(m *image.NRGBA, y int) []byte { return m.Pix[y*m.Stride:][:4*m.Rect.Dx()] }

// reader returns what reads a pixel of m.
func reader(m image.Image) func(x, y int) [4]int {
	if m, ok := m.(image.RGBA64Image); ok { // without an allocation per pixel
		return func(x, y int) [4]int {
			c := m.RGBA64At(x, y)
			return [4]int{int(c.R >> 8), int(c.G >> 8), int(c.B >> 8), int(c.A >> 8)}
		}
	}
	return func(x, y int) [4]int {
		r, g, b, a := m.At(x, y).RGBA()
		return [4]int{int(r >> 8), int(g >> 8), int(b >> 8), int(a >> 8)}
	}
}

func abs(n int) int { return max(n, -n) }
