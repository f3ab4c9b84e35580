package gif

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"io"
	"math/bits"

	"sizemill/resize/codec/anim"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// Magic reports whether head, the first bytes of a file, begins a GIF.
func Magic(head []byte) bool {
	return format.Matches(head, "GIF87a") || format.Matches(head, "GIF89a")
}

// ReadHeader walks through the whole file without decoding it: that is the only way to count
// frames.
func ReadHeader(c *format.Cursor, limits format.Limits) (format.Header, error) {
	if err := c.SeekTo(6); err != nil {
		return format.Header{}, err
	}
	b, err := c.Bytes(7)
	if err != nil {
		return format.Header{}, err
	}
	le := binary.LittleEndian
	h := format.Header{Width: int(le.Uint16(b)), Height: int(le.Uint16(b[2:]))}
	if err := limits.Check(h); err != nil {
		return h, err
	}
	colors := colorCount{c: c, global: colors(b[4])}
	var last anim.Disposal
	loops, err := frameWalk(c, func(b *stored) error {
		switch h.Frames++; h.Frames {
		case 1:
			grow(&h, b)
			h.Alpha = !covers(b.descriptor[:], h) || b.control[0]&1 != 0
		default: // a frame that follows sees through only where something was taken away
			h.Alpha = h.Alpha || last == anim.DisposeBackground ||
				last == anim.DisposePrevious && h.Frames == 2
		}
		last = b.dispose()
		h.Colors = colors.add(b)
		return limits.Check(h)
	})
	if err != nil {
		switch { // for salvage of the first frame
		case h.Frames == 0:
			if b, cut := first(c); cut == nil {
				grow(&h, &b)
				h.Alpha = b.control[0]&1 != 0 || !covers(b.descriptor[:], h)
			}
		case errors.Is(err, fault.ErrDamaged):
			err = fault.DamagedAfterHeader("%s", fault.Detail(err))
		}
		return h, err
	}
	if h.Frames == 0 {
		return h, fault.Damaged("no pixels")
	}
	if h.Frames > 1 {
		h.Loops = loops
	}
	// A small frame on a canvas that nothing paints is legitimate, a canvas of any size is not.
	return h, format.CheckClaim(h.Pixels(), c.Size+1<<12, format.LZWPixelsPerByte)
}

// colorCount counts the colors that frames have together.
type colorCount struct {
	c      *format.Cursor
	global int64 // bytes of the screen's color table; 0 when it has been counted
	sum    int
}

// add counts the colors of a frame's table, the screen's once, and returns the sum, at most as many
// as a palette holds.
func (n *colorCount) add(b *stored) int {
	at, size := b.rest, colors(b.descriptor[8])
	if size == 0 {
		at, size, n.global = screen, n.global, 0
	}
	if n.sum >= maxColors || n.c.SeekTo(at) != nil {
		return n.sum
	}
	table, err := n.c.Bytes(int(size))
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

// grow enlarges the screen to hold the first frame, as libvips and Pillow do. Later frames are
// clipped.
func grow(h *format.Header, first *stored) {
	corner := first.rect().Max
	h.Width, h.Height = max(h.Width, corner.X), max(h.Height, corner.Y)
}

// covers reports whether a frame, given by its descriptor, covers the whole canvas.
func covers(descriptor []byte, h format.Header) bool {
	le := binary.LittleEndian
	return le.Uint32(descriptor) == 0 &&
		int(le.Uint16(descriptor[4:])) == h.Width && int(le.Uint16(descriptor[6:])) == h.Height
}

// colors is the size in bytes of the color table that flags announce.
func colors(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (1 + flags&7)
}

// skipBlocks skips data sub-blocks up to and including the empty one that ends them.
func skipBlocks(c *format.Cursor) error {
	for {
		n, err := c.Byte()
		if err != nil || n == 0 {
			return err
		}
		if err := c.Skip(int64(n)); err != nil {
			return err
		}
	}
}

// Decode returns the first frame on the canvas.
func Decode(_ context.Context, c *format.Cursor, h format.Header) (image.Image, error) {
	screen, err := head(c)
	if err != nil {
		return nil, err
	}
	var first image.Image
	_, err = frameWalk(c, func(b *stored) error {
		m, err := frame(c, h, screen, b)
		if err != nil {
			return err
		}
		first = m
		if !covers(b.descriptor[:], h) {
			s := anim.NewCanvas(h)
			s.Draw(anim.Frame{Image: m, At: b.rect().Min}, b.rect().Intersect(s.Image.Rect))
			first = s.Image
		}
		return format.ErrStop
	})
	if err := format.SearchError(err); err != nil {
		return nil, err
	}
	return first, nil
}

// Encode writes m as a GIF.
func Encode(w io.Writer, m image.Image, o format.Options) error {
	p := quantize(m)
	g := gif.GIF{
		Image:  []*image.Paletted{p},
		Delay:  []int{0},
		Config: image.Config{ColorModel: p.Palette, Width: p.Rect.Dx(), Height: p.Rect.Dy()},
	}
	// The library writes the colors of the picture behind the header, padded to a power of two.
	colors := screen + 3<<bits.Len(uint(max(len(p.Palette), 2)-1))
	return gif.EncodeAll(&format.Splicer{Writer: w, At: colors, Insert: extensions(o.Metadata)}, &g)
}

// HoldsText reports whether a remark is a comment.
func HoldsText(e metadata.TextEntry) bool { return e.Key == metadata.CommentKey }
