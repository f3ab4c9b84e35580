package codec

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"image"
	"io"

	"sizemill/resize/metadata"
	"sizemill/resize/png"
)

const (
	pngSignature = "\x89PNG\r\n\x1a\n"
	// maxChunks bounds the walk: a gigabyte in chunks of 8 KB, as libpng writes them.
	maxChunks = 1 << 17
	// pngXMP begins an iTXt chunk that holds XMP: keyword, no compression, no language, no translated keyword.
	pngXMP = "XML:com.adobe.xmp\x00\x00\x00\x00\x00"
)

func pngMagic(head []byte) bool { return matches(head, pngSignature) }

// pngWalk visits all chunks, the cursor standing at their n bytes of data.
func pngWalk(c *cursor, visit func(kind string, n int64) error) error {
	if err := c.seek(int64(len(pngSignature))); err != nil {
		return err
	}
	for range maxChunks {
		b, err := c.bytes(8)
		if err != nil {
			return err
		}
		n, kind := int64(binary.BigEndian.Uint32(b)), string(b[4:])
		start := c.off
		if n > c.size-start-4 {
			return io.ErrUnexpectedEOF
		}
		if err := visit(kind, n); err != nil {
			return err
		}
		if kind == "IEND" {
			return nil
		}
		if err := c.seek(start + n + 4); err != nil {
			return err
		}
	}
	return damaged("more than %d chunks", maxChunks)
}

func pngHeader(c *cursor, limits Limits) (Header, error) {
	var h Header
	var rowBits int64
	first, pixels, claimed, frames := true, false, 0, 0
	err := pngWalk(c, func(kind string, n int64) error {
		if first != (kind == "IHDR") {
			return damaged("%s chunk out of place", kind)
		}
		first = false
		switch kind {
		case "IHDR":
			if n != 13 {
				return damaged("a header of %d bytes", n)
			}
			b, err := c.bytes(13)
			if err != nil {
				return err
			}
			if rowBits, err = pngIHDRFields(b, &h); err != nil {
				return err
			}
			return limits.check(h)
		case "caBX":
			h.Extras |= Provenance
		case "tRNS":
			h.Alpha = true
		case "acTL":
			b, err := c.peek(8)
			if err != nil || n != 8 || pixels { // behind the pixels it announces nothing
				return err
			}
			claimed = int(min(binary.BigEndian.Uint32(b), 1<<30))
			h.Loops = int(min(binary.BigEndian.Uint32(b[4:]), 1<<31-1))
			return limits.check(Header{Width: h.Width, Height: h.Height, Frames: claimed})
		case "fcTL":
			frames++
		case "eXIf":
			if h.Orientation == 0 { // of several the first counts
				return pngOrientation(c, n, &h)
			}
		case "IDAT":
			pixels = true
		}
		return nil
	})
	if err != nil {
		if frames > 0 { // for who salvages the first
			h.Frames = claimed
		}
		return h, err
	}
	if !pixels {
		return h, damaged("no pixels")
	}
	switch {
	case claimed == 0 || frames == 0: // every viewer shows a still picture
		h.Loops = 0
	case frames != claimed:
		return h, damaged("%d of %d frames", frames, claimed)
	default:
		h.Frames = frames
	}
	if h.Frames < 2 {
		h.Loops = 0
	}
	return h, boundClaim(((rowBits+7)/8+1)*int64(h.Height), c.size, png.DeflateRatio)
}

// pngIHDRFields fills h from IHDR's data and gives the bits of a row.
func pngIHDRFields(b []byte, h *Header) (rowBits int64, err error) {
	w, hh := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w == 0 || hh == 0 || w > 1<<31-1 || hh > 1<<31-1 {
		return 0, damaged("a picture of %d × %d pixels", w, hh)
	}
	h.Width, h.Height = int(w), int(hh)
	depth := int64(b[8])
	if depth == 16 {
		h.Depth = 16
	}
	h.Interlaced = b[12] == 1
	channels := int64(1)
	switch b[9] {
	case 0:
		h.Gray = true
	case 2:
		channels = 3
	case 3:
	case 4:
		channels, h.Gray, h.Alpha = 2, true, true
	case 6:
		channels, h.Alpha = 4, true
	default:
		return 0, damaged("colour type %d", b[9])
	}
	return int64(w) * channels * depth, nil
}

// pngOrientation reads the orientation from an eXIf chunk; malformed EXIF states none.
func pngOrientation(c *cursor, n int64, h *Header) error {
	start := c.off
	head, err := c.peek(int(min(n, windowBytes)))
	if err != nil {
		return err
	}
	var cut error
	h.Orientation, cut = metadata.Orientation(head)
	if errors.Is(cut, io.ErrUnexpectedEOF) && n > int64(len(head)) && n <= metadata.MaxBlock {
		whole, err := c.block(n, n)
		if err != nil {
			return err
		}
		c.off = start
		h.Orientation, _ = metadata.Orientation(whole)
	}
	return nil
}

// pngDecode gives the picture that programs see that know nothing of animations. Mostly it is the first frame.
func pngDecode(c *cursor, h Header) (image.Image, error) {
	r := c.whole()
	return pngPicture(r, r.Size(), h)
}

// pngPicture decodes a file of so many bytes, a picture of h or a frame of it.
func pngPicture(r io.Reader, size int64, h Header) (image.Image, error) {
	m, err := png.Decode(r, png.DecodeOptions{Size: size, MaxPixels: h.Pixels()})
	return m, pngError(err)
}

func pngSalvage(r *io.SectionReader, h Header) (image.Image, string, error) {
	m, lost, err := png.Salvage(r, png.DecodeOptions{Size: r.Size(), MaxPixels: h.Pixels()})
	return m, lost, pngError(err)
}

// pngError tells the decoder's errors by the names of this package.
func pngError(err error) error {
	switch {
	case errors.Is(err, png.ErrDamaged):
		return &reason{ErrDamaged, err.Error()}
	case errors.Is(err, png.ErrTooLarge):
		return &reason{ErrTooLarge, err.Error()}
	}
	return err
}

func pngBlocks(c *cursor) (metadata.Blocks, error) {
	var b metadata.Blocks
	var broken error
	profile := false
	texts := newPNGTexts()
	err := pngWalk(c, func(kind string, n int64) error {
		switch kind {
		case "eXIf", "iCCP", "cICP", "sRGB", "gAMA", "cHRM":
		default:
			if !isPNGText(kind) {
				return nil
			}
		}
		if n > metadata.MaxBlock {
			return nil
		}
		data, err := c.block(n, n)
		if err != nil {
			return err
		}
		switch {
		case pngColor(kind, data, &b.Color):
		case kind == "eXIf" && b.EXIF == nil:
			b.EXIF = data
		case kind == "iCCP" && !profile: // the first counts; inflating the others would cost time for nothing
			profile = true
			if b.ICC, err = inflateProfile(data); err != nil {
				b.ICC, broken = nil, ErrBlocks
			}
		case isPNGText(kind):
			texts.chunk(kind, data)
		}
		return nil
	})
	b.XMP, b.IPTC, b.Text = texts.xmp, texts.iptc, texts.entries
	if b.EXIF == nil {
		b.EXIF = texts.exif
	}
	if texts.broken {
		broken = ErrBlocks
	}
	if err == nil {
		err = broken
	}
	return b, err
}

// inflateProfile reads an iCCP chunk: a name, a zero, the method 0, and the profile in zlib's format.
func inflateProfile(data []byte) ([]byte, error) {
	i := bytes.IndexByte(data, 0)
	if i < 0 || i+2 > len(data) || data[i+1] != 0 {
		return nil, ErrBlocks
	}
	z, err := zlib.NewReader(bytes.NewReader(data[i+2:]))
	if err != nil {
		return nil, err
	}
	defer func() { _ = z.Close() }() // Read has said what there is to say
	profile, err := io.ReadAll(io.LimitReader(z, metadata.MaxBlock+1))
	if err == nil && len(profile) > metadata.MaxBlock {
		err = ErrBlocks
	}
	return profile, err
}

func pngEncode(w io.Writer, m image.Image, o Options) error {
	chunks, err := pngChunks(o.Blocks)
	if err != nil {
		return err
	}
	return png.Encode(w, m, png.EncodeOptions{Chunks: chunks, Colored: o.Blocks.ICC != nil && !grayProfile(o.Blocks.ICC)})
}

// grayProfile says that a profile's data is for one channel: it states so behind size, program, version and class.
func grayProfile(icc []byte) bool { return len(icc) >= 20 && string(icc[16:20]) == "GRAY" }

// pngChunks is the blocks as chunks, as they follow IHDR.
func pngChunks(b metadata.Blocks) ([]byte, error) {
	var out []byte
	chunk := func(kind string, data []byte) { out = png.AppendChunk(out, kind, data) }
	pngColorChunks(b.Color, b.ICC != nil, chunk)
	if b.ICC != nil {
		var buf bytes.Buffer
		buf.WriteString("ICC profile\x00\x00")
		z := zlib.NewWriter(&buf)
		if _, err := z.Write(b.ICC); err != nil {
			return nil, err
		}
		if err := z.Close(); err != nil {
			return nil, err
		}
		chunk("iCCP", buf.Bytes())
	}
	if b.EXIF != nil {
		chunk("eXIf", b.EXIF)
	}
	if b.XMP != nil {
		chunk("iTXt", append([]byte(pngXMP), b.XMP...))
	}
	if b.IPTC != nil {
		raw, err := rawIPTC(b.IPTC)
		if err != nil {
			return nil, err
		}
		chunk("zTXt", raw)
	}
	for _, e := range b.Text {
		if kind, data, ok := pngText(e); ok {
			chunk(kind, data)
		}
	}
	return out, nil
}
