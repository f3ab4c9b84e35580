package codec

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"image"
	"io"
	"time"
)

// gifAhead is how many pixels of the first frames are looked at before the palette that all frames share is chosen.
const gifAhead = 2 << 20

// gifTolerance is how much a channel may change without the pixel being drawn anew; a palette of 256 colours is coarser.
const gifTolerance = 2

// gifAnimator writes a GIF. A pixel that does not change keeps the colour it was given, and is stored as transparent. Where one
// disappears, the frame before is disposed to the background, so a frame is written when the next one is known.
type gifAnimator struct {
	w          io.Writer
	size       image.Point
	loops      int
	extensions []byte // XMP and comments
	clock      clock
	ahead      []gifAheadFrame // nil once the palette is chosen
	palette    *gifPalette     // of all frames that it serves; nil before it is chosen
	delta      delta
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
	wiped   bool
}

func gifAnimate(w io.Writer, a animation) frameWriter {
	return &gifAnimator{
		w: w, size: image.Pt(a.width, a.height), loops: a.loops, extensions: gifExtensions(a.options.Blocks), delta: delta{tolerance: gifTolerance},
		clock: clock{unit: 10 * time.Millisecond, most: 1<<16 - 1, slow: true},
	}
}

func (g *gifAnimator) add(m *image.NRGBA, delay time.Duration) error {
	units := g.clock.units(delay)
	solid := allOrNothing(m)
	if g.palette != nil {
		return g.draw(solid, units)
	}
	g.ahead = append(g.ahead, gifAheadFrame{solid, units})
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

// allOrNothing is m with pixels that are opaque or nothing.
func allOrNothing(m *image.NRGBA) *image.NRGBA {
	n := image.NewNRGBA(m.Rect)
	for i := 0; i < len(m.Pix); i += 4 {
		if m.Pix[i+3] >= 0x80 {
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
			if p[3] != 0 && (i == 0 || !g.delta.same(p, g.ahead[i-1].m.Pix[at:at+4])) {
				pix = append(pix, p...)
			}
		}
	}
	g.palette = newGIFPalette(pix)
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
		if err := g.draw(f.m, f.units); err != nil {
			return err
		}
	}
	return nil
}

// draw makes the frame that shows m, and writes the one before it.
func (g *gifAnimator) draw(m *image.NRGBA, units int) error {
	next := &gifPicture{units: units}
	if g.delta.drawn == nil {
		g.delta.drawn = image.NewNRGBA(m.Rect)
		next.area = m.Rect
	} else {
		next.area = g.changed(m)
		if err := g.write(g.last); err != nil {
			return err
		}
	}
	if next.area.Empty() {
		next.area = image.Rect(0, 0, 1, 1)
	}
	g.fill(next, m)
	g.last = next
	return nil
}

// changed gives the area that m changes. Where pixels disappear, it has the last frame wiped and asks for what is lost with them.
func (g *gifAnimator) changed(m *image.NRGBA) image.Rectangle {
	var area, gone image.Rectangle
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			i := m.PixOffset(x, y)
			p, was := m.Pix[i:i+4:i+4], g.delta.drawn.Pix[i:i+4:i+4]
			if g.delta.same(p, was) {
				copy(p, was) // it stays as it was drawn, also when it has to be drawn again
				continue
			}
			if at := image.Rect(x, y, x+1, y+1); p[3] == 0 {
				gone = gone.Union(at)
			} else {
				area = area.Union(at)
			}
		}
	}
	if gone.Empty() {
		return area
	}
	g.last.wipe(gone)
	clearArea(g.delta.drawn, g.last.area)
	for y := g.last.area.Min.Y; y < g.last.area.Max.Y; y++ {
		for x := g.last.area.Min.X; x < g.last.area.Max.X; x++ {
			if m.Pix[m.PixOffset(x, y)+3] != 0 {
				area = area.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return area
}

// wipe has the frame disposed of, with an area that is to disappear.
func (p *gifPicture) wipe(gone image.Rectangle) {
	p.wiped = true
	area := p.area.Union(gone)
	if area == p.area {
		return
	}
	index := bytes.Repeat([]byte{p.palette.transparent()}, area.Dx()*area.Dy())
	for y := range p.area.Dy() {
		to := (p.area.Min.Y+y-area.Min.Y)*area.Dx() + p.area.Min.X - area.Min.X
		copy(index[to:], p.index[y*p.area.Dx():(y+1)*p.area.Dx()])
	}
	p.area, p.index = area, index
}

// fill gives every pixel of the picture's area its index, and notes it as drawn.
func (g *gifAnimator) fill(p *gifPicture, m *image.NRGBA) {
	var fresh []byte
	g.fresh(p.area, m, func(_, i int) { fresh = append(fresh, m.Pix[i:i+4]...) })
	p.palette = g.palette
	if missed := g.palette.miss(fresh); !g.palette.serves(missed) {
		if own := newGIFPalette(fresh); 3*own.off < 2*missed {
			p.palette, p.local = own, true
		}
	}
	p.index = bytes.Repeat([]byte{p.palette.transparent()}, p.area.Dx()*p.area.Dy())
	g.fresh(p.area, m, func(n, i int) {
		x, y := p.area.Min.X+n%p.area.Dx(), p.area.Min.Y+n/p.area.Dx()
		p.index[n] = p.palette.pick([3]byte(m.Pix[i:i+3]), x, y)
		copy(g.delta.drawn.Pix[i:i+4], m.Pix[i:i+4])
	})
}

// fresh visits the pixels of the area that have to be drawn: their number in the area, and their offset in m.
func (g *gifAnimator) fresh(area image.Rectangle, m *image.NRGBA, visit func(n, i int)) {
	n := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		i := m.PixOffset(area.Min.X, y)
		for range area.Dx() {
			if p := m.Pix[i : i+4 : i+4]; p[3] != 0 && [4]byte(p) != [4]byte(g.delta.drawn.Pix[i:i+4]) {
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
	if p.wiped {
		flags |= 2 << 2
	} else {
		flags |= 1 << 2
	}
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
	width := max(bits, 2)
	out.Write(append(head, byte(width)))
	blocks := &subBlocks{out: &out}
	z := lzw.NewWriter(blocks, lzw.LSB, width)
	if _, err := z.Write(p.index); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	blocks.end()
	_, err := g.w.Write(out.Bytes())
	return err
}

// subBlocks cuts a stream into GIF's data sub-blocks of up to 255 bytes.
type subBlocks struct {
	out  *bytes.Buffer
	held []byte
}

func (s *subBlocks) Write(p []byte) (int, error) {
	s.held = append(s.held, p...)
	for len(s.held) >= 255 {
		s.put(255)
	}
	return len(p), nil
}

func (s *subBlocks) put(n int) {
	s.out.WriteByte(byte(n))
	s.out.Write(s.held[:n])
	s.held = s.held[n:]
}

// end writes the rest and the empty block that closes the stream.
func (s *subBlocks) end() {
	if len(s.held) > 0 {
		s.put(len(s.held))
	}
	s.out.WriteByte(0)
}
