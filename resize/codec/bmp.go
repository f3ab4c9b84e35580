package codec

import (
	"bufio"
	"encoding/binary"
	"errors"
	"image"
	"io"

	"golang.org/x/image/bmp"
)

func bmpMagic(head []byte) bool {
	// Two letters are too few to go by: the information header's size must be one that exists.
	if !matches(head, "BM") || len(head) < 18 {
		return false
	}
	switch binary.LittleEndian.Uint32(head[14:]) {
	case 12, 16, 40, 52, 56, 64, 108, 124:
		return true
	}
	return false
}

func bmpHeader(c *cursor, limits Limits) (Header, error) {
	if err := c.seek(10); err != nil {
		return Header{}, err
	}
	b, err := c.bytes(8)
	if err != nil {
		return Header{}, err
	}
	offset, infoBytes := int64(binary.LittleEndian.Uint32(b)), binary.LittleEndian.Uint32(b[4:])
	if infoBytes != 40 && infoBytes != 108 && infoBytes != 124 {
		return Header{}, unsupported("BMP pictures of this old kind (header of %d bytes) are not supported by this build", infoBytes)
	}
	if b, err = c.bytes(36); err != nil {
		return Header{}, err
	}
	width, height := int64(int32(binary.LittleEndian.Uint32(b))), int64(int32(binary.LittleEndian.Uint32(b[4:])))
	if height < 0 { // rows from top to bottom
		height = -height
	}
	if width < 1 || height < 1 {
		return Header{}, damaged("a picture of %d × %d pixels", width, height)
	}
	h := Header{Width: int(width), Height: int(height)}
	if err := limits.check(h); err != nil {
		return h, err
	}
	bits, compression := binary.LittleEndian.Uint16(b[10:]), binary.LittleEndian.Uint32(b[12:])
	switch compression {
	case 0, 3:
	case 1, 2:
		return h, unsupported("BMP pictures with RLE compression are not supported by this build")
	default:
		return h, unsupported("BMP pictures with compression %d are not supported by this build", compression)
	}
	switch bits {
	case 1, 2, 4, 8, 24, 32:
	default:
		return h, unsupported("BMP pictures of %d bits a pixel are not supported by this build", bits)
	}
	h.Alpha = bits == 32 && infoBytes > 40
	row := (width*int64(bits) + 31) / 32 * 4
	if offset+row*height > c.size {
		return h, io.ErrUnexpectedEOF
	}
	return h, nil
}

func bmpDecode(r *io.SectionReader, h Header) (image.Image, error) {
	m, err := bmp.Decode(bufio.NewReaderSize(r, 1<<16))
	if errors.Is(err, bmp.ErrUnsupported) {
		return nil, unsupported("this kind of BMP picture is not supported by this build")
	}
	if n, ok := m.(*image.NRGBA); ok && err == nil && h.Alpha {
		opaqueIfAllClear(n)
	}
	return m, err
}

// opaqueIfAllClear makes a picture opaque whose alpha is zero everywhere: its writer left the fourth byte unused.
func opaqueIfAllClear(m *image.NRGBA) {
	for i := 3; i < len(m.Pix); i += 4 {
		if m.Pix[i] != 0 {
			return
		}
	}
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = 0xFF
	}
}

func bmpEncode(w io.Writer, m image.Image, _ Options) error { return bmp.Encode(w, m) }
