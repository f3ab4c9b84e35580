package gif

import (
	"bytes"
	"image"
)

// The disposal methods, as the file numbers them.
const disposeNone, disposeBackground, disposePrevious = 1, 2, 3

// disposal is a way to dispose of the last frame, and what the next one has to draw then.
type disposal struct {
	method byte
	area   image.Rectangle // around the pixels that have to be drawn
	pixels int             // that have to be drawn
	wiped  image.Rectangle // the area that becomes transparent
	unfit  bool            // it leaves pixels that have to go
}

func (d *disposal) draw(x, y int) {
	d.area = including(d.area, x, y)
	d.pixels++
}

// including returns area enlarged to hold the pixel at (x, y).
func including(area image.Rectangle, x, y int) image.Rectangle {
	if area.Empty() {
		return image.Rect(x, y, x+1, y+1)
	}
	area.Min.X, area.Max.X = min(area.Min.X, x), max(area.Max.X, x+1)
	area.Min.Y, area.Max.Y = min(area.Min.Y, y), max(area.Max.Y, y+1)
	return area
}

// cost estimates the size of the next frame.
func (d *disposal) cost() int { return 16*d.pixels + d.area.Dx()*d.area.Dy() }

// edge returns near for pixels that lie beside another color; 0 for no difference.
func (g *animator) edge() int {
	switch {
	case !g.drawing:
		return 0
	case g.colors <= simpleColors:
		return 1200
	}
	return 120
}

// near returns how large an error of the pixels shown may be, as a square: a GIF's own colors are
// not exact.
func (g *animator) near() int {
	if g.plain && g.colors < photoColors {
		return 48
	}
	return 12
}

// disposal chooses how the last frame is disposed of before m is drawn.
func (g *animator) disposal(m *image.NRGBA) disposal {
	none := g.toNone()
	best := none
	if none.unfit {
		best = g.toBackground(none, m)
	}
	if previous := g.toPrevious(none, m, best.cost()); !previous.unfit {
		best = previous
	}
	return best
}

// toNone is the disposal that changes nothing. Its wiped area is the one that has to go.
func (g *animator) toNone() disposal {
	d := disposal{method: disposeNone}
	w := g.size.X
	for y, changed := range g.changes.rows {
		if !changed {
			continue
		}
		for x, class := range g.changes.class[y*w : (y+1)*w] {
			switch class {
			case pixelChanges:
				d.draw(x, y)
			case pixelGoes:
				d.wiped = including(d.wiped, x, y)
				d.unfit = true
			}
		}
	}
	return d
}

// toBackground is the disposal that clears the last frame's area, enlarged by the one that has to
// go.
func (g *animator) toBackground(none disposal, m *image.NRGBA) disposal {
	d := disposal{
		method: disposeBackground, wiped: g.last.area.Union(none.wiped),
		area: none.area, pixels: none.pixels,
	}
	for y := d.wiped.Min.Y; y < d.wiped.Max.Y; y++ {
		at := y * g.size.X
		for x := d.wiped.Min.X; x < d.wiped.Max.X; x++ {
			if m.Pix[4*(at+x)+3] != 0 && g.changes.class[at+x] == pixelStays {
				d.draw(x, y)
			}
		}
	}
	return d
}

// toPrevious is the disposal that brings back what the last frame's area showed before it. It is
// unfit where it costs limit or more.
func (g *animator) toPrevious(none disposal, m *image.NRGBA, limit int) disposal {
	d := disposal{method: disposePrevious}
	area := g.last.area
	if area == m.Rect || !none.wiped.In(area) && !none.wiped.Empty() {
		// Nothing was shown before the first frame, and little remains behind one that is as large.
		d.unfit = true
		return d
	}
	for y := 0; y < g.size.Y && !d.unfit; y++ {
		if y >= area.Min.Y && y < area.Max.Y {
			g.restoreRow(&d, m, y)
		} else {
			g.drawChanged(&d, y, 0, g.size.X)
		}
		d.unfit = d.unfit || d.cost() >= limit
	}
	return d
}

// drawChanged adds the pixels from x to end of row y that change.
func (g *animator) drawChanged(d *disposal, y, x, end int) {
	if !g.changes.rows[y] {
		return
	}
	for ; x < end; x++ {
		if g.changes.class[y*g.size.X+x] == pixelChanges {
			d.draw(x, y)
		}
	}
}

// restoreRow adds the pixels of row y that have to be drawn when the last frame's area shows what
// it showed before.
func (g *animator) restoreRow(d *disposal, m *image.NRGBA, y int) {
	area, before := g.last.area, &g.before
	i := m.PixOffset(area.Min.X, y)
	at := before.drawn.PixOffset(area.Min.X, y)
	n := 4 * area.Dx()
	if !g.changes.rows[y] && bytes.Equal(before.shown.Pix[at:at+n], g.canvas.shown.Pix[i:i+n]) {
		return
	}
	g.drawChanged(d, y, 0, area.Min.X)
	for x := area.Min.X; x < area.Max.X; x, i, at = x+1, i+4, at+4 {
		want := m.Pix[i : i+4 : i+4]
		switch {
		case want[3] == 0:
			if before.drawn.Pix[at+3] != 0 {
				d.unfit = true
				return
			}
		case g.changes.class[i/4] == pixelStays:
			if [4]byte(before.shown.Pix[at:at+4]) != [4]byte(g.canvas.shown.Pix[i:i+4]) {
				d.draw(x, y)
			}
		case !before.stays(at, want):
			d.draw(x, y)
		}
	}
	g.drawChanged(d, y, area.Max.X, g.size.X)
}

// dispose disposes of the last frame, and gives the pixels of m that need not be drawn the colors
// shown.
func (g *animator) dispose(d disposal, m *image.NRGBA) {
	w := g.size.X
	for y, changed := range g.changes.rows {
		if !changed {
			continue
		}
		for i := y * w; i < (y+1)*w; i++ {
			if g.changes.class[i] == pixelStays { // also when it has to be drawn again
				*(*[4]byte)(m.Pix[4*i:]) = [4]byte(g.canvas.drawn.Pix[4*i:])
			}
		}
	}
	g.last.dispose = d.method
	switch d.method {
	case disposeBackground:
		g.last.wipe(d.wiped)
		g.canvas.clear(d.wiped)
	case disposePrevious:
		g.takePrevious(m)
		g.canvas.paste(&g.before)
	}
}

// takePrevious gives the pixels of m that the previous ones show well enough the colors of those.
func (g *animator) takePrevious(m *image.NRGBA) {
	area, before := g.last.area, &g.before
	for y := area.Min.Y; y < area.Max.Y; y++ {
		i, at := m.PixOffset(area.Min.X, y), before.drawn.PixOffset(area.Min.X, y)
		for range area.Dx() {
			class := g.changes.class[i/4]
			unchanged := class == pixelStays &&
				[4]byte(before.shown.Pix[at:at+4]) == [4]byte(g.canvas.shown.Pix[i:i+4])
			if unchanged || class == pixelChanges && before.stays(at, m.Pix[i:i+4:i+4]) {
				copy(m.Pix[i:i+4], before.drawn.Pix[at:at+4])
			}
			i, at = i+4, at+4
		}
	}
}
