package codec

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"
	"time"
)

// gifAhead is how many pixels of the first frames are looked at before the palette that all frames share is chosen.
const gifAhead = 2 << 20

// gifTolerance is how much a channel may change without the pixel being drawn again; a palette of 256 colors is coarser.
const gifTolerance = 2

// gifFewest is how many colors a palette may have where the source has fewer: two make steps of every slanting line.
const gifFewest = 4

// gifAnimator writes a GIF. A pixel that does not change keeps the color it was given, and is stored as transparent. What
// makes the next frame cheapest becomes of a frame behind it, so a frame is written when the next one is known.
type gifAnimator struct {
	w          io.Writer
	size       image.Point
	loops      int
	extensions []byte // XMP and comments
	clock      clock
	ahead      []gifAheadFrame // nil once the palette is chosen
	palette    *gifPalette     // of all frames that it serves; nil before it is chosen
	canvas     gifCanvas
	class      []byte      // what becomes of each pixel of the next frame
	own        *gifPalette // the last one of a frame of its own
	colors     int         // that a palette has at most
	plain      bool        // colors are not mixed
	lzw        gifLZW
	last       *gifPicture // not written yet
}

type gifAheadFrame struct {
	m     *image.NRGBA
	units int
}

// gifPicture is a frame to be written.
type gifPicture struct {
	area    image.Rectangle
	index   []byte
	palette *gifPalette
	local   bool
	units   int
	dispose byte
	other   []byte    // for each pixel an index that shows the same as index
	data    []byte    // compressed; nil before it is
	before  gifCanvas // what the area showed before the frame
}

func gifAnimate(w io.Writer, a animation) frameWriter {
	plain := a.options.Colors > 0
	colors := maxColors - 1
	if plain {
		colors = min(colors, max(a.options.Colors, gifFewest))
	}
	return &gifAnimator{
		w: w, size: image.Pt(a.width, a.height), loops: a.loops, extensions: gifExtensions(a.options.Blocks), colors: colors, plain: plain,
		clock: clock{unit: 10 * time.Millisecond, most: 1<<16 - 1, slow: true},
	}
}

func (g *gifAnimator) add(m *image.NRGBA, delay time.Duration) error {
	units := g.clock.units(delay)
	if g.palette != nil {
		return g.draw(g.allOrNothing(m), units)
	}
	own := image.NewNRGBA(m.Rect)
	copy(own.Pix, m.Pix)
	g.ahead = append(g.ahead, gifAheadFrame{own, units})
	if int64(len(g.ahead)+1)*int64(g.size.X)*int64(g.size.Y) <= gifAhead {
		return nil
	}
	return g.begin(len(g.ahead) > 1 || g.loops != 1)
}

func (g *gifAnimator) close() error {
	if g.palette == nil {
		if err := g.begin(len(g.ahead) > 1); err != nil {
			return err
		}
	}
	if err := g.write(g.last); err != nil {
		return err
	}
	_, err := g.w.Write([]byte{gifTrailer})
	return err
}

// gifFaint is how opaque a pixel of a GIF's frame has to be to stay, once it is seen: scaling lets what changes beside it
// show through a little more or less.
const gifFaint = 0x40

// allOrNothing returns m with pixels that are opaque or nothing.
func (g *gifAnimator) allOrNothing(m *image.NRGBA) *image.NRGBA {
	n := image.NewNRGBA(m.Rect)
	for i := 0; i < len(m.Pix); i += 4 {
		if a := m.Pix[i+3]; a >= 0x80 || a >= gifFaint && g.plain && g.last != nil && g.canvas.shown.Pix[i+3] != 0 {
			copy(n.Pix[i:i+3], m.Pix[i:i+3])
			n.Pix[i+3] = 0xFF
		}
	}
	return n
}

// begin chooses the palette, writes what comes before the frames, and draws those that have waited.
func (g *gifAnimator) begin(animated bool) error {
	var pix []byte
	for i, f := range g.ahead {
		for at := 0; at < len(f.m.Pix); at += 4 {
			p := f.m.Pix[at : at+4 : at+4]
			if p[3] >= 0x80 && (i == 0 || !gifSame(p, g.ahead[i-1].m.Pix[at:at+4:at+4])) {
				pix = append(pix, p...)
			}
		}
	}
	g.palette = newGIFPalette(pix, g.colors, g.plain)
	bits := g.palette.bits()
	le := binary.LittleEndian
	head := le.AppendUint16(le.AppendUint16([]byte("GIF89a"), uint16(g.size.X)), uint16(g.size.Y))
	head = append(head, 0x80|byte(bits-1)<<4|byte(bits-1), 0, 0)
	head = append(head, g.palette.table()...)
	if animated && g.loops != 1 { // the number says how often it is shown again; without one it is shown once
		head = append(append(head, gifExtensionMark, gifApplication, 11), "NETSCAPE2.0"...)
		head = append(le.AppendUint16(append(head, 3, 1), uint16(max(g.loops-1, 0))), 0)
	}
	head = append(head, g.extensions...)
	if _, err := g.w.Write(head); err != nil {
		return err
	}
	ahead := g.ahead
	g.ahead = nil
	for _, f := range ahead {
		if err := g.draw(g.allOrNothing(f.m), f.units); err != nil {
			return err
		}
	}
	return nil
}

// wipe has the frame disposed of, with an area that is to disappear.
func (p *gifPicture) wipe(gone image.Rectangle) {
	p.dispose = gifClear
	area := p.area.Union(gone)
	if area == p.area {
		return
	}
	index := bytes.Repeat([]byte{p.palette.transparent()}, area.Dx()*area.Dy())
	for y := range p.area.Dy() {
		to := (p.area.Min.Y+y-area.Min.Y)*area.Dx() + p.area.Min.X - area.Min.X
		copy(index[to:], p.index[y*p.area.Dx():(y+1)*p.area.Dx()])
	}
	p.area, p.index, p.other, p.data = area, index, index, nil
}

// fill gives every pixel of the picture's area its index, and notes it as drawn.
func (g *gifAnimator) fill(p *gifPicture, m *image.NRGBA) {
	var fresh []byte
	g.fresh(p.area, m, func(_, i int) { fresh = append(fresh, m.Pix[i:i+4]...) })
	p.palette = g.palette
	if missed := g.palette.miss(fresh); !g.palette.serves(missed) {
		off := missed
		if g.own != nil { // the last frame's often serves again
			off = g.own.miss(fresh)
		}
		if 3*off > 2*missed || !g.own.serves(off) {
			g.own = newGIFPalette(fresh, g.colors, g.plain)
			off = g.own.off
		}
		if 3*off < 2*missed {
			p.palette, p.local = g.own, true
		}
	}
	n := p.area.Dx() * p.area.Dy()
	p.index = bytes.Repeat([]byte{p.palette.transparent()}, n)
	p.other = g.still(p)
	p.before = g.canvas.cut(p.area)
	g.fresh(p.area, m, func(n, i int) {
		x, y := p.area.Min.X+n%p.area.Dx(), p.area.Min.Y+n/p.area.Dx()
		v := p.palette.pick([3]byte(m.Pix[i:i+3]), x, y)
		p.index[n], p.other[n] = v, v
	})
	var near [][]byte
	if g.plain {
		near = p.palette.alternatives()
	}
	p.data = g.lzw.compress(gifPixels{p.index, p.other, p.area.Dx(), near}, max(p.palette.bits(), 2))
	g.fresh(p.area, m, func(n, i int) { g.canvas.set(i, m.Pix[i:i+4:i+4], p, p.index[n]) })
}

// still returns the indexes that show what the canvas shows already, transparent ones where there are none.
func (g *gifAnimator) still(p *gifPicture) []byte {
	other := bytes.Clone(p.index)
	if p.local {
		return other
	}
	n := 0
	for y := p.area.Min.Y; y < p.area.Max.Y; y++ {
		at := y*g.size.X + p.area.Min.X
		for _, v := range g.canvas.index[at : at+p.area.Dx()] {
			if v != gifNoIndex {
				other[n] = byte(v)
			}
			n++
		}
	}
	return other
}

// fresh visits the pixels of the area that have to be drawn: their number in the area, and their offset in m.
func (g *gifAnimator) fresh(area image.Rectangle, m *image.NRGBA, visit func(n, i int)) {
	n := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		i := m.PixOffset(area.Min.X, y)
		for range area.Dx() {
			if p := m.Pix[i : i+4 : i+4]; p[3] != 0 && [4]byte(p) != [4]byte(g.canvas.drawn.Pix[i:i+4]) {
				visit(n, i)
			}
			n++
			i += 4
		}
	}
}

func (g *gifAnimator) write(p *gifPicture) error {
	var out bytes.Buffer
	le := binary.LittleEndian
	var flags byte
	if bytes.IndexByte(p.index, p.palette.transparent()) >= 0 {
		flags = 1
	}
	flags |= p.dispose << 2
	head := le.AppendUint16([]byte{gifExtensionMark, gifControl, 4, flags}, uint16(p.units))
	head = append(head, p.palette.transparent()*(flags&1), 0, gifImage)
	for _, v := range []int{p.area.Min.X, p.area.Min.Y, p.area.Dx(), p.area.Dy()} {
		head = le.AppendUint16(head, uint16(v))
	}
	bits := p.palette.bits()
	if p.local {
		head = append(append(head, 0x80|byte(bits-1)), p.palette.table()...)
	} else {
		head = append(head, 0)
	}
	out.Write(head)
	if p.data == nil {
		p.data = g.lzw.compress(gifPixels{index: p.index, other: p.other}, max(bits, 2))
	}
	out.Write(p.data)
	_, err := g.w.Write(out.Bytes())
	return err
}
