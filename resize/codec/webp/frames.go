package webp

import (
	"context"
	"encoding/binary"
	"image"
	"io"
	"time"

	"sizemill/resize/codec/anim"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// Flags of an ANMF chunk.
const (
	anmfWipe    = 1 << 0 // disposed to background
	anmfReplace = 1 << 1 // replaces the area instead of being composited
	anmfHeader  = 16
)

// Frames passes small files of one frame each to the library.
func Frames(
	_ context.Context, c *format.Cursor, h format.Header, visit func(format.Frame) error,
) error {
	s := anim.NewCanvas(h)
	place, err := find(c)
	if err != nil {
		return err
	}
	if !place.animated() {
		m, err := still(c, place, h)
		if err != nil {
			return err
		}
		return s.Show(anim.Frame{Image: m}, visit)
	}
	return walk(c, func(p part) error {
		if p.kind != "ANMF" {
			return nil
		}
		f, err := readFrame(c, h, p)
		if err != nil {
			return err
		}
		return s.Show(f, visit)
	})
}

// readFrame reads and decodes a frame; the cursor stands at its data.
func readFrame(c *format.Cursor, h format.Header, frame part) (anim.Frame, error) {
	b, err := c.Bytes(anmfHeader)
	if err != nil || frame.n < anmfHeader {
		return anim.Frame{}, io.ErrUnexpectedEOF
	}
	flags := b[15]
	p := anim.Frame{
		At:    image.Pt(2*uint24(b), 2*uint24(b[3:])),
		Blend: flags&anmfReplace == 0,
		Delay: time.Duration(uint24(b[12:])) * time.Millisecond,
	}
	if flags&anmfWipe != 0 {
		p.Dispose = anim.DisposeBackground
	}
	size := format.Header{Width: 1 + uint24(b[6:]), Height: 1 + uint24(b[9:])}
	if p.At.X+size.Width > h.Width || p.At.Y+size.Height > h.Height {
		return anim.Frame{}, fault.Damaged("a frame reaches beyond its picture")
	}
	parts, err := frameParts(c, frame)
	if err != nil {
		return anim.Frame{}, err
	}
	file, err := file(c, parts, size)
	if err != nil {
		return anim.Frame{}, err
	}
	p.Image, err = pixelsOf(file, size)
	return p, err
}

// most is the most bytes that all chunks can have together.
const most = 1<<32 - 16

// riff returns the beginning of a file whose chunks have n bytes together.
func riff(n int64) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(n+4)), "WEBP"...)
}

// vp8x returns the chunk of an extended header.
func vp8x(flags byte, w, h int) []byte {
	w, h = w-1, h-1
	return append([]byte("VP8X\x0a\x00\x00\x00"), flags, 0, 0, 0, byte(w), byte(w>>8), byte(w>>16),
		byte(h), byte(h>>8), byte(h>>16))
}
