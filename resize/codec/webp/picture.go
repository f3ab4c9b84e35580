package webp

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// parts are the chunks of one picture; without alpha, that of alpha has no kind.
type parts struct{ alpha, pixels part }

// lossless reports whether the pixels are coded without loss.
func (p parts) lossless() bool { return p.pixels.kind == "VP8L" }

// alphaUsed reports whether the ALPH chunk counts: lossless pixels hold their own alpha.
func (p parts) alphaUsed() bool { return p.alpha.kind != "" && !p.lossless() }

// place is where a file keeps its pixels.
type place struct {
	still    parts // outside of frames
	first    part  // the first frame
	extended bool
	flag     bool // the header announces an animation
}

// animated reports whether the pixels are in frames. If header and chunks disagree, the chunks
// count.
func (p place) animated() bool {
	return p.extended && p.first.kind != "" && (p.flag || p.still.pixels.kind == "")
}

// note notes a chunk, with the cursor at its data.
func (p *place) note(c *format.Cursor, part part) error {
	switch part.kind {
	case "VP8X":
		if p.extended || p.still.pixels.kind != "" || p.first.kind != "" || part.n < 10 ||
			part.open {
			return nil
		}
		b, err := c.Peek(1)
		if err != nil {
			return err
		}
		p.extended, p.flag = true, b[0]&vp8xAnimation != 0
	case "ALPH":
		if p.still.alpha.kind == "" && p.still.pixels.kind == "" {
			p.still.alpha = part
		}
	case "VP8 ", "VP8L":
		if p.still.pixels.kind == "" {
			p.still.pixels = part
		}
	case "ANMF":
		if p.first.kind == "" {
			p.first = part
		}
	}
	return nil
}

// decided reports whether no later chunk can change where the pixels are.
func (p *place) decided() bool {
	return p.flag && p.first.kind != "" || !p.flag && p.still.pixels.kind != ""
}

// find looks for the pixels, from the beginning of the file.
func find(c *format.Cursor) (place, error) {
	var place place
	err := walk(c, func(p part) error {
		if err := place.note(c, p); err != nil {
			return err
		}
		if place.decided() {
			return format.ErrStop
		}
		return nil
	})
	if errors.Is(err, format.ErrStop) {
		err = nil
	}
	return place, err
}

// frameParts finds the chunks of the picture in a frame; the cursor stands after the frame's own
// header.
func frameParts(c *format.Cursor, frame part) (parts, error) {
	var parts parts
	end := min(frame.from+frame.n, c.Size)
	for c.Off+8 <= end {
		b, err := c.Bytes(8)
		if err != nil {
			return parts, err
		}
		p := part{kind: string(b[:4]), from: c.Off, n: int64(binary.LittleEndian.Uint32(b[4:]))}
		if p.n > end-p.from {
			return parts, fault.Damaged("a chunk reaches beyond its frame")
		}
		switch p.kind {
		case "ALPH":
			if parts.alpha.kind == "" {
				parts.alpha = p
			} else {
				c.Flaws |= format.FlawPart
			}
		case "VP8 ", "VP8L":
			parts.pixels = p
			return parts, nil
		default:
			c.Flaws |= format.FlawPart
		}
		if err := c.SeekTo(min(p.end(), end)); err != nil {
			return parts, err
		}
	}
	return parts, fault.Damaged("a frame without pixels")
}

// file returns a file of one picture of that size and nothing else: the library refuses wrong
// lengths. The pixels must state that size.
func file(c *format.Cursor, parts parts, size format.Header) (io.Reader, error) {
	if err := c.SeekTo(parts.pixels.from); err != nil {
		return nil, err
	}
	if err := frame(c, parts.pixels, true, &size); err != nil {
		return nil, err
	}
	chunk := func(p part) io.Reader { // the padding byte may be missing at the end of the file
		head := binary.LittleEndian.AppendUint32([]byte(p.kind), uint32(p.n))
		return io.MultiReader(bytes.NewReader(head), io.NewSectionReader(c, p.from, p.n),
			bytes.NewReader(make([]byte, p.n&1)))
	}
	n := 8 + parts.pixels.n + parts.pixels.n&1
	if !parts.alphaUsed() {
		return io.MultiReader(bytes.NewReader(riff(n)), chunk(parts.pixels)), nil
	}
	n += 18 + 8 + parts.alpha.n + parts.alpha.n&1
	head := append(riff(n), vp8x(vp8xAlpha, size.Width, size.Height)...)
	return io.MultiReader(bytes.NewReader(head), chunk(parts.alpha), chunk(parts.pixels)), nil
}

// Decode decodes the picture, or the first frame of an animation on the canvas.
func Decode(ctx context.Context, c *format.Cursor, h format.Header) (image.Image, error) {
	place, err := find(c)
	if err != nil {
		return nil, err
	}
	if place.animated() {
		return firstFrame(ctx, c, h)
	}
	return still(c, place, h)
}

// firstFrame returns the canvas as the first frame of an animation leaves it.
func firstFrame(ctx context.Context, c *format.Cursor, h format.Header) (image.Image, error) {
	var first image.Image
	err := Frames(ctx, c, h, func(f format.Frame) error {
		first = f.Image
		return format.ErrStop
	})
	if err := format.SearchError(err); err != nil {
		return nil, err
	}
	return first, nil
}

// still decodes the picture outside of frames.
func still(c *format.Cursor, place place, h format.Header) (image.Image, error) {
	if place.still.pixels.kind == "" {
		return nil, fault.Damaged("no pixels")
	}
	if place.still.pixels.open {
		return nil, io.ErrUnexpectedEOF
	}
	file, err := file(c, place.still, h)
	if err != nil {
		return nil, err
	}
	return pixelsOf(file, h)
}
