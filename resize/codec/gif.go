package codec

import (
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"io"
	"math/bits"
	"strings"

	"sizemill/resize/metadata"
)

// gifPixelsPerByte bounds what LZW can hold: a code of 12 bits stands for fewer than 4,096 pixels.
const gifPixelsPerByte = 4096

func gifMagic(head []byte) bool { return matches(head, "GIF87a") || matches(head, "GIF89a") }

// gifHeader walks through the whole file without decoding it: that is the only way to count frames.
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
	colors := gifColorCount{c: c, global: gifColors(b[4])}
	var last disposal
	loops, err := gifFrameWalk(c, func(b *gifStored) error {
		switch h.Frames++; h.Frames {
		case 1:
			gifGrow(&h, b)
			h.Alpha = !gifCovers(b.descriptor[:], h) || b.control[0]&1 != 0
		default: // a frame that follows sees through only where something was taken away
			h.Alpha = h.Alpha || last == wipe || last == takeBack && h.Frames == 2
		}
		last = b.dispose()
		h.Colors = colors.add(b)
		return limits.check(h)
	})
	if err != nil {
		switch { // for who salvages the first
		case h.Frames == 0:
			if b, cut := gifFirst(c); cut == nil {
				gifGrow(&h, &b)
				h.Alpha = b.control[0]&1 != 0 || !gifCovers(b.descriptor[:], h)
			}
		case errors.Is(err, ErrDamaged):
			err = damagedBehind("%s", strings.TrimPrefix(err.Error(), "damaged: "))
		}
		return h, err
	}
	if h.Frames == 0 {
		return h, damaged("no pixels")
	}
	if h.Frames > 1 {
		h.Loops = loops
	}
	// A small frame on a canvas that nothing paints is legitimate, a canvas of any size is not.
	return h, boundClaim(h.Pixels(), c.size+1<<12, gifPixelsPerByte)
}

// gifColorCount counts the colors that frames have together.
type gifColorCount struct {
	c      *cursor
	global int64 // bytes of the screen's color table; 0 when it has been counted
	sum    int
}

// add counts the colors of a frame's table, the screen's once, and returns the sum, at most as many as a palette holds.
func (n *gifColorCount) add(b *gifStored) int {
	at, size := b.rest, gifColors(b.descriptor[8])
	if size == 0 {
		at, size, n.global = gifScreen, n.global, 0
	}
	if n.sum >= maxColors || n.c.seek(at) != nil {
		return n.sum
	}
	table, err := n.c.bytes(int(size))
	if err != nil {
		return n.sum
	}
	distinct := map[[3]byte]bool{}
	for ; len(table) >= 3; table = table[3:] {
		distinct[[3]byte(table)] = true
	}
	n.sum = min(n.sum+len(distinct), maxColors)
	return n.sum
}

// gifGrow enlarges the screen to hold the first frame, as libvips and Pillow do. Later frames are clipped.
func gifGrow(h *Header, first *gifStored) {
	corner := first.rect().Max
	h.Width, h.Height = max(h.Width, corner.X), max(h.Height, corner.Y)
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
func gifDecode(c *cursor, h Header) (image.Image, error) {
	screen, err := gifHead(c)
	if err != nil {
		return nil, err
	}
	var first image.Image
	_, err = gifFrameWalk(c, func(b *gifStored) error {
		m, err := gifFrame(c, h, screen, b)
		if err != nil {
			return err
		}
		first = m
		if !gifCovers(b.descriptor[:], h) {
			s := newStage(h)
			s.draw(piece{m: m, at: b.rect().Min}, b.rect().Intersect(s.m.Rect))
			first = s.m
		}
		return errVisited
	})
	if err := found(err); err != nil {
		return nil, err
	}
	return first, nil
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

// gifHoldsText reports whether a remark is a comment.
func gifHoldsText(e metadata.TextEntry) bool { return e.Key == metadata.CommentKey }
