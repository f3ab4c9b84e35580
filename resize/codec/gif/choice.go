package gif

import (
	"image"
)

// byteWorth is the sum of squares of how far colors are off that is worth a byte.
const byteWorth = 1600

// gifSeen is how often a pixel of a plain area counts more than others when that is weighed.
const gifSeen = 7

// glaring is how many bytes wrong colors in plain areas are worth that make a palette unfit.
const glaring = 8

const (
	// drawing is how many colors a drawing has at most: screens, cartoons and icons, of edges between plain areas.
	drawing = 100

	// gifPhoto is how many colors at least make smooth areas, where a wrong color is seen.
	gifPhoto = 200
)

// choose chooses the palette of a frame: the shared one, or its own where that is worth its bytes.
func (g *animator) choose(p *picture, m *image.NRGBA) {
	var fresh, seen []byte // the pixels to be drawn, and those of them in plain areas, where a wrong color is seen
	g.fresh(p.area, m, func(_, i int) {
		fresh = append(fresh, m.Pix[i:i+4]...)
		if g.drawing && i >= m.Stride+4 {
			c, left, above := [4]byte(m.Pix[i:]), [4]byte(m.Pix[i-4:]), [4]byte(m.Pix[i-m.Stride:])
			if c == left && left == above {
				seen = append(seen, c[:]...)
			}
		}
	})
	p.palette = g.palette
	missed := g.palette.miss(fresh)
	lost := g.palette.miss(seen) * len(seen) / 4
	if g.palette.serves(missed) && lost < glaring*byteWorth {
		return
	}
	off := missed
	if g.own != nil { // the last frame's often serves again
		off = g.own.miss(fresh)
	}
	if 3*off > 2*missed || !g.own.serves(off) {
		g.own = newGIFPalette(fresh, g.colors, g.plain)
		off = g.own.off
	}
	if 3*off >= 2*missed {
		return
	}
	gain := (missed-off)*len(fresh)/4 + gifSeen*(lost-g.own.miss(seen)*len(seen)/4)
	if !g.plain || gain > byteWorth*len(g.own.table()) {
		p.palette, p.local = g.own, true
	}
}

// alike returns how much farther from what is wanted a color of palette p may be: more in drawings, whose few colors lie far apart.
func (g *animator) alike(p *palette) int {
	switch {
	case g.drawing:
		return min(max(11*p.off, 300), 1700)
	case g.colors >= gifPhoto:
		return min(max(3*p.off/2, 10), 150)
	}
	return 100
}
