package webp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/webp/libwebp"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// Flags of a VP8X chunk.
const (
	vp8xAnimation = 1 << 1
	vp8xXMP       = 1 << 2
	vp8xEXIF      = 1 << 3
	vp8xAlpha     = 1 << 4
	vp8xICC       = 1 << 5
)

// Magic reports whether head, the first bytes of a file, begins a WebP file.
func Magic(head []byte) bool { return format.Matches(head, "RIFF????WEBP") }

// frame reads the size from a bitstream's own header; it must agree with the extended header.
func frame(c *format.Cursor, pixels part, extended bool, h *format.Header) error {
	if err := c.SeekTo(pixels.from); err != nil {
		return err
	}
	var w, hh int
	if pixels.kind == "VP8 " {
		b, err := c.Bytes(10)
		if err != nil {
			return err
		}
		if b[0]&1 != 0 || b[3] != 0x9d || b[4] != 0x01 || b[5] != 0x2a {
			return fault.Damaged("no key frame")
		}
		w = int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff)
		hh = int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff)
	} else {
		b, err := c.Bytes(5)
		if err != nil {
			return err
		}
		if b[0] != 0x2f {
			return fault.Damaged("no lossless bitstream")
		}
		bits := binary.LittleEndian.Uint32(b[1:])
		w, hh = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
		h.Alpha, h.Lossless = h.Alpha || bits>>28&1 != 0, true
	}
	if extended && (w != h.Width || hh != h.Height) {
		return fault.Damaged("a frame of %d × %d pixels in a picture of %d × %d",
			w, hh, h.Width, h.Height)
	}
	h.Width, h.Height = w, hh
	return nil
}

// orientation reads the orientation from an EXIF chunk, which some writers begin as in a JPEG, and
// whose end may be missing.
func orientation(c *format.Cursor, p part) (int, error) {
	n := min(p.n, c.Size-p.from)
	head, err := c.Peek(int(min(n, format.WindowBytes)))
	if err != nil {
		return 0, err
	}
	o, cut := metadata.Orientation(bytes.TrimPrefix(head, []byte(format.EXIFPrefix)))
	if errors.Is(cut, io.ErrUnexpectedEOF) && n > int64(len(head)) && n <= metadata.MaxBlock {
		whole, err := c.Block(n, n)
		if err != nil {
			return 0, err
		}
		o, _ = metadata.Orientation(bytes.TrimPrefix(whole, []byte(format.EXIFPrefix)))
	}
	return o, nil
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// pixelsOf decodes a file of one picture, of the size that h states.
func pixelsOf(r io.Reader, h format.Header) (image.Image, error) {
	m, err := libwebp.Decode(r, image.Pt(h.Width, h.Height))
	if err != nil {
		return nil, err
	}
	return m, nil
}

// ReadMetadata reads the metadata; a block with a missing end is ErrMetadata.
func ReadMetadata(c *format.Cursor) (metadata.Set, error) {
	var b metadata.Set
	cut := false
	err := walk(c, func(p part) error {
		var to *[]byte
		switch p.kind {
		case "EXIF":
			to = &b.EXIF
		case "ICCP":
			to = &b.ICC
		case "XMP ":
			to = &b.XMP
		}
		if to == nil || *to != nil || p.n > metadata.MaxBlock && !p.open {
			return nil
		}
		if p.open {
			cut = true
			return nil
		}
		data, err := c.Block(p.n, p.n)
		*to = data
		return err
	})
	b.EXIF = bytes.TrimPrefix(b.EXIF, []byte(format.EXIFPrefix))
	if err == nil && cut {
		err = format.ErrMetadata
	}
	return b, err
}
