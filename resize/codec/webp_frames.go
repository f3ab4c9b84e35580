package codec

import (
	"encoding/binary"
	"image"
	"io"
	"time"
)

// Flags of an ANMF chunk.
const (
	anmfWipe    = 1 << 0 // cleared after it was shown
	anmfReplace = 1 << 1 // takes the place of what is there, instead of being laid over it
	anmfHeader  = 16
)

// webpFrames hands the library small files of one frame each.
func webpFrames(c *cursor, h Header, visit func(Frame) error) error {
	s := newStage(h)
	place, err := webpFind(c)
	if err != nil {
		return err
	}
	if !place.animated() {
		m, err := webpStill(c, place, h)
		if err != nil {
			return err
		}
		return s.show(piece{m: m}, visit)
	}
	return webpWalk(c, func(p webpPart) error {
		if p.kind != "ANMF" {
			return nil
		}
		piece, err := webpPiece(c, h, p)
		if err != nil {
			return err
		}
		return s.show(piece, visit)
	})
}

// webpPiece reads and decodes a frame; the cursor stands at its data.
func webpPiece(c *cursor, h Header, frame webpPart) (piece, error) {
	b, err := c.bytes(anmfHeader)
	if err != nil || frame.n < anmfHeader {
		return piece{}, io.ErrUnexpectedEOF
	}
	flags := b[15]
	p := piece{
		at:    image.Pt(2*uint24(b), 2*uint24(b[3:])),
		over:  flags&anmfReplace == 0,
		delay: time.Duration(uint24(b[12:])) * time.Millisecond,
	}
	if flags&anmfWipe != 0 {
		p.dispose = wipe
	}
	size := Header{Width: 1 + uint24(b[6:]), Height: 1 + uint24(b[9:])}
	if p.at.X+size.Width > h.Width || p.at.Y+size.Height > h.Height {
		return piece{}, damaged("a frame reaches beyond its picture")
	}
	parts, err := webpFrameParts(c, frame)
	if err != nil {
		return piece{}, err
	}
	file, err := webpFile(c, parts, size)
	if err != nil {
		return piece{}, err
	}
	p.m, err = webpPixelsOf(file, size)
	return p, err
}

// webpMost is how many bytes all chunks can have together.
const webpMost = 1<<32 - 16

// webpRIFF is the beginning of a file whose chunks have n bytes together.
func webpRIFF(n int64) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(n+4)), "WEBP"...)
}

// vp8x is the chunk of an extended header.
func vp8x(flags byte, w, h int) []byte {
	w, h = w-1, h-1
	return append([]byte("VP8X\x0a\x00\x00\x00"), flags, 0, 0, 0, byte(w), byte(w>>8), byte(w>>16), byte(h), byte(h>>8), byte(h>>16))
}
