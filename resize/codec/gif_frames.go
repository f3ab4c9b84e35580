package codec

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"image"
	"image/gif"
	"io"
	"time"
)

// gifStored is one frame's place in a GIF.
type gifStored struct {
	control    [4]byte // of the graphic control extension before it: flags, delay (two bytes), transparent colour
	descriptor [9]byte // left, top, width, height (two bytes each), flags
	rest       int64   // where the colour table, the code size and the data begin
	end        int64   // behind them
}

func (b *gifStored) rect() image.Rectangle {
	le := binary.LittleEndian
	d := b.descriptor[:]
	x, y := int(le.Uint16(d)), int(le.Uint16(d[2:]))
	return image.Rect(x, y, x+int(le.Uint16(d[4:])), y+int(le.Uint16(d[6:])))
}

func (b *gifStored) dispose() disposal {
	switch b.control[0] >> 2 & 7 {
	case 2:
		return wipe
	case 3, 4: // 4 is what some early descriptions say, and browsers take it so
		return takeBack
	}
	return leave
}

// delay is kept as it is written, zero included.
func (b *gifStored) delay() time.Duration {
	return time.Duration(binary.LittleEndian.Uint16(b.control[1:])) * 10 * time.Millisecond
}

// gifFrameWalk visits the frames behind the screen's colour table up to the trailer, without decoding them. It gives how often they are to
// be shown (0 is for ever). A GIF without its trailer is damaged: one that is cut between two frames looks like nothing else.
func gifFrameWalk(c *cursor, visit func(b *gifStored) error) (loops int, err error) {
	var block gifStored
	loops = 1
	for {
		kind, err := c.byte()
		if err != nil {
			return 0, err
		}
		switch kind {
		case 0x3B: // trailer
			return loops, nil
		case 0x21: // extension
			if err := gifControl(c, &block, &loops); err != nil {
				return 0, err
			}
		case 0x2C: // image
			b, err := c.bytes(9)
			if err != nil {
				return 0, err
			}
			copy(block.descriptor[:], b)
			block.rest = c.off
			if err := c.skip(gifColors(b[8]) + 1); err != nil { // and the code size
				return 0, err
			}
			if err := gifSkipBlocks(c); err != nil {
				return 0, err
			}
			block.end = c.off
			if err := visit(&block); err != nil {
				return 0, err
			}
			if err := c.seek(block.end); err != nil {
				return 0, err
			}
			block = gifStored{} // a graphic control serves one frame
		default:
			return 0, damaged("unknown block type 0x%02x", kind)
		}
	}
}

// gifControl reads what matters of an extension and skips it.
func gifControl(c *cursor, block *gifStored, loops *int) error {
	label, err := c.byte()
	if err != nil {
		return err
	}
	switch label {
	case 0xF9: // graphic control
		if b, err := c.peek(5); err == nil && b[0] == 4 {
			copy(block.control[:], b[1:])
		}
	case 0xFF: // application: a name of 11 bytes, then a block of 3 whose first is 1
		b, err := c.peek(16)
		if err == nil && b[0] == 11 && (string(b[1:12]) == "NETSCAPE2.0" || string(b[1:12]) == "ANIMEXTS1.0") && b[12] == 3 && b[13] == 1 {
			// The number says how often it is shown again.
			if *loops = int(binary.LittleEndian.Uint16(b[14:])); *loops > 0 {
				*loops++
			}
		}
	}
	return gifSkipBlocks(c)
}

// gifFrames hands the library small files of one frame each, at the canvas' origin, so that frames that reach beyond the canvas are clipped.
func gifFrames(c *cursor, h Header, visit func(Frame) error) error {
	colors, err := gifHead(c)
	if err != nil {
		return err
	}
	s := newStage(h)
	_, err = gifFrameWalk(c, func(b *gifStored) error {
		m, err := gifFrame(c, h, colors, b)
		if err != nil {
			return err
		}
		return s.show(piece{m: m, at: b.rect().Min, over: true, dispose: b.dispose(), delay: b.delay()}, visit)
	})
	return err
}

// gifHead reads the flags of the screen, the two bytes behind them and its colour table, and moves behind them.
func gifHead(c *cursor) ([]byte, error) {
	if err := c.seek(10); err != nil {
		return nil, err
	}
	b, err := c.peek(1)
	if err != nil {
		return nil, err
	}
	return c.block(3+gifColors(b[0]), windowBytes)
}

// gifFrame decodes one frame; screen is what gifHead gives.
func gifFrame(c *cursor, h Header, screen []byte, b *gifStored) (*image.Paletted, error) {
	size := b.rect().Size()
	pixels := int64(size.X) * int64(size.Y)
	// Frames larger than their canvas exist, and are clipped; those that are larger by far are there to cost memory.
	if pixels > 4*h.Pixels()+1<<12 {
		return nil, damaged("a frame of %d × %d pixels in a picture of %d × %d", size.X, size.Y, h.Width, h.Height)
	}
	if err := boundClaim(pixels, b.end-b.rest, gifPixelsPerByte); err != nil {
		return nil, err
	}
	le := binary.LittleEndian
	head := le.AppendUint16([]byte("GIF89a"), uint16(size.X))
	head = le.AppendUint16(head, uint16(size.Y))
	head = append(head, screen...)
	head = append(append(head, 0x21, 0xF9, 4), b.control[:]...)
	head = append(head, 0, 0x2C, 0, 0, 0, 0)
	head = append(head, b.descriptor[4:]...)
	file := io.MultiReader(bytes.NewReader(head), io.NewSectionReader(c, b.rest, b.end-b.rest), bytes.NewReader([]byte{0x3B}))
	m, err := gif.Decode(bufio.NewReaderSize(file, int(min(1<<16, b.end-b.rest+1024))))
	if err != nil {
		return nil, err
	}
	p, ok := m.(*image.Paletted)
	if !ok {
		return nil, damaged("a frame without colours")
	}
	return p, nil
}
