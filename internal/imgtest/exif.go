package imgtest

import (
	"bytes"
	"encoding/binary"
)

// Camera is an EXIF block in the way of cameras: orientation, sizes, a position, and a thumbnail at
// the end.
type Camera struct {
	Order       binary.ByteOrder // nil is little-endian
	Orientation int
	Width       int // as stated, right or wrong
	Height      int
	Thumbnail   []byte // a JPEG; nil for none
	Tail        []byte // follows the thumbnail
}

// EXIF returns the block's bytes.
func (c Camera) EXIF() []byte {
	if c.Order == nil {
		c.Order = binary.LittleEndian
	}
	o := c.Order
	var b bytes.Buffer
	put16 := func(v int) { _ = binary.Write(&b, o, uint16(v)) }
	put32 := func(v int) { _ = binary.Write(&b, o, uint32(v)) }
	entries := func(list ...[]byte) {
		put16(len(list))
		for _, e := range list {
			b.Write(e)
		}
	}
	const ifd0, exif = 8, 8 + 2 + 4*12 + 4
	const gps = exif + 2 + 3*12 + 4
	const values = gps + 2 + 2*12 + 4
	const ifd1 = values + 24 + 8
	thumbnail := ifd1 + 2 + 2*12 + 4
	if o == binary.ByteOrder(binary.BigEndian) {
		b.WriteString("MM\x00*")
	} else {
		b.WriteString("II*\x00")
	}
	put32(ifd0)
	entries(
		Entry(o, 0x010F, 2, 8, values+24), // Make
		Entry(o, 0x0112, 3, 1, uint32(c.Orientation)),
		Entry(o, 0x8769, 4, 1, exif),
		Entry(o, 0x8825, 4, 1, gps),
	)
	if c.Thumbnail == nil {
		put32(0)
	} else {
		put32(ifd1)
	}
	entries(
		Entry(o, 0x9101, 7, 4, 0),
		Entry(o, 0xA002, 4, 1, uint32(c.Width)),
		Entry(o, 0xA003, 4, 1, uint32(c.Height)),
	)
	put32(0)
	entries(
		append(Entry(o, 1, 2, 2, 0)[:8], 'N', 0, 0, 0),
		Entry(o, 2, 5, 3, values),
	)
	put32(0)
	for _, v := range []int{48, 1, 12, 1, 30, 1} {
		put32(v)
	}
	b.WriteString("Testcam\x00")
	if c.Thumbnail != nil {
		entries(
			Entry(o, 0x0201, 4, 1, uint32(thumbnail)),
			Entry(o, 0x0202, 4, 1, uint32(len(c.Thumbnail))),
		)
		put32(0)
		b.Write(c.Thumbnail)
	}
	b.Write(c.Tail)
	return b.Bytes()
}

// Profile returns an ICC profile of n bytes for a color space. For RGB (from 480 bytes) and GRAY
// (from 400) it is valid, padded behind its tags. For other spaces and shorter profiles, only the
// header is valid.
func Profile(space string, n int) []byte {
	var b []byte
	switch space {
	case "RGB ":
		b = AdobeRGBProfile()
	case "GRAY":
		b = GrayProfile(2.2)
	}
	if len(b) > n {
		b = nil
	}
	for i := len(b); i < n; i++ {
		b = append(b, byte(i*7))
	}
	binary.BigEndian.PutUint32(b, uint32(n))
	if string(b[16:20]) != space {
		copy(b[12:], "mntr")
		copy(b[16:], space)
		copy(b[20:], "XYZ ")
		copy(b[36:], "acsp")
	}
	return b
}
