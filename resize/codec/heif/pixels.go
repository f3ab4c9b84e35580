package heif

import (
	"encoding/binary"
	"image"
)

// cropped returns the part of m in r, at the origin. Both kinds of picture have SubImage.
func cropped(m image.Image, r image.Rectangle) image.Image {
	switch m := m.(type) {
	case *image.NRGBA:
		part := *m
		part.Pix, part.Rect = m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], image.Rectangle{Max: r.Size()}
		return &part
	case *image.NRGBA64:
		part := *m
		part.Pix, part.Rect = m.Pix[m.PixOffset(r.Min.X, r.Min.Y):], image.Rectangle{Max: r.Size()}
		return &part
	}
	return m
}

// channel16 returns a channel's value at a pixel of m in sixteen bits.
func channel16(m image.Image, x, y, c int) uint16 {
	switch m := m.(type) {
	case *image.NRGBA:
		return uint16(m.Pix[m.PixOffset(x, y)+c]) * 0x101
	case *image.NRGBA64:
		return binary.BigEndian.Uint16(m.Pix[m.PixOffset(x, y)+2*c:])
	}
	return 0
}

// withAlpha uses alpha, a picture of the same size, as m's alpha. The result is straight or
// premultiplied, as the file has it, in the larger depth of m and alpha.
func withAlpha(m, alpha image.Image, premultiplied bool) image.Image {
	b := m.Bounds()
	a8, shallowAlpha := alpha.(*image.NRGBA)
	if m8, ok := m.(*image.NRGBA); ok && shallowAlpha {
		for y := range b.Dy() {
			row, from := m8.Pix[m8.PixOffset(0, y):][:4*b.Dx()], a8.Pix[a8.PixOffset(0,
				y):][:4*b.Dx()]
			for i := 0; i < len(row); i += 4 {
				row[i+3] = from[i]
				if premultiplied { // premultiplied colors above alpha would overflow later
					row[i], row[i+1], row[i+2] = min(row[i], from[i]), min(row[i+1],
						from[i]), min(row[i+2], from[i])
				}
			}
		}
		if premultiplied {
			return &image.RGBA{Pix: m8.Pix, Stride: m8.Stride, Rect: m8.Rect}
		}
		return m8
	}
	dst := image.NewNRGBA64(b)
	for y := range b.Dy() {
		row := dst.Pix[y*dst.Stride:][:8*b.Dx()]
		for x := range b.Dx() {
			p, a := row[8*x:8*x+8:8*x+8], channel16(alpha, x, y, 0)
			for c := range 3 {
				v := channel16(m, x, y, c)
				if premultiplied {
					v = min(v, a)
				}
				binary.BigEndian.PutUint16(p[2*c:], v)
			}
			binary.BigEndian.PutUint16(p[6:], a)
		}
	}
	if premultiplied {
		return &image.RGBA64{Pix: dst.Pix, Stride: dst.Stride, Rect: dst.Rect}
	}
	return dst
}
