package codec

import "image"

// LightOf gives the first channel of a picture at the origin whose channels of light are equal: an *image.Gray of an *image.NRGBA, an
// *image.Gray16 of an *image.NRGBA64. Other kinds come back themselves.
func LightOf(m image.Image) image.Image {
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
