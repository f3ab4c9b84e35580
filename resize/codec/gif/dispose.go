package gif

import (
	"image"
)

// Disposals, as the file names them.
const keep, gifClear, restore = 1, 2, 3

// gifDisposal is a way to dispose of the last frame, and what the next one has to draw then.
type gifDisposal struct {
	dispose byte
	area    image.Rectangle // around the pixels that have to be drawn
	pixels  int             // how many they are
	wiped   image.Rectangle // what is cleared
	never   bool            // it leaves pixels that have to go
}

func (d *gifDisposal) draw(x, y int) {
	d.area = d.area.Union(image.Rect(x, y, x+1, y+1))
	d.pixels++
}

// cost estimates what the next frame takes.
func (d *gifDisposal) cost() int { return 16*d.pixels + d.area.Dx()*d.area.Dy() }

// draw makes the frame that shows m, and writes the one before it, disposed of in the way that makes the new one cheapest.
func (g *animator) draw(m *image.NRGBA, units int) error {
	next := &picture{units: units, dispose: keep}
	if g.last == nil {
		g.canvas = newGIFCanvas(m.Rect, g.near())
		if g.drawing {
			g.canvas.edge = edge
		}
		g.class = make([]byte, m.Rect.Dx()*m.Rect.Dy())
		next.area = m.Rect
	} else {
		g.canvas.classify(g.class, m)
		d := g.disposal(m)
		g.dispose(d, m)
		if err := g.write(g.last); err != nil {
			return err
		}
		next.area = d.area
	}
	if next.area.Empty() {
		next.area = image.Rect(0, 0, 1, 1)
	}
	g.fill(next, m)
	g.last = next
	return nil
}

// edge is near for pixels of drawings beside which another color lies.
const edge = 120

// near is how far what is shown may be off, as a square: a GIF's own colors are not exact.
func (g *animator) near() int {
	if g.plain && g.colors < gifPhoto {
		return 48
	}
	return 12
}

// Disposal chooses how the last frame is disposed of before m is drawn.
func (g *animator) disposal(m *image.NRGBA) gifDisposal {
	keep := g.kept()
	restore := g.restored(keep, m)
	best := keep
	if keep.never {
		best = g.cleared(keep, m)
	}
	if !restore.never && restore.cost() < best.cost() {
		best = restore
	}
	return best
}

// kept is the disposal that changes nothing. Its wiped area is what has to go.
func (g *animator) kept() gifDisposal {
	d := gifDisposal{dispose: keep}
	w := g.size.X
	for y := range g.size.Y {
		for x, class := range g.class[y*w : (y+1)*w] {
			switch class {
			case pixelChanges:
				d.draw(x, y)
			case pixelGoes:
				d.wiped = d.wiped.Union(image.Rect(x, y, x+1, y+1))
				d.never = true
			}
		}
	}
	return d
}

// cleared is the disposal that clears the last frame's area, enlarged by what has to go.
func (g *animator) cleared(keep gifDisposal, m *image.NRGBA) gifDisposal {
	d := gifDisposal{dispose: gifClear, wiped: g.last.area.Union(keep.wiped), area: keep.area, pixels: keep.pixels}
	for y := d.wiped.Min.Y; y < d.wiped.Max.Y; y++ {
		for x := d.wiped.Min.X; x < d.wiped.Max.X; x++ {
			if m.Pix[m.PixOffset(x, y)+3] != 0 && g.class[y*g.size.X+x] == pixelStays {
				d.draw(x, y)
			}
		}
	}
	return d
}

// restored is the disposal that brings back what the last frame's area showed before it.
func (g *animator) restored(keep gifDisposal, m *image.NRGBA) gifDisposal {
	d := gifDisposal{dispose: restore}
	area := g.last.area
	if area == m.Rect || !keep.wiped.In(area) && !keep.wiped.Empty() {
		d.never = true // there is nothing to bring back before the first frame, and little behind one that is as large
		return d
	}
	before := &g.last.before
	for y := range g.size.Y {
		for x, class := range g.class[y*g.size.X : (y+1)*g.size.X] {
			i := m.PixOffset(x, y)
			if !image.Pt(x, y).In(area) {
				if class == pixelChanges {
					d.draw(x, y)
				}
				continue
			}
			at := before.drawn.PixOffset(x, y)
			want := m.Pix[i : i+4 : i+4]
			switch {
			case want[3] == 0:
				if before.drawn.Pix[at+3] != 0 {
					d.never = true
					return d
				}
			case class == pixelStays:
				if [4]byte(before.shown.Pix[at:at+4]) != [4]byte(g.canvas.shown.Pix[i:i+4]) {
					d.draw(x, y)
				}
			case !before.stays(at, want):
				d.draw(x, y)
			}
		}
	}
	return d
}

// dispose disposes of the last frame, and gives the pixels of m that need not be drawn the colors that are shown.
func (g *animator) dispose(d gifDisposal, m *image.NRGBA) {
	area := g.last.area
	for i, class := range g.class {
		if class == pixelStays {
			copy(m.Pix[4*i:4*i+4], g.canvas.drawn.Pix[4*i:4*i+4]) // also when it has to be drawn again
		}
	}
	g.last.dispose = d.dispose
	switch d.dispose {
	case gifClear:
		g.last.wipe(d.wiped)
		g.canvas.clear(d.wiped)
	case restore:
		before := &g.last.before
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Max.X; x++ {
				i, at := m.PixOffset(x, y), before.drawn.PixOffset(x, y)
				class := g.class[i/4]
				same := class == pixelStays && [4]byte(before.shown.Pix[at:at+4]) == [4]byte(g.canvas.shown.Pix[i:i+4])
				if same || class == pixelChanges && before.stays(at, m.Pix[i:i+4:i+4]) {
					copy(m.Pix[i:i+4], before.drawn.Pix[at:at+4])
				}
			}
		}
		g.canvas.paste(*before)
	}
}
