package png

import (
	"bytes"
	"compress/zlib"
	"context"
	"image"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/png/pixels"
	"sizemill/resize/metadata"
)

// xmp begins an iTXt chunk that holds XMP: keyword, no compression, no language, no translated
// keyword.
const xmp = "XML:com.adobe.xmp\x00\x00\x00\x00\x00"

// Magic reports whether head, the first bytes of a file, begins a PNG.
func Magic(head []byte) bool { return format.Matches(head, signature) }

// Decode returns the picture for programs without animations. Mostly it is the first frame.
func Decode(_ context.Context, c *format.Cursor, h format.Header) (image.Image, error) {
	r := c.Whole()
	return picture(c, r, r.Size(), h)
}

// picture decodes a file of that many bytes, a picture of h or a frame of it, assembled from what c
// reads.
func picture(c *format.Cursor, r io.Reader, size int64, h format.Header) (image.Image, error) {
	m, faults, err := pixels.Decode(r, pixels.DecodeOptions{Size: size, MaxPixels: h.Pixels()})
	for _, f := range []struct {
		fault pixels.Faults
		flaw  format.Flaws
	}{{pixels.BadEnd, format.FlawEnd}, {pixels.BadChunk, format.FlawPart}, {pixels.BadAlpha,
		format.FlawAlpha}, {pixels.Surplus, format.FlawStray}} {
		if faults&f.fault != 0 {
			c.Flaws |= f.flaw
		}
	}
	return m, err
}

// Salvage reads what is left of a damaged picture, and returns what is lost in lower-case English.
func Salvage(_ context.Context, c *format.Cursor, h format.Header) (image.Image, string, error) {
	return pixels.Salvage(c.Whole(), pixels.DecodeOptions{Size: c.Size, MaxPixels: h.Pixels()})
}

// inflateProfile reads an iCCP chunk: a name, a zero, the method 0, and the profile in zlib's
// format.
func inflateProfile(data []byte) ([]byte, error) {
	i := bytes.IndexByte(data, 0)
	if i < 0 || i+2 > len(data) || data[i+1] != 0 {
		return nil, format.ErrMetadata
	}
	z, err := zlib.NewReader(bytes.NewReader(data[i+2:]))
	if err != nil {
		return nil, err
	}
	defer func() { _ = z.Close() }() // a failed Close costs nothing after Read
	profile, err := io.ReadAll(io.LimitReader(z, metadata.MaxBlock+1))
	if err == nil && len(profile) > metadata.MaxBlock {
		err = format.ErrMetadata
	}
	return profile, err
}

// Encode writes m as a PNG.
func Encode(w io.Writer, m image.Image, o format.Options) error {
	chunks, err := chunks(o.Metadata)
	if err != nil {
		return err
	}
	return pixels.Encode(w, m,
		pixels.EncodeOptions{Chunks: chunks, Colored: o.Metadata.ICC != nil &&
			!format.IsGrayProfile(o.Metadata.ICC)})
}

// chunks returns the blocks as chunks, in their order after IHDR.
func chunks(b metadata.Set) ([]byte, error) {
	var out []byte
	chunk := func(kind string, data []byte) { out = pixels.AppendChunk(out, kind, data) }
	colorChunks(b.Color, b.ICC != nil, chunk)
	if data := density(b.Resolution); data != nil {
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
		chunk("iTXt", append([]byte(xmp), b.XMP...))
	}
	if b.IPTC != nil {
		raw, err := rawIPTC(b.IPTC)
		if err != nil {
			return nil, err
		}
		chunk("zTXt", raw)
	}
	for _, e := range b.Text {
		if kind, data, ok := text(e); ok {
			chunk(kind, data)
		}
	}
	return out, nil
}
