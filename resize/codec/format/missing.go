package format

import (
	"image"
	"image/color"
)

// missing is the gray level of pixels that a damaged file lacks.
const missing = 0x80

// Blank marks an area of a picture, of a kind that Decode returns, as missing: transparent if clear
// is set and the picture has alpha, otherwise gray. A palette with room gets a color for it.
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
		// chroma samples shared with pixels outside of the area stay
		up := func(v, by int) int { return (v + by - 1) / by }
		c := image.Rect(up(at.X, ratio.Horiz), up(at.Y, ratio.Vert), up(area.Max.X, ratio.Horiz),
			up(area.Max.Y, ratio.Vert))
		if !c.Empty() {
			from := c.Min.Y*m.CStride + c.Min.X
			fillRows(m.Cb[from:], m.CStride, c.Size(), []byte{missing})
			fillRows(m.Cr[from:], m.CStride, c.Size(), []byte{missing})
		}
	}
}

// fillRows fills an area with one pixel value.
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

// missingIndex returns the index of the palette's color for missing pixels, or of the nearest.
func missingIndex(m *image.Paletted, clear bool) byte {
	var want color.Color = color.NRGBA{missing, missing, missing, 0xFF}
	if clear {
		want = color.NRGBA{}
	}
	same := func(a, b color.Color) bool {
		return color.NRGBA64Model.Convert(a) == color.NRGBA64Model.Convert(b)
	}
	i := m.Palette.Index(want)
	if len(m.Palette) < 256 && (len(m.Palette) == 0 || !same(m.Palette[i], want)) {
		i = len(m.Palette)
		m.Palette = append(m.Palette[:i:i], want)
	}
	return byte(i)
}

// AllClear reports whether alpha is zero everywhere: the writer left the fourth byte unused.
func AllClear(m *image.NRGBA) bool {
	for i := 3; i < len(m.Pix); i += 4 {
		if m.Pix[i] != 0 {
			return false
		}
	}
	return true
}
