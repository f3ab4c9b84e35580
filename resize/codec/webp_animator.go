package codec

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"
	"time"

	"sizemill/resize/codec/webp/libwebp"
)

// webpTolerance is how much a channel may change in a lossy animation without the pixel being drawn anew: the noise that
// compression has left in a still area stays as it is.
const webpTolerance = 2

// webpAnimator has every frame's changed rectangle encoded as a picture of its own and takes its chunks.
type webpAnimator struct {
	w      io.Writer
	a      animation
	how    libwebp.Options
	clock  clock
	delta  delta
	alpha  bool // a frame has transparency
	chunks []byte
}

func webpAnimate(w io.Writer, a animation) frameWriter {
	g := &webpAnimator{w: w, a: a, how: webpOptions(a.options), clock: webpClock()}
	if g.how.Exact = g.how.Lossless; !g.how.Lossless {
		g.delta.tolerance = webpTolerance
	}
	return g
}

func webpClock() clock { return clock{unit: time.Millisecond, most: 1<<24 - 1} }

func (g *webpAnimator) add(m *image.NRGBA, delay time.Duration) error {
	options := g.how
	c := g.delta.compare(m)
	c.area.Min.X &^= 1 // offsets are stored halved
	c.area.Min.Y &^= 1
	var part *image.NRGBA
	var over bool
	if c.area.Empty() {
		part, over = image.NewNRGBA(image.Rect(0, 0, 1, 1)), true // nothing, laid over what is there
		c.area = part.Rect
		options.Lossless, options.Exact = true, true
	} else {
		part, over = g.delta.cut(m, c)
	}
	g.alpha = g.alpha || !part.Opaque()
	file, err := libwebp.Encode(part, options)
	if err != nil {
		return webpError(err)
	}
	chunks, err := webpPictureChunks(file)
	if err != nil {
		return err
	}
	var frame []byte
	for _, v := range []int{c.area.Min.X / 2, c.area.Min.Y / 2, c.area.Dx() - 1, c.area.Dy() - 1, g.clock.units(delay)} {
		frame = append(frame, byte(v), byte(v>>8), byte(v>>16))
	}
	if over {
		frame = append(frame, 0)
	} else {
		frame = append(frame, anmfReplace)
	}
	g.chunks = webpChunk(g.chunks, "ANMF", append(frame, chunks...))
	return nil
}

func (g *webpAnimator) close() error {
	b := g.a.options.Blocks
	flags := vp8xAnimation | webpFlags(b)
	if g.alpha {
		flags |= vp8xAlpha
	}
	head := vp8x(flags, g.a.width, g.a.height)
	head = webpChunk(head, "ICCP", b.ICC)
	head = webpChunk(head, "ANIM", binary.LittleEndian.AppendUint16([]byte{0, 0, 0, 0}, uint16(g.a.loops))) // on a transparent ground
	tail := webpTail(b)
	size := int64(len(head)) + int64(len(g.chunks)) + int64(len(tail))
	if size > webpMost {
		return tooLarge("WebP holds at most 4 GB")
	}
	for _, part := range [][]byte{webpRIFF(size), head, g.chunks, tail} {
		if _, err := g.w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// webpPictureChunks are the chunks of a file that hold its picture.
func webpPictureChunks(file []byte) ([]byte, error) {
	var out []byte
	c := newCursor(bytes.NewReader(file), int64(len(file)))
	err := webpWalk(c, func(p webpPart) error {
		if !p.open && (p.kind == "ALPH" || p.kind == "VP8 " || p.kind == "VP8L") {
			out = webpChunk(out, p.kind, file[p.from:p.from+p.n])
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		err = errors.New("the WebP encoder made no picture")
	}
	return out, err
}
