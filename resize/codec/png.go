package codec

import (
	"bytes"
	"compress/zlib"
	"errors"
	"image"
	"io"

	"sizemill/resize/codec/png/pixels"
	"sizemill/resize/metadata"
)

// pngXMP begins an iTXt chunk that holds XMP: keyword, no compression, no language, no translated keyword.
const pngXMP = "XML:com.adobe.xmp\x00\x00\x00\x00\x00"

func pngMagic(head []byte) bool { return matches(head, pngSignature) }

// pngDecode gives the picture that programs see that know nothing of animations. Mostly it is the first frame.
func pngDecode(c *cursor, h Header) (image.Image, error) {
	r := c.whole()
	return pngPicture(c, r, r.Size(), h)
}

// pngPicture decodes a file of so many bytes, a picture of h or a frame of it, which is made of what c reads.
func pngPicture(c *cursor, r io.Reader, size int64, h Header) (image.Image, error) {
	m, faults, err := pixels.Decode(r, pixels.DecodeOptions{Size: size, MaxPixels: h.Pixels()})
	for _, f := range []struct {
		fault pixels.Faults
		flaw  Flaws
	}{{pixels.BadEnd, FlawEnd}, {pixels.BadChunk, FlawPart}, {pixels.BadAlpha, FlawAlpha}, {pixels.Surplus, FlawStray}} {
		if faults&f.fault != 0 {
			c.flaws |= f.flaw
		}
	}
	return m, pngError(err)
}

func pngSalvage(r *io.SectionReader, h Header) (image.Image, string, error) {
	m, lost, err := pixels.Salvage(r, pixels.DecodeOptions{Size: r.Size(), MaxPixels: h.Pixels()})
	return m, lost, pngError(err)
}

// pngError tells the decoder's errors by the names of this package.
func pngError(err error) error {
	switch {
	case errors.Is(err, pixels.ErrDamaged):
		return &reason{ErrDamaged, err.Error()}
	case errors.Is(err, pixels.ErrTooLarge):
		return &reason{ErrTooLarge, err.Error()}
	case errors.Is(err, pixels.ErrUnsupported):
		return &reason{ErrUnsupported, err.Error()}
	}
	return err
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
	return pixels.Encode(w, m, pixels.EncodeOptions{Chunks: chunks, Colored: o.Blocks.ICC != nil && !grayProfile(o.Blocks.ICC)})
}

// grayProfile says that a profile's data is for one channel: it states so behind size, program, version and class.
func grayProfile(icc []byte) bool { return len(icc) >= 20 && string(icc[16:20]) == "GRAY" }

// pngChunks is the blocks as chunks, as they follow IHDR.
func pngChunks(b metadata.Blocks) ([]byte, error) {
	var out []byte
	chunk := func(kind string, data []byte) { out = pixels.AppendChunk(out, kind, data) }
	pngColorChunks(b.Color, b.ICC != nil, chunk)
	if data := pngDensity(b.Resolution); data != nil {
		chunk("pHYs", data)
	}
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
