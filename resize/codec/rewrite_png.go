package codec

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"sizemill/resize/codec/png/pixels"
	"sizemill/resize/metadata"
)

// pngRewriter copies the chunks that make the picture.
type pngRewriter struct {
	c      *cursor
	out    *bufio.Writer
	h      Header
	blocks []byte // chunks that follow the header
	order  pixels.Order
	index  apngIndex
}

// pngRewrite keeps the chunks that make the picture and puts the blocks behind the first. What is damaged or out of place is left out.
func pngRewrite(w io.Writer, c *cursor, h Header, b metadata.Blocks) error {
	chunks, err := pngChunks(b)
	if err != nil {
		return err
	}
	r := &pngRewriter{c: c, out: bufio.NewWriterSize(w, 1<<16), h: h, blocks: chunks}
	if _, err := r.out.WriteString(pngSignature); err != nil {
		return err
	}
	err = pngWalk(c, r.chunk)
	switch {
	case (err == nil || errors.Is(err, errPNGEnd)) && !r.complete():
		err = damaged("fewer than %d frames", h.Frames)
	case errors.Is(err, errPNGEnd) && r.order.Pixels():
		err = r.write("IEND", nil)
	}
	if err == nil && h.Frames > 1 && !r.index.numbered() {
		err = unsupported("frames that are out of order are not copied")
	}
	if err != nil {
		return err
	}
	return r.out.Flush()
}

// complete reports whether an animation still has all frames that its header was read with.
func (r *pngRewriter) complete() bool {
	if r.h.Frames < 2 {
		return true
	}
	list, _, err := r.index.arrange(r.h)
	return err == nil && len(list) == r.h.Frames
}

func (r *pngRewriter) chunk(kind string, n int64) error {
	takes := r.order.Takes(kind, n)
	switch {
	case kind == "IHDR" && r.order.Pixels(), !pngMakesPicture(kind):
		return nil
	case kind == "IHDR":
		return r.header(n)
	case !takes:
		return nil
	case r.c.off+n+4 > r.c.size:
		return unsupported("pixels whose checksum is cut off are not copied")
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
			return r.write(kind, be.AppendUint32(be.AppendUint32(nil, uint32(r.h.Frames)), uint32(r.h.Loops)))
		}
	case "IEND":
		return r.write(kind, nil)
	case "IDAT":
		if err := r.index.chunk(r.c, kind, n); err != nil {
			return err
		}
	default:
		data, err := pngData(r.c, kind, n)
		if err != nil || data == nil {
			return err
		}
	}
	return copyRange(r.out, r.c, r.c.off-8, r.c.off+n+4)
}

func (r *pngRewriter) header(n int64) error {
	b, err := r.c.peek(int(min(n, windowBytes)))
	if err != nil || len(b) != 13 {
		return errors.Join(err, damaged("a header of %d bytes", n))
	}
	r.order.Header(b)
	if err := copyRange(r.out, r.c, r.c.off-8, r.c.off+n+4); err != nil {
		return err
	}
	_, err = r.out.Write(r.blocks)
	return err
}

func (r *pngRewriter) write(kind string, data []byte) error {
	_, err := r.out.Write(pixels.AppendChunk(nil, kind, data))
	return err
}

// pngMakesPicture reports whether a chunk is needed to show the picture rightly: the critical ones, transparency, colors,
// background and animation. The size of pixels is one of the blocks.
func pngMakesPicture(kind string) bool {
	switch kind {
	case "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "acTL", "fcTL", "fdAT":
		return true
	}
	return pixels.Critical(kind)
}
