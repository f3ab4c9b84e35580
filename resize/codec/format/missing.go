package format

import (
	"image"
	"image/color"
)

// missing is the grey of pixels that a damaged file lacks.
const missing = 0x80

// Blank makes an area of a picture, one of those that Decode gives, look missing: transparent where that is wanted and the picture can be,
// and otherwise grey. A palette gets a colour more for that, where it has room.
func Blank(m image.Image, area image.Rectangle, clear bool) {
	area = area.Intersect(m.Bounds())
	if area.Empty() {
		return
	}
	four := []byte{missing, missing, missing, 0xFF}
	eight := []byte{missing, missing, missing, missing, missing, missing, 0xFF, 0xFF}
	if clear {
		four, eight = make([]byte, 4), make([]byte, 8)
	}
	at, size := area.Min, area.Size()
	switch m := m.(type) {
	case *image.Gray:
		fillRows(m.Pix[m.PixOffset(at.X, at.Y):], m.Stride, size, []byte{missing})
	case *image.Gray16:
		fillRows(m.Pix[m.PixOffset(at.X, at.Y):], m.Stride, size, []byte{missing, missing})
	case *image.NRGBA:
		fillRows(m.Pix[m.PixOffset(at.X, at.Y):], m.Stride, size, four)
	case *image.RGBA:
		fillRows(m.Pix[m.PixOffset(at.X, at.Y):], m.Stride, size, four)
	case *image.NRGBA64:
		fillRows(m.Pix[m.PixOffset(at.X, at.Y):], m.Stride, size, eight)
	case *image.RGBA64:
		fillRows(m.Pix[m.PixOffset(at.X, at.Y):], m.Stride, size, eight)
	case *image.CMYK:
		fillRows(m.Pix[m.PixOffset(at.X, at.Y):], m.Stride, size, []byte{0, 0, 0, missing})
	case *image.Paletted:
		fillRows(m.Pix[m.PixOffset(at.X, at.Y):], m.Stride, size, []byte{missingIndex(m, clear)})
	case *image.YCbCr:
		fillRows(m.Y[m.YOffset(at.X, at.Y):], m.YStride, size, []byte{missing})
		ratio := SubsamplingOf(m.SubsampleRatio)
		up := func(v, by int) int { return (v + by - 1) / by } // samples of colour that pixels outside of the area share are theirs
		c := image.Rect(up(at.X, ratio.Horiz), up(at.Y, ratio.Vert), up(area.Max.X, ratio.Horiz), up(area.Max.Y, ratio.Vert))
		if !c.Empty() {
			from := c.Min.Y*m.CStride + c.Min.X
			fillRows(m.Cb[from:], m.CStride, c.Size(), []byte{missing})
			fillRows(m.Cr[from:], m.CStride, c.Size(), []byte{missing})
		}
	}
}

// fillRows repeats a pixel.
func fillRows(pix []byte, stride int, size image.Point, pixel []byte) {
	row := pix[:size.X*len(pixel)]
	copy(row, pixel)
	for n := len(pixel); n < len(row); n *= 2 {
		copy(row[n:], row[:n])
	}
	for y := 1; y < size.Y; y++ {
		copy(pix[y*stride:], row)
	}
}

// missingIndex is the colour of a palette that comes nearest to what missing pixels look like.
func missingIndex(m *image.Paletted, clear bool) byte {
	var want color.Color = color.NRGBA{missing, missing, missing, 0xFF}
	if clear {
		want = color.NRGBA{}
	}
	same := func(a, b color.Color) bool { return color.NRGBA64Model.Convert(a) == color.NRGBA64Model.Convert(b) }
	i := m.Palette.Index(want)
	if len(m.Palette) < 256 && (len(m.Palette) == 0 || !same(m.Palette[i], want)) {
		i = len(m.Palette)
		m.Palette = append(m.Palette[:i:i], want)
	}
	return byte(i)
}

// AllClear says that alpha is zero everywhere: the picture's writer left the fourth byte unused.
func AllClear(m *image.NRGBA) bool {
	for i := 3; i < len(m.Pix); i += 4 {
		if m.Pix[i] != 0 {
			return false
		}
	}
	return true
}
