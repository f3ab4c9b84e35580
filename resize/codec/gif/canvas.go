package gif

import (
	"bytes"
	"image"
	"slices"

	"sizemill/resize/codec/anim"
)

// noIndex stands for a pixel that shows nothing, or a color outside the shared palette.
const noIndex = -1

// canvas is what viewers show while they show a frame.
type canvas struct {
	drawn *image.NRGBA // the colors wanted when the pixels were last drawn
	shown *image.NRGBA // the palette colors drawn for them
	index []int16      // their indexes in the shared palette
	near  int          // the square of the error up to which a pixel is not drawn again
	edge  int          // the same at edges, where a small error is not seen; 0 for no difference
}

func newCanvas(area image.Rectangle, near int) canvas {
	c := canvas{near: near}
	c.resize(area)
	for i := range c.index {
		c.index[i] = noIndex
	}
	return c
}

// resize makes c as large as area, reusing its memory. Its pixels are undefined unless c was empty.
func (c *canvas) resize(area image.Rectangle) {
	c.drawn, c.shown = resized(c.drawn, area), resized(c.shown, area)
	n := area.Dx() * area.Dy()
	c.index = slices.Grow(c.index[:0], n)[:n]
}

// resized returns a picture as large as area in the memory of m, which may be nil.
func resized(m *image.NRGBA, area image.Rectangle) *image.NRGBA {
	if m == nil {
		return image.NewNRGBA(area)
	}
	n := 4 * area.Dx() * area.Dy()
	return &image.NRGBA{Pix: slices.Grow(m.Pix[:0], n)[:n], Stride: 4 * area.Dx(), Rect: area}
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

// cut copies an area of c into part, reusing part's memory.
func (c *canvas) cut(area image.Rectangle, part *canvas) {
	part.near = c.near
	part.resize(area)
	n := area.Dx()
	for y := range area.Dy() {
		from, to := c.drawn.PixOffset(area.Min.X, area.Min.Y+y), 4*y*n
		copy(part.drawn.Pix[to:to+4*n], c.drawn.Pix[from:])
		copy(part.shown.Pix[to:to+4*n], c.shown.Pix[from:])
		copy(part.index[to/4:to/4+n], c.index[from/4:])
	}
}

// paste puts a cut back.
func (c *canvas) paste(part *canvas) {
	area := part.drawn.Rect
	n := area.Dx()
	for y := range area.Dy() {
		to, from := c.drawn.PixOffset(area.Min.X, area.Min.Y+y), 4*y*n
		copy(c.drawn.Pix[to:to+4*n], part.drawn.Pix[from:])
		copy(c.shown.Pix[to:to+4*n], part.shown.Pix[from:])
		copy(c.index[to/4:to/4+n], part.index[from/4:])
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

// stays reports whether the pixel at offset i shows the color wanted well enough.
func (c *canvas) stays(i int, want []byte) bool {
	drawn, shown := c.drawn.Pix[i:i+4:i+4], c.shown.Pix[i:i+4:i+4]
	return same(want, drawn) ||
		want[3] != 0 && shown[3] != 0 && distance([3]byte(want), [3]byte(shown)) <= c.near
}

// staysEdge reports whether the pixel at offset i lies outside the plain areas of m, and shows
// nearly the color wanted.
func (c *canvas) staysEdge(i int, m *image.NRGBA) bool {
	want, shown := m.Pix[i:i+4:i+4], c.shown.Pix[i:i+4:i+4]
	if want[3] == 0 || shown[3] == 0 || distance([3]byte(want), [3]byte(shown)) > c.edge {
		return false
	}
	return !same(want, m.Pix[i-4:i]) || !same(want, m.Pix[i-m.Stride:][:4])
}

// same reports whether two colors, each opaque or fully transparent, hardly differ.
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

// The classes of the pixels of a frame, compared with the canvas.
const (
	pixelStays = iota
	pixelChanges
	pixelGoes // it becomes transparent
)

// changes are the classes of a frame's pixels.
type changes struct {
	class []byte
	rows  []bool // whether the frame's row differs at all from the one drawn
}

func newChanges(size image.Point) changes {
	return changes{class: make([]byte, size.X*size.Y), rows: make([]bool, size.Y)}
}

// classify finds the class of each pixel when m is shown next.
func (c *canvas) classify(to changes, m *image.NRGBA) {
	w := m.Rect.Dx()
	for y := range m.Rect.Dy() {
		row := to.class[y*w : (y+1)*w]
		at := y * m.Stride
		to.rows[y] = !bytes.Equal(m.Pix[at:at+4*w], c.drawn.Pix[at:at+4*w])
		if !to.rows[y] {
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
