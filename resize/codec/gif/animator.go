package gif

import (
	"bytes"
	"encoding/binary"
	"image"
	"io"
	"math/bits"
	"time"

	"sizemill/resize/codec/anim"
	"sizemill/resize/codec/format"
)

// ahead is how many pixels of the first frames are looked at before the palette that all frames share is chosen.
const ahead = 2 << 20

// round is how many colors a source has at least whose result may fill its table: more cost next to nothing then.
const round = 32

// tolerance is how much a channel may change without the pixel being drawn again; a palette of 256 colors is coarser.
const tolerance = 2

// fewest is how many colors a palette may have where the source has fewer: two make steps of every slanting line.
const fewest = 4

// animator writes a GIF. A pixel that does not change keeps the color it was given, and is stored as transparent. What
// makes the next frame cheapest becomes of a frame behind it, so a frame is written when the next one is known.
type animator struct {
	w          io.Writer
	size       image.Point
	loops      int
	extensions []byte // XMP and comments
	clock      anim.Clock
	ahead      []aheadFrame // nil once the palette is chosen
	palette    *palette     // of all frames that it serves; nil before it is chosen
	canvas     canvas
	class      []byte   // what becomes of each pixel of the next frame
	own        *palette // the last one of a frame of its own
	colors     int      // that a palette has at most
	plain      bool     // colors are not mixed
	drawing    bool     // the source has few colors
	lzw        gifLZW
	last       *picture // not written yet
}

type aheadFrame struct {
	m     *image.NRGBA
	units int
}

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
	before  canvas // what the area showed before the frame
}

// Animate begins an animation.
func Animate(w io.Writer, a format.Animation) format.FrameWriter {
	plain := a.Options.Colors > 0
	colors := maxColors - 1
	if plain {
		colors = min(colors, max(a.Options.Colors, fewest))
		if colors >= round {
			colors = 1<<bits.Len(uint(colors-1)) - 1
		}
	}
	return &animator{
		w: w, size: image.Pt(a.Width, a.Height), loops: a.Loops, extensions: extensions(a.Options.Blocks), colors: colors, plain: plain,
		drawing: plain && colors <= drawing,
		clock:   anim.Clock{Unit: 10 * time.Millisecond, Most: 1<<16 - 1, Slow: true},
	}
}

func (g *animator) Add(m *image.NRGBA, delay time.Duration) error {
	units := g.clock.Units(delay)
	if g.palette != nil {
		return g.draw(g.allOrNothing(m), units)
	}
	own := image.NewNRGBA(m.Rect)
	copy(own.Pix, m.Pix)
	g.ahead = append(g.ahead, aheadFrame{own, units})
	if int64(len(g.ahead)+1)*int64(g.size.X)*int64(g.size.Y) <= ahead {
		return nil
	}
	return g.begin(len(g.ahead) > 1 || g.loops != 1)
}

func (g *animator) Close() error {
	if g.palette == nil {
		if err := g.begin(len(g.ahead) > 1); err != nil {
			return err
		}
	}
	if err := g.write(g.last); err != nil {
		return err
	}
	_, err := g.w.Write([]byte{trailer})
	return err
}

// faint is how opaque a pixel of a GIF's frame has to be to stay, once it is seen: scaling lets what changes beside it
// show through a little more or less.
const faint = 0x40

// allOrNothing returns m with pixels that are opaque or nothing.
func (g *animator) allOrNothing(m *image.NRGBA) *image.NRGBA {
	n := image.NewNRGBA(m.Rect)
	for i := 0; i < len(m.Pix); i += 4 {
		if a := m.Pix[i+3]; a >= 0x80 || a >= faint && g.plain && g.last != nil && g.canvas.shown.Pix[i+3] != 0 {
			copy(n.Pix[i:i+3], m.Pix[i:i+3])
			n.Pix[i+3] = 0xFF
		}
	}
	return n
}

// begin chooses the palette, writes what comes before the frames, and draws those that have waited.
func (g *animator) begin(animated bool) error {
	var pix []byte
	first := 0 // bytes of the first frame
	for i, f := range g.ahead {
		for at := 0; at < len(f.m.Pix); at += 4 {
			p := f.m.Pix[at : at+4 : at+4]
			if p[3] >= 0x80 && (i == 0 || !same(p, g.ahead[i-1].m.Pix[at:at+4:at+4])) {
				pix = append(pix, p...)
			}
		}
		if i == 0 {
			first = len(pix)
		}
	}
	g.palette = newGIFPalette(pix, g.colors, g.plain)
	if first < len(pix) {
		g.palette.order(pix[first:])
	}
	bits := g.palette.bits()
	le := binary.LittleEndian
	head := le.AppendUint16(le.AppendUint16([]byte("GIF89a"), uint16(g.size.X)), uint16(g.size.Y))
	head = append(head, 0x80|byte(bits-1)<<4|byte(bits-1), 0, 0)
	head = append(head, g.palette.table()...)
	if animated && g.loops != 1 { // the number says how often it is shown again; without one it is shown once
		head = append(append(head, extensionMark, application, 11), "NETSCAPE2.0"...)
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

// DisposeBackground has the frame disposed of, with an area that is to disappear.
func (p *picture) wipe(gone image.Rectangle) {
	p.dispose = gifClear
	area := p.area.Union(gone)
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

// fill gives every pixel of the picture's area its index, and notes it as drawn.
func (g *animator) fill(p *picture, m *image.NRGBA) {
	g.choose(p, m)
	n := p.area.Dx() * p.area.Dy()
	p.index = bytes.Repeat([]byte{nothing}, n)
	p.other = g.still(p)
	p.before = g.canvas.cut(p.area)
	want := image.NewNRGBA(p.area)
	g.fresh(p.area, m, func(n, i int) {
		x, y := p.area.Min.X+n%p.area.Dx(), p.area.Min.Y+n/p.area.Dx()
		v := p.palette.pick([3]byte(m.Pix[i:i+3]), x, y)
		p.index[n], p.other[n] = v, v
		copy(want.Pix[4*n:4*n+4], m.Pix[i:i+4])
	})
	pixels := pixels{index: p.index, other: p.other}
	if g.plain {
		pixels.row, pixels.want, pixels.shown = p.area.Dx(), want, p.before.shown
		pixels.colors, pixels.near, pixels.alike = p.palette.colors, p.palette.alternatives(g.alike(p.palette)), g.alike(p.palette)
	}
	p.data = g.lzw.compress(pixels)
	g.fresh(p.area, m, func(n, i int) {
		if v := p.index[n]; v != nothing {
			g.canvas.set(i, m.Pix[i:i+4:i+4], p, v)
		} else { // what is shown is near enough
			copy(g.canvas.drawn.Pix[i:i+4], m.Pix[i:i+4])
		}
	})
}

// still returns the indexes that show what the canvas shows already, transparent ones where there are none.
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

// fresh visits the pixels of the area that have to be drawn: their number in the area, and their offset in m.
func (g *animator) fresh(area image.Rectangle, m *image.NRGBA, visit func(n, i int)) {
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

func (g *animator) write(p *picture) error {
	var out bytes.Buffer
	le := binary.LittleEndian
	var flags byte
	if p.dispose == gifClear || bytes.IndexByte(p.index, nothing) >= 0 {
		flags = 1 // some viewers clear to the background's color where no color is transparent
	}
	flags |= p.dispose << 2
	head := le.AppendUint16([]byte{extensionMark, gifControl, 4, flags}, uint16(p.units))
	head = append(head, nothing, 0, gifImage)
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
		p.data = g.lzw.compress(pixels{index: p.index, other: p.other})
	}
	out.Write(p.data)
	_, err := g.w.Write(out.Bytes())
	return err
}
