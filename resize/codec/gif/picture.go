package gif

import (
	"bytes"
	"encoding/binary"
	"image"
)

// picture is a frame to be written.
type picture struct {
	area    image.Rectangle
	index   []byte
	palette *palette
	local   bool
	units   int
	dispose byte
	other   []byte // for each pixel an index that shows the same as index
	data    []byte // compressed; nil before it is
}

// wipe disposes of the picture to the background, together with an area that has to go.
func (p *picture) wipe(area image.Rectangle) {
	p.dispose = disposeBackground
	area = area.Union(p.area)
	if area == p.area {
		return
	}
	index := bytes.Repeat([]byte{nothing}, area.Dx()*area.Dy())
	for y := range p.area.Dy() {
		to := (p.area.Min.Y+y-area.Min.Y)*area.Dx() + p.area.Min.X - area.Min.X
		copy(index[to:], p.index[y*p.area.Dx():(y+1)*p.area.Dx()])
	}
	p.area, p.index, p.other, p.data = area, index, index, nil
}

// fill gives every pixel of the picture's area its index, and draws them on the canvas.
func (g *animator) fill(p *picture, m *image.NRGBA) {
	g.choose(p, m)
	w := p.area.Dx()
	p.index = bytes.Repeat([]byte{nothing}, w*p.area.Dy())
	p.other = g.still(p)
	g.canvas.cut(p.area, &g.before)
	g.want = resized(g.want, p.area)
	clear(g.want.Pix)
	g.visitFresh(p.area, m, func(n, i int) {
		c := [4]byte(m.Pix[i:])
		v := p.palette.pick([3]byte(c[:]), p.area.Min.X+n%w, p.area.Min.Y+n/w)
		p.index[n], p.other[n] = v, v
		*(*[4]byte)(g.want.Pix[4*n:]) = c
	})
	pixels := pixels{index: p.index, other: p.other}
	if g.plain {
		alike := g.alike(p.palette)
		pixels.row, pixels.want, pixels.shown = w, g.want, g.before.shown
		pixels.colors, pixels.alike = p.palette.colors, alike
		pixels.near = p.palette.alternatives(alike)
	}
	p.data = g.lzw.compress(pixels)
	g.visitFresh(p.area, m, func(n, i int) {
		if v := p.index[n]; v != nothing {
			g.canvas.set(i, m.Pix[i:i+4:i+4], p, v)
		} else { // the color shown is near enough
			copy(g.canvas.drawn.Pix[i:i+4], m.Pix[i:i+4])
		}
	})
}

// still returns the indexes of the colors that the canvas shows already, transparent ones where
// there are none.
func (g *animator) still(p *picture) []byte {
	other := bytes.Clone(p.index)
	if p.local {
		return other
	}
	n := 0
	for y := p.area.Min.Y; y < p.area.Max.Y; y++ {
		at := y*g.size.X + p.area.Min.X
		for _, v := range g.canvas.index[at : at+p.area.Dx()] {
			if v != noIndex {
				other[n] = byte(v)
			}
			n++
		}
	}
	return other
}

// visitFresh visits the pixels of the area that have to be drawn: their number in the area, and
// their offset in m.
func (g *animator) visitFresh(area image.Rectangle, m *image.NRGBA, visit func(n, i int)) {
	w := 4 * area.Dx()
	for y := range area.Dy() {
		i := m.PixOffset(area.Min.X, area.Min.Y+y)
		if bytes.Equal(m.Pix[i:i+w], g.canvas.drawn.Pix[i:i+w]) {
			continue
		}
		for n := y * area.Dx(); n < (y+1)*area.Dx(); n++ {
			p := [4]byte(m.Pix[i:])
			if p[3] != 0 && p != [4]byte(g.canvas.drawn.Pix[i:]) {
				visit(n, i)
			}
			i += 4
		}
	}
}

// write writes a picture.
func (g *animator) write(p *picture) error {
	var flags byte
	if p.dispose == disposeBackground || bytes.IndexByte(p.index, nothing) >= 0 {
		// Some viewers clear to the background color where no color is transparent.
		flags = 1
	}
	flags |= p.dispose << 2
	le := binary.LittleEndian
	out := le.AppendUint16([]byte{extensionMark, graphicControl, 4, flags}, uint16(p.units))
	out = append(out, nothing, 0, imageMark)
	for _, v := range []int{p.area.Min.X, p.area.Min.Y, p.area.Dx(), p.area.Dy()} {
		out = le.AppendUint16(out, uint16(v))
	}
	if p.local {
		out = append(out, 0x80|byte(p.palette.bits()-1))
		out = append(out, p.palette.table()...)
	} else {
		out = append(out, 0)
	}
	if p.data == nil {
		p.data = g.lzw.compress(pixels{index: p.index, other: p.other})
	}
	_, err := g.w.Write(append(out, p.data...))
	return err
}
