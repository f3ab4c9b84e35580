package icc

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	"math"
)

// ToSRGB converts a picture that the profile describes. 8 bits stay 8 and 16 stay 16; alpha is
// unchanged. The result of gray is an *image.Gray or *image.Gray16, of others an *image.NRGBA or
// *image.NRGBA64, at the origin. A picture that needs no change may be returned itself.
//
// It runs on the calling goroutine. The only error is ErrMismatch.
func (p *Profile) ToSRGB(m image.Image) (image.Image, error) {
	if !p.Describes(m) {
		return nil, fmt.Errorf("%w: %q for %T", ErrMismatch, p.space, m)
	}
	m = readable(m)
	if p.IsSRGB() && unpremultiplied(m) {
		return m, nil
	}
	deep := false
	switch m.(type) {
	case *image.Gray16, *image.NRGBA64, *image.RGBA64:
		deep = true
	}
	table := p.rows8
	if deep {
		table = p.rows16
	}
	var r rows
	if !p.IsSRGB() {
		r = table()
	}
	switch m := m.(type) {
	case *image.Gray:
		if g := neutral(r, math.MaxUint8); g != nil {
			return toGray(m, g), nil
		}
	case *image.Gray16:
		if g := neutral(r, math.MaxUint16); g != nil {
			return toGray16(m, g), nil
		}
	}
	b := m.Bounds()
	px := make([]uint16, 4*b.Dx())
	line := func(y int) []uint16 {
		load(px, m, b.Min.Y+y)
		if r != nil {
			r.convert(px)
		}
		return px
	}
	if deep {
		out := image.NewNRGBA64(image.Rect(0, 0, b.Dx(), b.Dy()))
		for y := range b.Dy() {
			row := out.Pix[y*out.Stride:]
			for i, v := range line(y) {
				binary.BigEndian.PutUint16(row[2*i:], v)
			}
		}
		return out, nil
	}
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		row := out.Pix[y*out.Stride:]
		for i, v := range line(y) {
			row[i] = byte(v)
		}
	}
	return out, nil
}

// readable returns m as a kind of picture that load reads.
func readable(m image.Image) image.Image {
	switch m.(type) {
	case *image.Gray, *image.Gray16, *image.NRGBA, *image.NRGBA64, *image.RGBA, *image.RGBA64,
		*image.CMYK:
		return m
	}
	n := image.NewNRGBA(m.Bounds())
	draw.Draw(n, n.Rect, m, n.Rect.Min, draw.Src)
	return n
}

// unpremultiplied reports whether m is of a kind that ToSRGB returns.
func unpremultiplied(m image.Image) bool {
	switch m.(type) {
	case *image.Gray, *image.Gray16, *image.NRGBA, *image.NRGBA64:
		return true
	}
	return false
}

// neutral returns the result of each gray; nil if r gives colors for some of them.
func neutral(r rows, most int) []uint16 {
	px := make([]uint16, 4*(most+1))
	for i := range px {
		px[i] = uint16(i / 4)
	}
	r.convert(px)
	table := make([]uint16, most+1)
	for i := range table {
		c := px[4*i : 4*i+3]
		if max(c[0], c[1], c[2])-min(c[0], c[1], c[2]) > uint16(most/math.MaxUint8) {
			return nil
		}
		table[i] = c[1]
	}
	return table
}

func toGray(m *image.Gray, table []uint16) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, m.Rect.Dx(), m.Rect.Dy()))
	for y := range m.Rect.Dy() {
		from := m.Pix[y*m.Stride:][:out.Stride]
		for x, v := range from {
			out.Pix[y*out.Stride+x] = byte(table[v])
		}
	}
	return out
}

func toGray16(m *image.Gray16, table []uint16) *image.Gray16 {
	out := image.NewGray16(image.Rect(0, 0, m.Rect.Dx(), m.Rect.Dy()))
	for y := range m.Rect.Dy() {
		from, to := m.Pix[y*m.Stride:], out.Pix[y*out.Stride:]
		for i := 0; i < out.Stride; i += 2 {
			binary.BigEndian.PutUint16(to[i:], table[binary.BigEndian.Uint16(from[i:])])
		}
	}
	return out
}

// load reads row y of m as four numbers per pixel: alpha (or black ink) last, the others not
// premultiplied.
func load(px []uint16, m image.Image, y int) {
	be := binary.BigEndian
	x := m.Bounds().Min.X
	switch m := m.(type) {
	case *image.Gray:
		for i, v := range m.Pix[m.PixOffset(x, y):][:len(px)/4] {
			q := px[4*i : 4*i+4 : 4*i+4]
			q[0], q[1], q[2], q[3] = uint16(v), uint16(v), uint16(v), math.MaxUint8
		}
	case *image.Gray16:
		row := m.Pix[m.PixOffset(x, y):]
		for i := range len(px) / 4 {
			v := be.Uint16(row[2*i:])
			q := px[4*i : 4*i+4 : 4*i+4]
			q[0], q[1], q[2], q[3] = v, v, v, math.MaxUint16
		}
	case *image.NRGBA:
		widen(px, m.Pix[m.PixOffset(x, y):])
	case *image.CMYK:
		widen(px, m.Pix[m.PixOffset(x, y):])
	case *image.RGBA:
		widen(px, m.Pix[m.PixOffset(x, y):])
		unpremultiply(px, math.MaxUint8)
	case *image.NRGBA64:
		row := m.Pix[m.PixOffset(x, y):]
		for i := range px {
			px[i] = be.Uint16(row[2*i:])
		}
	case *image.RGBA64:
		row := m.Pix[m.PixOffset(x, y):]
		for i := range px {
			px[i] = be.Uint16(row[2*i:])
		}
		unpremultiply(px, math.MaxUint16)
	}
}

func widen(px []uint16, row []byte) {
	for i, v := range row[:len(px)] {
		px[i] = uint16(v)
	}
}

// unpremultiply divides colors by their alpha.
func unpremultiply(px []uint16, most uint32) {
	for ; len(px) >= 4; px = px[4:] {
		a := uint32(px[3])
		if a == most || a == 0 {
			continue
		}
		for i := range 3 {
			px[i] = uint16(min((uint32(px[i])*most+a/2)/a, most))
		}
	}
}
