package codec

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"

	"sizemill/resize/metadata"
	"sizemill/resize/webp"
)

// Flags of a VP8X chunk.
const (
	vp8xAnimation = 1 << 1
	vp8xXMP       = 1 << 2
	vp8xEXIF      = 1 << 3
	vp8xAlpha     = 1 << 4
	vp8xICC       = 1 << 5
)

func webpMagic(head []byte) bool { return matches(head, "RIFF????WEBP") }

// webpWalk visits the chunks, the cursor standing at their n bytes. A file shorter than it says is damaged, which is found out when the
// chunks that it has have been visited; the last of them may be cut.
func webpWalk(c *cursor, visit func(kind string, n int64) error) error {
	if err := c.seek(4); err != nil {
		return err
	}
	b, err := c.bytes(8)
	if err != nil {
		return err
	}
	end := int64(binary.LittleEndian.Uint32(b)) + 8
	cut := end > c.size
	end = min(end, c.size)
	for chunks := 0; c.off+8 <= end; chunks++ {
		if chunks > maxChunks {
			return damaged("more than %d chunks", maxChunks)
		}
		b, err := c.bytes(8)
		if err != nil {
			return err
		}
		kind, n := string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:]))
		start := c.off
		if err := visit(kind, n); err != nil {
			return err
		}
		switch {
		case start+n > end && cut:
			return io.ErrUnexpectedEOF
		case start+n > end:
			return damagedBehind("a chunk reaches beyond the end of the file")
		}
		if err := c.seek(min(start+n+n&1, c.size)); err != nil {
			return err
		}
	}
	if cut {
		return io.ErrUnexpectedEOF
	}
	return nil
}

func webpHeader(c *cursor, limits Limits) (Header, error) {
	var h Header
	extended, animated, pixels, frames := false, false, false, 0
	err := webpWalk(c, func(kind string, n int64) error {
		var err error
		switch kind {
		case "VP8X":
			var b []byte
			if b, err = c.bytes(10); err != nil {
				return err
			}
			extended = true
			h.Alpha, animated = b[0]&vp8xAlpha != 0, b[0]&vp8xAnimation != 0
			h.Width, h.Height = 1+uint24(b[4:]), 1+uint24(b[7:])
			return limits.check(h)
		case "VP8 ", "VP8L":
			if animated {
				return damaged("pixels outside of its frames")
			}
			if pixels {
				return nil
			}
			pixels = true
			return webpFrame(c, kind, extended, &h)
		case "C2PA":
			h.Extras |= Provenance
		case "ANIM":
			if _, err = c.bytes(4); err != nil { // a background colour, which nobody shows
				return err
			}
			var loops uint16
			loops, err = c.uint16(binary.LittleEndian)
			h.Loops = int(loops)
		case "ANMF":
			if !animated {
				return nil
			}
			frames++
			h.Frames = frames
			if frames == 1 {
				b, err := c.peek(int(min(n, anmfHeader+4)))
				if err != nil {
					return err
				}
				h.Lossless = len(b) == anmfHeader+4 && string(b[anmfHeader:]) == "VP8L"
			}
			return limits.check(h)
		case "EXIF":
			if h.Orientation == 0 { // of several the first counts
				h.Orientation, err = webpOrientation(c, n)
			}
		}
		return err
	})
	if frames < 2 {
		h.Loops = 0
	}
	if err == nil && !pixels && frames == 0 {
		err = damaged("no pixels")
	}
	return h, err
}

// webpFrame reads the size from a bitstream's own header; it must agree with the one of the extended header.
func webpFrame(c *cursor, kind string, extended bool, h *Header) error {
	var w, hh int
	if kind == "VP8 " {
		b, err := c.bytes(10)
		if err != nil {
			return err
		}
		if b[0]&1 != 0 || b[3] != 0x9d || b[4] != 0x01 || b[5] != 0x2a {
			return damaged("no key frame")
		}
		w, hh = int(binary.LittleEndian.Uint16(b[6:])&0x3fff), int(binary.LittleEndian.Uint16(b[8:])&0x3fff)
	} else {
		b, err := c.bytes(5)
		if err != nil {
			return err
		}
		if b[0] != 0x2f {
			return damaged("no lossless bitstream")
		}
		bits := binary.LittleEndian.Uint32(b[1:])
		w, hh = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
		h.Alpha, h.Lossless = h.Alpha || bits>>28&1 != 0, true
	}
	if extended && (w != h.Width || hh != h.Height) {
		return damaged("a frame of %d × %d pixels in a picture of %d × %d", w, hh, h.Width, h.Height)
	}
	h.Width, h.Height = w, hh
	return nil
}

// webpOrientation reads the orientation from an EXIF chunk, which some writers begin as in a JPEG.
func webpOrientation(c *cursor, n int64) (int, error) {
	head, err := c.peek(int(min(n, windowBytes)))
	if err != nil {
		return 0, err
	}
	o, cut := metadata.Orientation(bytes.TrimPrefix(head, []byte(exifPrefix)))
	if errors.Is(cut, io.ErrUnexpectedEOF) && n > int64(len(head)) && n <= metadata.MaxBlock {
		whole, err := c.block(n, n)
		if err != nil {
			return 0, err
		}
		o, _ = metadata.Orientation(bytes.TrimPrefix(whole, []byte(exifPrefix)))
	}
	return o, nil
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// webpDecode gives the picture, of an animation the first frame on the canvas.
func webpDecode(c *cursor, h Header) (image.Image, error) {
	r := c.whole()
	animated, err := webpAnimated(c)
	if err != nil {
		return nil, err
	}
	if animated {
		return firstFrame(c, h, webpFrames)
	}
	return webpPixels(r, h)
}

// webpPixels decodes a file of one picture, of the size that h states.
func webpPixels(r io.Reader, h Header) (image.Image, error) {
	m, err := webp.Decode(r, image.Pt(h.Width, h.Height))
	if err != nil {
		return nil, webpError(err)
	}
	return m, nil
}

// webpError tells the library's errors by the names of this package.
func webpError(err error) error {
	switch {
	case errors.Is(err, webp.ErrDamaged):
		return &reason{ErrDamaged, err.Error()}
	case errors.Is(err, webp.ErrTooLarge):
		return &reason{ErrTooLarge, err.Error()}
	}
	return err
}

func webpBlocks(c *cursor) (metadata.Blocks, error) {
	var b metadata.Blocks
	err := webpWalk(c, func(kind string, n int64) error {
		var to *[]byte
		switch kind {
		case "EXIF":
			to = &b.EXIF
		case "ICCP":
			to = &b.ICC
		case "XMP ":
			to = &b.XMP
		}
		if to == nil || *to != nil || n > metadata.MaxBlock {
			return nil
		}
		data, err := c.block(n, n)
		*to = data
		return err
	})
	b.EXIF = bytes.TrimPrefix(b.EXIF, []byte(exifPrefix))
	return b, err
}

// webpEncode encodes a still picture.
func webpEncode(w io.Writer, m image.Image, o Options) error {
	if g, ok := m.(*image.Gray); ok {
		m = grayToNRGBA(g)
	}
	n, ok := m.(*image.NRGBA)
	if !ok {
		return unsupported("a %T cannot be written as WebP", m)
	}
	file, err := webp.Encode(n, webpOptions(o))
	if err != nil {
		return webpError(err)
	}
	return webpWrite(w, file, n.Rect.Size(), !n.Opaque(), o.Blocks)
}

// EncodeWebP writes a lossy WebP of planes as a JPEG has them, without a detour through RGB. Errors are as Encode's.
func EncodeWebP(w io.Writer, p *webp.Planes, o Options) error {
	file, err := webp.EncodePlanes(p, webpOptions(o))
	if err != nil {
		return webpError(err)
	}
	return webpWrite(w, file, image.Pt(p.Width, p.Height), false, o.Blocks)
}

func webpOptions(o Options) webp.Options {
	return webp.Options{Quality: o.Quality, Lossless: o.Lossless}
}

// webpWrite writes a file with metadata put into it. The library makes only whole files.
func webpWrite(w io.Writer, file []byte, size image.Point, alpha bool, b metadata.Blocks) error {
	file, err := webpExtend(file, size, alpha, b)
	if err != nil {
		return err
	}
	_, err = w.Write(file)
	return err
}

// webpExtend puts the metadata into a file of one picture, as chunks around its own under an extended header.
func webpExtend(file []byte, size image.Point, alpha bool, b metadata.Blocks) ([]byte, error) {
	if b.ICC == nil && b.EXIF == nil && b.XMP == nil {
		return file, nil
	}
	if len(file) < 12+8 || !webpMagic(file) {
		return nil, errors.New("the WebP encoder made no WebP file")
	}
	body := file[12:]
	var flags byte
	if string(body[:4]) == "VP8X" {
		flags = body[8]
		body = body[18:]
	} else if alpha {
		flags = vp8xAlpha
	}
	flags |= webpFlags(b)
	head := webpChunk(vp8x(flags, size.X, size.Y), "ICCP", b.ICC)
	tail := webpTail(b)
	out := append(webpRIFF(int64(len(head)+len(body)+len(tail))), head...)
	return append(append(out, body...), tail...), nil
}
