package format

import (
	"image"
)

// FirstChannel returns the first channel of a picture at the origin whose color channels are equal:
// an *image.Gray for an *image.NRGBA, an *image.Gray16 for an *image.NRGBA64. Other kinds are
// returned unchanged.
func FirstChannel(m image.Image) image.Image {
	b := m.Bounds()
	switch m := m.(type) {
	case *image.NRGBA:
		dst := image.NewGray(b)
		for y := range b.Dy() {
			row, from := dst.Pix[y*dst.Stride:][:b.Dx()], m.Pix[m.PixOffset(0, y):]
			for x := range row {
				row[x] = from[4*x]
			}
		}
		return dst
	case *image.NRGBA64:
		dst := image.NewGray16(b)
		for y := range b.Dy() {
			row, from := dst.Pix[y*dst.Stride:][:2*b.Dx()], m.Pix[m.PixOffset(0, y):]
			for x := 0; x < len(row); x += 2 {
				row[x], row[x+1] = from[4*x], from[4*x+1]
			}
		}
		return dst
	}
	return m
}

// IsGrayProfile reports whether an ICC profile is for one channel. Its color space stands after
// size, program, version and class.
func IsGrayProfile(icc []byte) bool { return len(icc) >= 20 && string(icc[16:20]) == "GRAY" }

// GrayToNRGBA returns g as an opaque *image.NRGBA.
func GrayToNRGBA(g *image.Gray) *image.NRGBA {
	n := image.NewNRGBA(g.Rect)
	for i, v := range g.Pix {
		n.Pix[4*i], n.Pix[4*i+1], n.Pix[4*i+2], n.Pix[4*i+3] = v, v, v, 0xFF
	}
	return n
}
