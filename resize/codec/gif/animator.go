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

// ahead is how many pixels of the first frames are read before the shared palette is chosen.
const ahead = 2 << 20

// round is how many colors a source has at least whose result may fill its table: more cost next to
// nothing then.
const round = 32

// tolerance is how much a channel may change without the pixel being drawn again; a palette of 256
// colors is coarser.
const tolerance = 2

// fewest is how many colors a palette may have where the source has fewer: two make steps of every
// slanting line.
const fewest = 4

// animator writes a GIF. A pixel that does not change keeps its color, and is stored as
// transparent. A frame is written when the next one is known, because it is disposed of in the way
// that makes the next one cheapest.
type animator struct {
	w          io.Writer
	size       image.Point
	loops      int
	extensions []byte // XMP and comments
	clock      anim.Clock
	ahead      []aheadFrame // nil once the palette is chosen
	palette    *palette     // shared by all frames that it serves; nil before it is chosen
	own        *palette     // the last local one
	colors     int          // the most that a palette may have
	plain      bool         // colors are not mixed
	drawing    bool         // the source has few colors
	canvas     canvas
	before     canvas // what the area of the last frame showed before it
	changes    changes
	last       *picture // not written yet
	lzw        compressor

	// Buffers for one frame:
	frame      *image.NRGBA // its pixels, each opaque or fully transparent
	want       *image.NRGBA // those of them that are drawn
	fresh      []byte       // the same in a row
	plainFresh []byte       // those of them in plain areas
}

type aheadFrame struct {
	m     *image.NRGBA
	units int
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
		w: w, size: image.Pt(a.Width, a.Height), loops: a.Loops,
		extensions: extensions(a.Options.Metadata),
		colors:     colors, plain: plain, drawing: plain && colors <= drawingColors,
		clock: anim.Clock{Unit: 10 * time.Millisecond, Most: 1<<16 - 1, Slow: true},
	}
}

// Add adds a frame.
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

// Close writes the last frame and the trailer.
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

// faint is how opaque a pixel has to be to stay once it is seen: scaling lets what changes beside
// it show through a little more or less.
const faint = 0x40

// allOrNothing copies m to g.frame, its pixels opaque or fully transparent.
func (g *animator) allOrNothing(m *image.NRGBA) *image.NRGBA {
	g.frame = resized(g.frame, m.Rect)
	w := 4 * m.Rect.Dx()
	for at := 0; at < len(m.Pix); at += w {
		from, to := m.Pix[at:at+w], g.frame.Pix[at:at+w]
		switch {
		case g.last == nil:
			allOrNothing(to, from, nil)
		case bytes.Equal(from, g.canvas.drawn.Pix[at:at+w]):
			copy(to, from)
		case g.plain:
			allOrNothing(to, from, g.canvas.shown.Pix[at:at+w])
		default:
			allOrNothing(to, from, nil)
		}
	}
	return g.frame
}

// allOrNothing copies pixels. Faint ones become opaque where something is shown already.
func allOrNothing(to, from, shown []byte) {
	for i := 0; i < len(from); i += 4 {
		p := [4]byte(from[i:])
		if p[3] >= 0x80 || p[3] >= faint && shown != nil && shown[i+3] != 0 {
			p[3] = 0xFF
		} else {
			p = [4]byte{}
		}
		*(*[4]byte)(to[i:]) = p
	}
}

// begin chooses the palette, and writes the head and the frames read ahead.
func (g *animator) begin(animated bool) error {
	pix, first := g.sample()
	g.palette = newPalette(pix, g.colors, g.plain)
	if first < len(pix) {
		g.palette.order(pix[first:])
	}
	if _, err := g.w.Write(g.head(animated)); err != nil {
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

// sample returns the pixels of the frames read ahead that change, and how many bytes of them are
// the first frame's.
func (g *animator) sample() (pix []byte, first int) {
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
	return pix, first
}

// head returns the bytes that come before the first frame.
func (g *animator) head(animated bool) []byte {
	bits := g.palette.bits()
	le := binary.LittleEndian
	head := le.AppendUint16([]byte("GIF89a"), uint16(g.size.X))
	head = le.AppendUint16(head, uint16(g.size.Y))
	head = append(head, 0x80|byte(bits-1)<<4|byte(bits-1), 0, 0)
	head = append(head, g.palette.table()...)
	if animated && g.loops != 1 {
		// The number says how often it is repeated; without one it is shown once.
		head = append(append(head, extensionMark, application, 11), "NETSCAPE2.0"...)
		head = append(le.AppendUint16(append(head, 3, 1), uint16(max(g.loops-1, 0))), 0)
	}
	return append(head, g.extensions...)
}

// draw makes the frame that shows m, and writes the one before it, disposed of in the way that
// makes the new one cheapest.
func (g *animator) draw(m *image.NRGBA, units int) error {
	next := &picture{units: units, dispose: disposeNone}
	if g.last == nil {
		g.canvas = newCanvas(m.Rect, g.near())
		g.canvas.edge = g.edge()
		g.changes = newChanges(g.size)
		next.area = m.Rect
	} else {
		g.canvas.classify(g.changes, m)
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
