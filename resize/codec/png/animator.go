package png

import (
	"encoding/binary"
	"image"
	"io"
	"time"

	"sizemill/resize/codec/anim"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/png/pixels"
)

// animator encodes the changed rectangle of every frame as a picture and takes its pixels. The
// first frame is what programs without animations show.
type animator struct {
	w      io.Writer
	a      format.Animation
	clock  anim.Clock
	delta  anim.Delta
	next   uint32 // the next sequence number
	frames int
	chunks []byte
}

// delayUnit is the fraction of a second that delays count in: the finest of which 65,535 are
// enough.
func delayUnit(delay time.Duration) time.Duration {
	for _, unit := range []time.Duration{time.Millisecond, 10 * time.Millisecond} {
		if delay <= (1<<16-1)*unit {
			return unit
		}
	}
	return time.Second
}

// Animate begins an animation.
func Animate(w io.Writer, a format.Animation) format.FrameWriter {
	return &animator{w: w, a: a, clock: anim.Clock{Most: 1<<16 - 1}}
}

func (g *animator) Add(m *image.NRGBA, delay time.Duration) error {
	c := g.delta.Compare(m)
	var part *image.NRGBA
	over := true
	if c.Area.Empty() {
		part = image.NewNRGBA(image.Rect(0, 0, 1, 1)) // dispose none, composited over the canvas
		c.Area = part.Rect
	} else {
		part, over = g.delta.Cut(m, c)
	}
	data, err := pixels.CompressRGBA(part)
	if err != nil {
		return err
	}
	be := binary.BigEndian
	var control []byte
	for _, v := range []int{int(g.number()), c.Area.Dx(), c.Area.Dy(), c.Area.Min.X, c.Area.Min.Y} {
		control = be.AppendUint32(control, uint32(v))
	}
	g.clock.Unit = delayUnit(delay)
	control = be.AppendUint16(control, uint16(g.clock.Units(delay)))
	control = be.AppendUint16(control, uint16(time.Second/g.clock.Unit))
	control = append(control, 0, 0)
	if over {
		control[frameControlBytes-1] = 1
	}
	g.chunks = pixels.AppendChunk(g.chunks, "fcTL", control)
	if g.frames == 0 {
		g.chunks = pixels.AppendChunk(g.chunks, "IDAT", data)
	} else {
		g.chunks = pixels.AppendChunk(g.chunks, "fdAT",
			append(be.AppendUint32(nil, g.number()), data...))
	}
	g.frames++
	return nil
}

func (g *animator) number() uint32 {
	g.next++
	return g.next - 1
}

func (g *animator) Close() error {
	be := binary.BigEndian
	// 8 bits, RGBA
	ihdr := append(be.AppendUint32(be.AppendUint32(nil, uint32(g.a.Width)), uint32(g.a.Height)), 8,
		6, 0, 0, 0)
	head := pixels.AppendChunk([]byte(signature), "IHDR", ihdr)
	blocks, err := chunks(g.a.Options.Metadata)
	if err != nil {
		return err
	}
	head = append(head, blocks...)
	head = pixels.AppendChunk(head, "acTL",
		be.AppendUint32(be.AppendUint32(nil, uint32(g.frames)), uint32(g.a.Loops)))
	for _, part := range [][]byte{head, g.chunks, pixels.AppendChunk(nil, "IEND", nil)} {
		if _, err := g.w.Write(part); err != nil {
			return err
		}
	}
	return nil
}
