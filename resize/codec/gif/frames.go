package gif

import (
	"context"
	"encoding/binary"
	"image"
	"time"

	"sizemill/resize/codec/anim"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// stored is one frame's place in a GIF.
type stored struct {
	// control is the graphic control extension before it: flags, delay (two bytes), transparent
	// color.
	control    [4]byte
	descriptor [9]byte // left, top, width, height (two bytes each), flags
	rest       int64   // where the color table, the code size and the data begin
	end        int64   // behind them
}

func (b *stored) rect() image.Rectangle {
	le := binary.LittleEndian
	d := b.descriptor[:]
	x, y := int(le.Uint16(d)), int(le.Uint16(d[2:]))
	return image.Rect(x, y, x+int(le.Uint16(d[4:])), y+int(le.Uint16(d[6:])))
}

func (b *stored) dispose() anim.Disposal {
	switch b.control[0] >> 2 & 7 {
	case 2:
		return anim.DisposeBackground
	case 3, 4: // 4 is what some early descriptions say, and browsers take it so
		return anim.DisposePrevious
	}
	return anim.DisposeNone
}

// delay returns the delay as it is written, zero included.
func (b *stored) delay() time.Duration {
	return time.Duration(binary.LittleEndian.Uint16(b.control[1:])) * 10 * time.Millisecond
}

// frameWalk visits the frames up to the trailer, without decoding them. It returns how often they
// are to be shown, 0 for endlessly. Nothing tells a GIF that is cut between two frames from one
// without its trailer.
func frameWalk(c *format.Cursor, visit func(b *stored) error) (loops int, err error) {
	var frame stored
	loops = 1
	err = walk(c, func(p part) error {
		switch {
		case p.kind == imageMark:
			frame.descriptor, frame.rest, frame.end = p.descriptor, p.rest, p.to
			err := visit(&frame)
			frame = stored{} // a graphic control serves one frame
			return err
		case p.label == graphicControl:
			if b := p.first(c, 5); len(b) == 5 && b[0] == 4 {
				copy(frame.control[:], b[1:])
			}
		case p.loops():
			if b := p.first(c, 4); len(b) == 4 && b[0] == 3 && b[1] == 1 {
				// The number says how often it is shown again.
				if loops = int(binary.LittleEndian.Uint16(b[2:])); loops > 0 {
					loops++
				}
			}
		}
		return nil
	})
	return loops, err
}

// Frames decodes the frames one by one and clips those that reach beyond the canvas.
func Frames(
	_ context.Context, c *format.Cursor, h format.Header, visit func(format.Frame) error,
) error {
	colors, err := head(c)
	if err != nil {
		return err
	}
	s := anim.NewCanvas(h)
	_, err = frameWalk(c, func(b *stored) error {
		m, err := frame(c, h, colors, b)
		if err != nil {
			return err
		}
		return s.Show(anim.Frame{
			Image: m, At: b.rect().Min, Blend: true, Dispose: b.dispose(), Delay: b.delay(),
		}, visit)
	})
	return err
}

// head reads the flags of the screen, the two bytes behind them and its color table.
func head(c *format.Cursor) ([]byte, error) {
	if err := c.SeekTo(screen - 3); err != nil {
		return nil, err
	}
	b, err := c.Peek(1)
	if err != nil {
		return nil, err
	}
	return c.Block(3+colors(b[0]), format.WindowBytes)
}

// frame decodes one frame; screen is what head gives.
func frame(c *format.Cursor, h format.Header, screen []byte, b *stored) (*image.Paletted, error) {
	size := b.rect().Size()
	pixels := int64(size.X) * int64(size.Y)
	// Frames larger than their canvas exist, and are clipped; those that are larger by far are
	// there to cost memory.
	if pixels > 4*h.Pixels()+1<<12 {
		return nil, frameTooLarge(size, h)
	}
	if err := format.CheckClaim(pixels, b.end-b.rest, format.LZWPixelsPerByte); err != nil {
		return nil, err
	}
	m, _, err := b.pixels(c, screen[3:])
	if err != nil {
		return nil, err
	}
	if b.interlaced() {
		whole := remains{image: m, rows: size.Y, interlaced: true}
		whole.arrange(false)
	}
	return m, nil
}

// interlaced reports whether the rows are stored in four passes.
func (b *stored) interlaced() bool { return b.descriptor[8]&0x40 != 0 }

// frameTooLarge is the damage of a frame that is larger than its picture by far.
func frameTooLarge(size image.Point, h format.Header) error {
	const text = "a frame of %d × %d pixels in a picture of %d × %d"
	return fault.Damaged(text, size.X, size.Y, h.Width, h.Height)
}
