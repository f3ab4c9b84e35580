package gif

import (
	"image"
	"image/color"
	"slices"
)

// maxColors is the size of a GIF's palette.
const maxColors = 256

// quantize gives m at most 256 colors: its own where they are few, otherwise those of
// choosePalette, dithered. Pixels that are more transparent than not become wholly transparent, the
// others opaque.
func quantize(m image.Image) *image.Paletted {
	if g, ok := m.(*image.Gray); ok {
		return grayToPaletted(g)
	}
	src := m.(*image.NRGBA)
	palette, exact := choosePalette(src.Pix, maxColors)
	colors := make(color.Palette, 0, len(palette)+1)
	for _, c := range palette {
		colors = append(colors, color.RGBA{R: c[0], G: c[1], B: c[2], A: 0xFF})
	}
	if len(colors) == 0 || hasClearPixels(src.Pix) {
		colors = append(colors, color.RGBA{})
	}
	dst := image.NewPaletted(src.Rect, colors)
	if exact {
		mapExact(dst, src, palette)
	} else {
		dither(dst, src, palette)
	}
	return dst
}

func grayToPaletted(g *image.Gray) *image.Paletted {
	colors := make(color.Palette, maxColors)
	for i := range colors {
		colors[i] = color.RGBA{R: byte(i), G: byte(i), B: byte(i), A: 0xFF}
	}
	return &image.Paletted{Pix: g.Pix, Stride: g.Stride, Rect: g.Rect, Palette: colors}
}

func hasClearPixels(pix []byte) bool {
	for i := 3; i < len(pix); i += 4 {
		if pix[i] < 0x80 {
			return true
		}
	}
	return false
}

// choosePalette chooses at most most colors for the visible ones of pixels that have four bytes
// each, one fewer where some are not visible: exactly theirs, in order, where they are that few.
func choosePalette(pix []byte, most int) (palette [][3]byte, exact bool) {
	if hasClearPixels(pix) {
		most--
	}
	if few, ok := ownColors(pix, most); ok {
		return few, true
	}
	points := countColors(pix)
	return refineColors(points, cutColors(points, most)[0]), false
}

// ownColors are the visible colors of pixels, if there are at most most.
func ownColors(pix []byte, most int) ([][3]byte, bool) {
	seen := map[[3]byte]bool{}
	var last [3]byte
	for i := 0; i < len(pix); i += 4 {
		c := [3]byte(pix[i : i+3])
		if pix[i+3] < 0x80 || c == last && len(seen) > 0 {
			continue
		}
		if last = c; !seen[c] {
			if len(seen) == most {
				return nil, false
			}
			seen[c] = true
		}
	}
	few := make([][3]byte, 0, len(seen)+1)
	for c := range seen {
		few = append(few, c)
	}
	// Maps have no order, and the result must not depend on it.
	slices.SortFunc(few, func(a, b [3]byte) int { return slices.Compare(a[:], b[:]) })
	return few, true
}

// mapExact gives every pixel the palette entry that is its color.
func mapExact(dst *image.Paletted, src *image.NRGBA, palette [][3]byte) {
	index := make(map[[3]byte]byte, len(palette))
	for i, c := range palette {
		index[c] = byte(i)
	}
	clear := byte(len(dst.Palette) - 1)
	for i := range dst.Pix {
		if src.Pix[4*i+3] < 0x80 {
			dst.Pix[i] = clear
		} else {
			dst.Pix[i] = index[[3]byte(src.Pix[4*i:4*i+3])]
		}
	}
}
