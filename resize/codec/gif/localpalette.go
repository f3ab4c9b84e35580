package gif

import (
	"image"
)

// byteWorth is the sum of squared errors that is worth a byte.
const byteWorth = 1600

// plainWeight is how often a pixel of a plain area counts more than others when that is weighed.
const plainWeight = 7

// glaring is how many bytes wrong colors in plain areas are worth that make a palette unfit.
const glaring = 8

const (
	// simpleColors is how many colors a simple drawing has at most, such as text: no color is near
	// those of its smooth edges, so they may be off.
	simpleColors = 8

	// drawingColors is how many colors a drawing has at most: screens, cartoons and icons, made of
	// edges between plain areas.
	drawingColors = 100

	// photoColors is how many colors at least make smooth areas, where a wrong color is seen.
	photoColors = 200
)

// choose chooses the palette of a frame: the shared one, or its own where that is worth its bytes.
func (g *animator) choose(p *picture, m *image.NRGBA) {
	g.collect(p.area, m)
	p.palette = g.palette
	missed := g.palette.miss(g.fresh)
	lost := g.palette.miss(g.plainFresh) * len(g.plainFresh) / 4
	if g.palette.serves(missed) && lost < glaring*byteWorth {
		return
	}
	pixels := len(g.fresh) / 4
	if g.plain && missed*pixels+plainWeight*lost <= byteWorth*smallestTable {
		return // no palette can be worth its bytes
	}
	off := missed
	if g.own != nil { // the last frame's often serves again
		off = g.own.miss(g.fresh)
	}
	if 3*off > 2*missed || !g.own.serves(off) {
		g.own = newPalette(g.fresh, g.colors, g.plain)
		off = g.own.off
	}
	if 3*off >= 2*missed {
		return
	}
	saved := lost - g.own.miss(g.plainFresh)*len(g.plainFresh)/4
	gain := (missed-off)*pixels + plainWeight*saved
	if !g.plain || gain > byteWorth*len(g.own.table()) {
		p.palette, p.local = g.own, true
	}
}

// collect gathers the pixels of the area that have to be drawn, and of a drawing's those in plain
// areas, where a wrong color is seen.
func (g *animator) collect(area image.Rectangle, m *image.NRGBA) {
	g.fresh, g.plainFresh = g.fresh[:0], g.plainFresh[:0]
	g.visitFresh(area, m, func(_, i int) {
		c := [4]byte(m.Pix[i:])
		g.fresh = append(g.fresh, c[:]...)
		if g.drawing && i >= m.Stride+4 &&
			c == [4]byte(m.Pix[i-4:]) && c == [4]byte(m.Pix[i-m.Stride:]) {
			g.plainFresh = append(g.plainFresh, c[:]...)
		}
	})
}

// smallestTable is the length of the shortest color table.
const smallestTable = 6

// alike returns how much larger a pixel's error may become by taking another color of palette p:
// more in drawings, whose few colors lie far apart.
func (g *animator) alike(p *palette) int {
	switch {
	case g.colors <= simpleColors:
		return min(max(30*p.off, 300), 5000)
	case g.drawing:
		return min(max(11*p.off, 300), 1700)
	case g.colors >= photoColors:
		return min(max(3*p.off/2, 10), 150)
	}
	return 100
}
