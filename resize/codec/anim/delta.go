package anim

import (
	"image"
)

// Delta finds what changes from frame to frame. It compares with the colors last drawn, not with
// those of the frame before, so that many small changes add up to a visible one.
type Delta struct {
	drawn     *image.NRGBA // nil before the first frame
	Tolerance int          // largest difference per channel that is not drawn
}

// Change is what has to be drawn.
type Change struct {
	Area image.Rectangle // around all pixels that differ; empty if none do
	// a pixel that differs is not opaque, so it cannot be composited over the canvas
	translucent bool
}

// Compare returns what m changes. The first frame changes everything.
func (d *Delta) Compare(m *image.NRGBA) Change {
	if d.drawn == nil {
		return Change{Area: m.Rect, translucent: true}
	}
	var c Change
	w := m.Rect.Dx()
	for y := range m.Rect.Dy() {
		left, right := w, 0
		row := y * m.Stride
		a, b := m.Pix[row:row+4*w], d.drawn.Pix[row:row+4*w]
		for x := range w {
			if d.same(a[4*x:4*x+4:4*x+4], b[4*x:4*x+4:4*x+4]) {
				continue
			}
			left, right = min(left, x), x+1
			c.translucent = c.translucent || a[4*x+3] != 0xFF
		}
		if left < right {
			c.Area = c.Area.Union(image.Rect(left, y, right, y+1))
		}
	}
	return c
}

// same reports whether a pixel need not be drawn again.
func (d *Delta) same(a, b []byte) bool {
	if d.Tolerance == 0 {
		return [4]byte(a) == [4]byte(b)
	}
	if a[3] == 0 && b[3] == 0 {
		return true
	}
	for ch := range 4 {
		if diff := int(a[ch]) - int(b[ch]); diff > d.Tolerance || diff < -d.Tolerance {
			return false
		}
	}
	return true
}

// blockSide is the side of the squares that are left out whole. Fewer and larger holes compress
// better than many small ones, and WebP divides a picture likewise.
const blockSide = 8

// Cut returns the changed area of m, at the origin, and notes it as drawn. If over, squares without
// a difference are transparent, and the part is composited over the canvas. Otherwise it replaces
// the area.
func (d *Delta) Cut(m *image.NRGBA, c Change) (part *image.NRGBA, over bool) {
	part = image.NewNRGBA(image.Rectangle{Max: c.Area.Size()})
	if d.drawn == nil {
		d.drawn = image.NewNRGBA(m.Rect)
	}
	over = !c.translucent
	var drawn []image.Rectangle
	for y := c.Area.Min.Y; y < c.Area.Max.Y && over; y += blockSide {
		for x := c.Area.Min.X; x < c.Area.Max.X && over; x += blockSide {
			block := image.Rect(x, y, x+blockSide, y+blockSide).Intersect(c.Area)
			if !d.unchanged(m, block) {
				drawn = append(drawn, block)
				over = opaqueArea(m, block) // a translucent pixel would be composited over itself
			}
		}
	}
	if !over {
		drawn = []image.Rectangle{c.Area}
	}
	for _, block := range drawn {
		copyArea(d.drawn, m, block)
		for y := block.Min.Y; y < block.Max.Y; y++ {
			at := block.Min.Sub(c.Area.Min)
			copy(part.Pix[part.PixOffset(at.X, at.Y+y-block.Min.Y):][:4*block.Dx()],
				m.Pix[m.PixOffset(block.Min.X, y):])
		}
	}
	return part, over
}

func opaqueArea(m *image.NRGBA, area image.Rectangle) bool {
	return m.SubImage(area).(*image.NRGBA).Opaque()
}

// unchanged reports whether no pixel of the area differs.
func (d *Delta) unchanged(m *image.NRGBA, area image.Rectangle) bool {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		i := m.PixOffset(area.Min.X, y)
		for end := i + 4*area.Dx(); i < end; i += 4 {
			if !d.same(m.Pix[i:i+4:i+4], d.drawn.Pix[i:i+4:i+4]) {
				return false
			}
		}
	}
	return true
}
