package codec

import (
	"bytes"
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

// webpAnimated says whether the file's pixels are in frames. The cursor may stand anywhere.
func webpAnimated(c *cursor) (bool, error) {
	if err := c.seek(12); err != nil {
		return false, err
	}
	b, err := c.bytes(9)
	if err != nil {
		return false, err
	}
	return string(b[:4]) == "VP8X" && b[8]&vp8xAnimation != 0, nil
}

// webpFrames hands the library small files of one frame each.
func webpFrames(c *cursor, h Header, visit func(Frame) error) error {
	s := newStage(h)
	animated, err := webpAnimated(c)
	if err != nil {
		return err
	}
	if !animated {
		m, err := webpPixels(io.NewSectionReader(c, 0, c.size), h)
		if err != nil {
			return err
		}
		return s.show(piece{m: m}, visit)
	}
	return webpWalk(c, func(kind string, n int64) error {
		if kind != "ANMF" {
			return nil
		}
		p, err := webpPiece(c, h, n)
		if err != nil {
			return err
		}
		return s.show(p, visit)
	})
}

// webpPiece reads and decodes the frame in the ANMF chunk of n bytes at which the cursor stands.
func webpPiece(c *cursor, h Header, n int64) (piece, error) {
	end := c.off + n
	b, err := c.bytes(anmfHeader)
	if err != nil || n < anmfHeader {
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
	file, err := webpFrameFile(c, size, end)
	if err != nil {
		return piece{}, err
	}
	p.m, err = webpPixels(file, size)
	return p, err
}

// webpFrameFile is a file of the one picture whose chunks lie between the cursor and end.
func webpFrameFile(c *cursor, size Header, end int64) (io.Reader, error) {
	le := binary.LittleEndian
	var alpha io.Reader
	var length int64
	for c.off+8 <= end {
		b, err := c.bytes(8)
		if err != nil {
			return nil, err
		}
		kind, n := string(b[:4]), int64(le.Uint32(b[4:]))
		data := c.off
		if n > end-data {
			return nil, damaged("a chunk reaches beyond its frame")
		}
		chunk := func() io.Reader { // the padding byte may be missing at the end of the file
			head := le.AppendUint32([]byte(kind), uint32(n))
			return io.MultiReader(bytes.NewReader(head), io.NewSectionReader(c, data, n), bytes.NewReader(make([]byte, n&1)))
		}
		switch kind {
		case "ALPH":
			if alpha == nil {
				alpha, length = chunk(), 8+n+n&1
			}
		case "VP8 ", "VP8L":
			if err := webpFrame(c, kind, true, &size); err != nil {
				return nil, err
			}
			if kind == "VP8L" || alpha == nil {
				return io.MultiReader(bytes.NewReader(webpRIFF(8+n+n&1)), chunk()), nil
			}
			head := append(webpRIFF(18+length+8+n+n&1), vp8x(vp8xAlpha, size.Width, size.Height)...)
			return io.MultiReader(bytes.NewReader(head), alpha, chunk()), nil
		}
		if err := c.seek(min(data+n+n&1, end)); err != nil {
			return nil, err
		}
	}
	return nil, damaged("a frame without pixels")
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
