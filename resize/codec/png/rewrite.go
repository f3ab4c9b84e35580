package png

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/png/pixels"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// rewriter copies the chunks that make the picture.
type rewriter struct {
	c      *format.Cursor
	out    *bufio.Writer
	h      format.Header
	blocks []byte // chunks that follow the header
	order  pixels.Order
	index  frameIndex
}

// Rewrite keeps the chunks that make the picture and puts the blocks after the first. Damaged and
// misplaced chunks are left out.
func Rewrite(
	_ context.Context, w io.Writer, c *format.Cursor, h format.Header, b metadata.Set,
) error {
	chunks, err := chunks(b)
	if err != nil {
		return err
	}
	r := &rewriter{c: c, out: bufio.NewWriterSize(w, 1<<16), h: h, blocks: chunks}
	if _, err := r.out.WriteString(signature); err != nil {
		return err
	}
	err = walk(c, r.chunk)
	switch {
	case (err == nil || errors.Is(err, errNoEnd)) && !r.complete():
		err = fault.Damaged("fewer than %d frames", h.Frames)
	case errors.Is(err, errNoEnd) && r.order.Pixels():
		err = r.write("IEND", nil)
	}
	if err == nil && h.Frames > 1 && !r.index.numbered() {
		err = fault.Unsupported("frames that are out of order are not copied")
	}
	if err != nil {
		return err
	}
	return r.out.Flush()
}

// complete reports whether an animation still has all frames that the header counted.
func (r *rewriter) complete() bool {
	if r.h.Frames < 2 {
		return true
	}
	list, _, err := r.index.arrange(r.h)
	return err == nil && len(list) == r.h.Frames
}

func (r *rewriter) chunk(kind string, n int64) error {
	takes := r.order.Takes(kind, n)
	switch {
	case kind == "IHDR" && r.order.Pixels(), !makesPicture(kind):
		return nil
	case kind == "IHDR":
		return r.header(n)
	case !takes:
		return nil
	case r.c.Off+n+4 > r.c.Size:
		return fault.Unsupported("pixels whose checksum is cut off are not copied")
	}
	switch kind {
	case "acTL", "fcTL", "fdAT":
		if r.h.Frames < 2 {
			return nil
		}
		if err := r.index.chunk(r.c, kind, n); err != nil {
			return err
		}
		if kind == "acTL" { // which may have miscounted
			be := binary.BigEndian
			return r.write(kind,
				be.AppendUint32(be.AppendUint32(nil, uint32(r.h.Frames)), uint32(r.h.Loops)))
		}
	case "IEND":
		return r.write(kind, nil)
	case "IDAT":
		if err := r.index.chunk(r.c, kind, n); err != nil {
			return err
		}
	default:
		data, err := data(r.c, kind, n)
		if err != nil || data == nil {
			return err
		}
	}
	return format.CopyRange(r.out, r.c, r.c.Off-8, r.c.Off+n+4)
}

func (r *rewriter) header(n int64) error {
	b, err := r.c.Peek(int(min(n, format.WindowBytes)))
	if err != nil || len(b) != 13 {
		return errors.Join(err, fault.Damaged("a header of %d bytes", n))
	}
	r.order.Header(b)
	if err := format.CopyRange(r.out, r.c, r.c.Off-8, r.c.Off+n+4); err != nil {
		return err
	}
	_, err = r.out.Write(r.blocks)
	return err
}

func (r *rewriter) write(kind string, data []byte) error {
	_, err := r.out.Write(pixels.AppendChunk(nil, kind, data))
	return err
}

// makesPicture reports whether a chunk is needed to show the picture correctly: critical ones,
// transparency, colors, background and animation. The size of pixels is one of the blocks.
func makesPicture(kind string) bool {
	switch kind {
	case "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "acTL",
		"fcTL", "fdAT":
		return true
	}
	return pixels.Critical(kind)
}
