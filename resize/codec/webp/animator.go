package webp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"
	"time"

	"sizemill/resize/codec/anim"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/webp/libwebp"
	"sizemill/resize/fault"
)

// tolerance is how much a channel may change in a lossy animation before the pixel is drawn again:
// compression noise in a still area stays.
const tolerance = 2

// animator encodes the changed rectangle of every frame as a picture and takes its chunks.
type animator struct {
	w      io.Writer
	a      format.Animation
	how    libwebp.Options
	clock  anim.Clock
	delta  anim.Delta
	alpha  bool // a frame has transparency
	chunks []byte
}

// Animate begins an animation.
func Animate(w io.Writer, a format.Animation) format.FrameWriter {
	g := &animator{
		w: w, a: a, how: options(a.Options),
		clock: anim.Clock{Unit: time.Millisecond, Most: 1<<24 - 1},
	}
	if g.how.Exact = g.how.Lossless; !g.how.Lossless {
		g.delta.Tolerance = tolerance
	}
	return g
}

func (g *animator) Add(m *image.NRGBA, delay time.Duration) error {
	options := g.how
	c := g.delta.Compare(m)
	c.Area.Min.X &^= 1 // offsets are stored halved
	c.Area.Min.Y &^= 1
	var part *image.NRGBA
	var over bool
	if c.Area.Empty() {
		// dispose none, composited over the canvas
		part, over = image.NewNRGBA(image.Rect(0, 0, 1, 1)), true
		c.Area = part.Rect
		options.Lossless, options.Exact = true, true
	} else {
		part, over = g.delta.Cut(m, c)
	}
	g.alpha = g.alpha || !part.Opaque()
	file, err := libwebp.Encode(part, options)
	if err != nil {
		return err
	}
	chunks, err := pictureChunks(file)
	if err != nil {
		return err
	}
	var frame []byte
	for _, v := range []int{c.Area.Min.X / 2, c.Area.Min.Y / 2, c.Area.Dx() - 1, c.Area.Dy() - 1,
		g.clock.Units(delay)} {
		frame = append(frame, byte(v), byte(v>>8), byte(v>>16))
	}
	if over {
		frame = append(frame, 0)
	} else {
		frame = append(frame, anmfReplace)
	}
	g.chunks = chunk(g.chunks, "ANMF", append(frame, chunks...))
	return nil
}

func (g *animator) Close() error {
	b := g.a.Options.Metadata
	flags := vp8xAnimation | blockFlags(b)
	if g.alpha {
		flags |= vp8xAlpha
	}
	head := vp8x(flags, g.a.Width, g.a.Height)
	head = chunk(head, "ICCP", b.ICC)
	// on a transparent background
	head = chunk(head, "ANIM",
		binary.LittleEndian.AppendUint16([]byte{0, 0, 0, 0}, uint16(g.a.Loops)))
	tail := tail(b)
	size := int64(len(head)) + int64(len(g.chunks)) + int64(len(tail))
	if size > most {
		return fault.TooLarge("WebP holds at most 4 GB")
	}
	for _, part := range [][]byte{riff(size), head, g.chunks, tail} {
		if _, err := g.w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// pictureChunks returns the chunks of a file that hold its picture.
func pictureChunks(file []byte) ([]byte, error) {
	var out []byte
	c := format.NewCursor(bytes.NewReader(file), int64(len(file)))
	err := walk(c, func(p part) error {
		if !p.open && (p.kind == "ALPH" || p.kind == "VP8 " || p.kind == "VP8L") {
			out = chunk(out, p.kind, file[p.from:p.from+p.n])
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		err = errors.New("the WebP encoder made no picture")
	}
	return out, err
}
