package codec

import (
	"bytes"
	"image"
)

// gifNoIndex stands for a pixel that shows nothing, or a color that the shared palette has not.
const gifNoIndex = -1

// gifCanvas is what viewers show while they show a frame.
type gifCanvas struct {
	drawn *image.NRGBA // what was wanted when the pixels were last drawn
	shown *image.NRGBA // the colors of palettes that were drawn for that
	index []int16      // those of the shared palette
	near  int          // the square of how far what is shown may be from what is wanted without being drawn again
}

func newGIFCanvas(area image.Rectangle, near int) gifCanvas {
	c := gifCanvas{drawn: image.NewNRGBA(area), shown: image.NewNRGBA(area), index: make([]int16, area.Dx()*area.Dy()), near: near}
	for i := range c.index {
		c.index[i] = gifNoIndex
	}
	return c
}

// set draws the pixel at offset i of drawn and shown.
func (c *gifCanvas) set(i int, want []byte, p *gifPicture, v byte) {
	copy(c.drawn.Pix[i:i+4], want)
	rgb := p.palette.colors[v]
	copy(c.shown.Pix[i:i+4], []byte{rgb[0], rgb[1], rgb[2], 0xFF})
	c.index[i/4] = int16(v)
	if p.local {
		c.index[i/4] = gifNoIndex
	}
}

// cut returns a copy of the area.
func (c *gifCanvas) cut(area image.Rectangle) gifCanvas {
	out := gifCanvas{drawn: image.NewNRGBA(area), shown: image.NewNRGBA(area), index: make([]int16, 0, area.Dx()*area.Dy()), near: c.near}
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
func (c *gifCanvas) paste(part gifCanvas) {
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
func (c *gifCanvas) clear(area image.Rectangle) {
	clearArea(c.drawn, area)
	clearArea(c.shown, area)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		at := c.drawn.PixOffset(area.Min.X, y) / 4
		for i := range area.Dx() {
			c.index[at+i] = gifNoIndex
		}
	}
}

// stays reports whether the pixel at offset i shows what is wanted well enough.
func (c *gifCanvas) stays(i int, want []byte) bool {
	drawn, shown := c.drawn.Pix[i:i+4:i+4], c.shown.Pix[i:i+4:i+4]
	return gifSame(want, drawn) || want[3] != 0 && shown[3] != 0 && distance([3]byte(want), [3]byte(shown)) <= c.near
}

// gifSame reports whether two colors, each opaque or nothing, hardly differ.
func gifSame(a, b []byte) bool {
	if [4]byte(a) == [4]byte(b) || a[3] == 0 && b[3] == 0 {
		return true
	}
	for ch := range 4 {
		if diff := int(a[ch]) - int(b[ch]); diff > gifTolerance || diff < -gifTolerance {
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
func (c *gifCanvas) classify(class []byte, m *image.NRGBA) {
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
			case c.stays(i, want):
				row[x] = pixelStays
			case want[3] == 0:
				row[x] = pixelGoes
			default:
				row[x] = pixelChanges
			}
		}
	}
}
