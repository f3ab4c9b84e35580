package imgtest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"testing"
)

// Insert returns b with more inserted at an offset.
func Insert(b []byte, at int, more []byte) []byte {
	out := append([]byte(nil), b[:at]...)
	out = append(out, more...)
	return append(out, b[at:]...)
}

// Flipped returns b with some bits of its last third flipped, but not of its end.
func Flipped(b []byte) []byte {
	c := append([]byte(nil), b...)
	for i := len(c) * 2 / 3; i < len(c)-16; i += 7 {
		c[i] ^= 0x55
	}
	return c
}

// Truncated returns the first percent of b.
func Truncated(b []byte, percent int) []byte { return b[:len(b)*percent/100] }

// Entry returns an entry of an EXIF or TIFF directory with its value inline.
func Entry(order binary.ByteOrder, tag, kind uint16, count, value uint32) []byte {
	b := make([]byte, 12)
	order.PutUint16(b, tag)
	order.PutUint16(b[2:], kind)
	order.PutUint32(b[4:], count)
	if kind == 3 && count == 1 {
		order.PutUint16(b[8:], uint16(value))
	} else {
		order.PutUint32(b[8:], value)
	}
	return b
}

// EXIF returns a little-endian EXIF block that states an orientation, valid or not.
func EXIF(orientation int) []byte {
	le := binary.LittleEndian
	return Directory(le, Entry(le, 0x0112, 3, 1, uint32(orientation)))
}

// Directory returns an EXIF block of one directory.
func Directory(order binary.ByteOrder, entries ...[]byte) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00")
	if order == binary.ByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*\x00\x00\x00\x08")
	}
	count := make([]byte, 2)
	order.PutUint16(count, uint16(len(entries)))
	b = append(b, count...)
	for _, e := range entries {
		b = append(b, e...)
	}
	return append(b, 0, 0, 0, 0)
}

// PNGClaim returns a PNG of some 70 bytes whose header claims w × h pixels of 32 bits.
func PNGClaim(w, h uint32) []byte {
	be := binary.BigEndian
	header := append(be.AppendUint32(be.AppendUint32(nil, w), h), 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n"), Chunk("IHDR", header)...)
	b = append(b, Chunk("IDAT", []byte{0x78, 0x9c, 0x03, 0, 0, 0, 0, 1})...)
	return append(b, Chunk("IEND", nil)...)
}

// JPEGClaim returns a JPEG that claims w × h gray pixels and has next to none; marker is that of
// the frame header (0xC0 is the usual one).
func JPEGClaim(marker byte, precision byte, w, h uint16) []byte {
	be := binary.BigEndian
	frame := be.AppendUint16(be.AppendUint16([]byte{precision}, h), w)
	b := append([]byte{0xFF, 0xD8}, Segment(marker, append(frame, 1, 1, 0x11, 0))...)
	b = append(b, Segment(0xDA, []byte{1, 1, 0, 0, 63, 0})...)
	return append(b, 0, 0, 0xFF, 0xD9)
}

// GIFClaim returns a GIF of one tiny frame on a canvas of w × h pixels.
func GIFClaim(w, h uint16) []byte {
	le := binary.LittleEndian
	b := le.AppendUint16(le.AppendUint16([]byte("GIF89a"), w), h)
	b = append(b, 0x80, 0, 0, 0, 0, 0, 255, 255, 255)
	b = append(b, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0)
	return append(b, 2, 2, 0x44, 1, 0, 0x3B)
}

// BMPClaim returns a BMP header that claims w × h pixels of 24 bits.
func BMPClaim(w, h int32) []byte {
	le := binary.LittleEndian
	b := append([]byte("BM"), make([]byte, 52)...)
	le.PutUint32(b[10:], 54)
	le.PutUint32(b[14:], 40)
	le.PutUint32(b[18:], uint32(w))
	le.PutUint32(b[22:], uint32(h))
	le.PutUint16(b[26:], 1)
	le.PutUint16(b[28:], 24)
	return b
}

// TIFFClaim returns a TIFF of one strip that claims w × h gray pixels in that compression.
func TIFFClaim(compression, w, h uint32) []byte {
	le := binary.LittleEndian
	return Directory(le,
		Entry(le, 256, 4, 1, w), Entry(le, 257, 4, 1, h), Entry(le, 258, 3, 1, 8), Entry(le, 259, 3, 1, compression),
		Entry(le, 262, 3, 1, 1), Entry(le, 273, 4, 1, 8), Entry(le, 277, 3, 1, 1), Entry(le, 278, 4, 1, h), Entry(le, 279, 4, 1, 8))
}

// WebPClaim returns a lossless WebP that claims w × h pixels and has none.
func WebPClaim(w, h uint32) []byte {
	le := binary.LittleEndian
	data := le.AppendUint32([]byte{0x2f}, (w-1)|(h-1)<<14)
	b := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8L"), le.AppendUint32(nil, uint32(len(data)))...)
	b = append(append(b, data...), 0)
	le.PutUint32(b[4:], uint32(len(b)-8))
	return b
}

func deflate(t testing.TB, b []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zlib.NewWriter(&buf)
	_, err := z.Write(b)
	must(t, err)
	must(t, z.Close())
	return buf.Bytes()
}
