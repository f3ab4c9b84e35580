package anim

import (
	"image"
)

// Delta finds what changes from frame to frame. It compares with the colours that pixels had when they were last drawn, not with those
// of the frame before, so that many small changes add up to one that is seen.
type Delta struct {
	drawn     *image.NRGBA // nil before the first frame
	Tolerance int          // how much a channel may be off without being drawn anew
}

// Change is what has to be drawn.
type Change struct {
	Area        image.Rectangle // around all pixels that differ; empty when none does
	translucent bool            // a pixel that differs is not opaque: it cannot be laid over what is there
}

// Compare gives what m changes. The first frame changes everything.
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

// same says that a pixel need not be drawn anew.
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

// blockSide is that of the squares that are left out as a whole: fewer and larger holes compress better than many small ones, and it is
// how WebP divides a picture.
const blockSide = 8

// Cut gives the area of m at the origin, and notes it as drawn. Where that can be, the squares in which nothing differs are wholly
// transparent, for the result to be laid over what is there; over says so. Otherwise the result takes the place of what is there.
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
				over = opaqueArea(m, block) // a pixel that is half transparent would be laid over itself
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
			copy(part.Pix[part.PixOffset(at.X, at.Y+y-block.Min.Y):][:4*block.Dx()], m.Pix[m.PixOffset(block.Min.X, y):])
		}
	}
	return part, over
}

func opaqueArea(m *image.NRGBA, area image.Rectangle) bool {
	return m.SubImage(area).(*image.NRGBA).Opaque()
}

// unchanged says that no pixel of the area differs.
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
