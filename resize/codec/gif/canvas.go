package gif

import (
	"bytes"
	"image"

	"sizemill/resize/codec/anim"
)

// noIndex stands for a pixel that shows nothing, or a color that the shared palette has not.
const noIndex = -1

// canvas is what viewers show while they show a frame.
type canvas struct {
	drawn *image.NRGBA // what was wanted when the pixels were last drawn
	shown *image.NRGBA // the colors of palettes that were drawn for that
	index []int16      // those of the shared palette
	near  int          // the square of how far what is shown may be from what is wanted without being drawn again
	edge  int          // the same at edges, where a small difference is not seen; 0 for no difference
}

func newGIFCanvas(area image.Rectangle, near int) canvas {
	c := canvas{drawn: image.NewNRGBA(area), shown: image.NewNRGBA(area), index: make([]int16, area.Dx()*area.Dy()), near: near}
	for i := range c.index {
		c.index[i] = noIndex
	}
	return c
}

// set draws the pixel at offset i of drawn and shown.
func (c *canvas) set(i int, want []byte, p *picture, v byte) {
	copy(c.drawn.Pix[i:i+4], want)
	rgb := p.palette.colors[v]
	copy(c.shown.Pix[i:i+4], []byte{rgb[0], rgb[1], rgb[2], 0xFF})
	c.index[i/4] = int16(v)
	if p.local {
		c.index[i/4] = noIndex
	}
}

// cut returns a copy of the area.
func (c *canvas) cut(area image.Rectangle) canvas {
	out := canvas{drawn: image.NewNRGBA(area), shown: image.NewNRGBA(area), index: make([]int16, 0, area.Dx()*area.Dy()), near: c.near}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		from, to := c.drawn.PixOffset(area.Min.X, y), out.drawn.PixOffset(area.Min.X, y)
		n := 4 * area.Dx()
		copy(out.drawn.Pix[to:to+n], c.drawn.Pix[from:])
		copy(out.shown.Pix[to:to+n], c.shown.Pix[from:])
		out.index = append(out.index, c.index[from/4:from/4+area.Dx()]...)
	}
	return out
}

// paste puts a cut back.
func (c *canvas) paste(part canvas) {
	area := part.drawn.Rect
	for y := area.Min.Y; y < area.Max.Y; y++ {
		to, from := c.drawn.PixOffset(area.Min.X, y), part.drawn.PixOffset(area.Min.X, y)
		n := 4 * area.Dx()
		copy(c.drawn.Pix[to:to+n], part.drawn.Pix[from:])
		copy(c.shown.Pix[to:to+n], part.shown.Pix[from:])
		copy(c.index[to/4:to/4+area.Dx()], part.index[from/4:])
	}
}

// clear makes an area transparent.
func (c *canvas) clear(area image.Rectangle) {
	anim.ClearArea(c.drawn, area)
	anim.ClearArea(c.shown, area)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		at := c.drawn.PixOffset(area.Min.X, y) / 4
		for i := range area.Dx() {
			c.index[at+i] = noIndex
		}
	}
}

// stays reports whether the pixel at offset i shows what is wanted well enough.
func (c *canvas) stays(i int, want []byte) bool {
	drawn, shown := c.drawn.Pix[i:i+4:i+4], c.shown.Pix[i:i+4:i+4]
	return same(want, drawn) || want[3] != 0 && shown[3] != 0 && distance([3]byte(want), [3]byte(shown)) <= c.near
}

// staysEdge reports whether the pixel at offset i is no part of a plain area of m, and shows what is wanted nearly enough.
func (c *canvas) staysEdge(i int, m *image.NRGBA) bool {
	want, shown := m.Pix[i:i+4:i+4], c.shown.Pix[i:i+4:i+4]
	if want[3] == 0 || shown[3] == 0 || distance([3]byte(want), [3]byte(shown)) > c.edge {
		return false
	}
	return !same(want, m.Pix[i-4:i]) || !same(want, m.Pix[i-m.Stride:][:4])
}

// same reports whether two colors, each opaque or nothing, hardly differ.
func same(a, b []byte) bool {
	if [4]byte(a) == [4]byte(b) || a[3] == 0 && b[3] == 0 {
		return true
	}
	for ch := range 4 {
		if diff := int(a[ch]) - int(b[ch]); diff > tolerance || diff < -tolerance {
			return false
		}
	}
	return true
}

// What becomes of a pixel in the next frame.
const (
	pixelStays = iota
	pixelChanges
	pixelGoes // it becomes transparent
)

// classify tells what becomes of each pixel when m is shown next.
func (c *canvas) classify(class []byte, m *image.NRGBA) {
	w := m.Rect.Dx()
	for y := range m.Rect.Dy() {
		row := class[y*w : (y+1)*w]
		at := y * m.Stride
		if bytes.Equal(m.Pix[at:at+4*w], c.drawn.Pix[at:at+4*w]) {
			clear(row)
			continue
		}
		for x := range row {
			i := at + 4*x
			switch want := m.Pix[i : i+4 : i+4]; {
			case c.stays(i, want), c.edge > 0 && x > 0 && y > 0 && c.staysEdge(i, m):
				row[x] = pixelStays
			case want[3] == 0:
				row[x] = pixelGoes
			default:
				row[x] = pixelChanges
			}
		}
	}
}
