package codec

import (
	"bufio"
	"encoding/binary"
	"image"
	"image/draw"
	"image/gif"
	"io"
	"math/bits"
)

// gifPixelsPerByte bounds what LZW can hold: a code of 12 bits stands for fewer than 4,096 pixels.
const gifPixelsPerByte = 4096

func gifMagic(head []byte) bool { return matches(head, "GIF87a") || matches(head, "GIF89a") }

// gifHeader walks through the whole file without decoding it: that is the only way to count frames. A GIF without its
// trailer is damaged: one that is cut between two frames looks like nothing else.
func gifHeader(c *cursor, limits Limits) (Header, error) {
	if err := c.seek(6); err != nil {
		return Header{}, err
	}
	b, err := c.bytes(7)
	if err != nil {
		return Header{}, err
	}
	h := Header{Width: int(binary.LittleEndian.Uint16(b)), Height: int(binary.LittleEndian.Uint16(b[2:]))}
	if err := limits.check(h); err != nil {
		return h, err
	}
	if err := c.skip(gifColors(b[4])); err != nil {
		return h, err
	}
	for {
		kind, err := c.byte()
		if err != nil {
			return h, err
		}
		switch kind {
		case 0x3B: // trailer
			if h.Frames == 0 {
				return h, damaged("no pixels")
			}
			// A small frame on a canvas that nothing paints is legitimate, a canvas of any size is not.
			return h, boundClaim(h.Pixels(), c.size+1<<12, gifPixelsPerByte)
		case 0x21: // extension
			if err := gifExtension(c, &h); err != nil {
				return h, err
			}
		case 0x2C: // image
			b, err := c.bytes(9)
			if err != nil {
				return h, err
			}
			if h.Frames == 0 && !gifCovers(b, h) {
				h.Alpha = true
			}
			if h.Frames++; h.Frames > limits.Frames {
				return h, nil // the caller's check says so
			}
			if err := c.skip(gifColors(b[8]) + 1); err != nil { // and the code size
				return h, err
			}
			if err := gifSkipBlocks(c); err != nil {
				return h, err
			}
		default:
			return h, damaged("unknown block type 0x%02x", kind)
		}
	}
}

// gifCovers says that a frame, given by its descriptor, covers the whole canvas.
func gifCovers(descriptor []byte, h Header) bool {
	return binary.LittleEndian.Uint32(descriptor) == 0 &&
		int(binary.LittleEndian.Uint16(descriptor[4:])) == h.Width && int(binary.LittleEndian.Uint16(descriptor[6:])) == h.Height
}

// gifColors is the size in bytes of the colour table that flags announce.
func gifColors(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (1 + flags&7)
}

func gifExtension(c *cursor, h *Header) error {
	label, err := c.byte()
	if err != nil {
		return err
	}
	if label == 0xF9 && h.Frames == 0 { // graphic control of the first frame
		b, err := c.peek(2)
		if err != nil {
			return err
		}
		h.Alpha = h.Alpha || b[1]&1 != 0
	}
	return gifSkipBlocks(c)
}

// gifSkipBlocks skips data sub-blocks up to and including the empty one that ends them.
func gifSkipBlocks(c *cursor) error {
	for {
		n, err := c.byte()
		if err != nil || n == 0 {
			return err
		}
		if err := c.skip(int64(n)); err != nil {
			return err
		}
	}
}

// gifDecode gives the first frame on the canvas.
func gifDecode(r *io.SectionReader, h Header) (image.Image, error) {
	m, err := gif.Decode(bufio.NewReaderSize(r, 1<<16))
	if err != nil {
		return nil, err
	}
	canvas := image.Rect(0, 0, h.Width, h.Height)
	if m.Bounds() == canvas {
		return m, nil
	}
	dst := image.NewNRGBA(canvas)
	draw.Draw(dst, m.Bounds(), m, m.Bounds().Min, draw.Src)
	return dst, nil
}

func gifEncode(w io.Writer, m image.Image, o Options) error {
	p := quantize(m)
	g := gif.GIF{
		Image:  []*image.Paletted{p},
		Delay:  []int{0},
		Config: image.Config{ColorModel: p.Palette, Width: p.Rect.Dx(), Height: p.Rect.Dy()},
	}
	// The library writes the colours of the picture behind the header, padded to a power of two.
	colors := gifScreen + 3<<bits.Len(uint(max(len(p.Palette), 2)-1))
	return gif.EncodeAll(&splicer{w: w, at: colors, insert: gifExtensions(o.Blocks)}, &g)
}
