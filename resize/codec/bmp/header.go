package bmp

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"io"

	"github.com/jsummers/gobmp"
	"golang.org/x/image/bmp"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// Magic reports whether head, the first bytes of a file, begins a BMP.
func Magic(head []byte) bool {
	// Two letters are too weak a signature: the information header must have a valid size as well.
	if !format.Matches(head, "BM") || len(head) < 18 {
		return false
	}
	switch binary.LittleEndian.Uint32(head[14:]) {
	case 12, 16, 40, 52, 56, 64, 108, 124:
		return true
	}
	return false
}

// info is what a BMP's headers state about its pixels.
type info struct {
	headerBytes   uint32 // of the information header, which determines the kind of BMP
	offset        int64  // of the pixels
	width, height int64
	bits          int
	compression   uint32
	topDown       bool  // rows are stored from top to bottom; usually from bottom to top
	alpha         bool  // there are bits for alpha
	colors        int64 // of the palette, as stated; 0 is as many as bits can address
}

// Compressions of BMP.
const (
	uncompressed, rle8, rle4, fields = 0, 1, 2, 3
)

func readInfo(c *format.Cursor) (info, error) {
	le := binary.LittleEndian
	if err := c.SeekTo(10); err != nil {
		return info{}, err
	}
	b, err := c.Bytes(8)
	if err != nil {
		return info{}, err
	}
	i := info{offset: int64(le.Uint32(b)), headerBytes: le.Uint32(b[4:])}
	// Magic has checked that it is at least 12
	if b, err = c.Bytes(int(min(i.headerBytes, 124)) - 4); err != nil {
		return i, err
	}
	if i.headerBytes == 12 { // OS/2's first kind
		i.width, i.height = int64(le.Uint16(b)), int64(le.Uint16(b[2:]))
		i.bits = int(le.Uint16(b[6:]))
		return i, nil
	}
	i.width, i.height = int64(int32(le.Uint32(b))), int64(int32(le.Uint32(b[4:])))
	i.bits = int(le.Uint16(b[10:]))
	if i.height < 0 { // rows from top to bottom
		i.height, i.topDown = -i.height, true
	}
	if len(b) >= 16 {
		i.compression = le.Uint32(b[12:])
	}
	if len(b) >= 32 {
		i.colors = int64(le.Uint32(b[28:]))
	}
	switch i.headerBytes {
	case 56, 108, 124: // these have masks for the channels, alpha's last
		masked := i.compression == fields || i.bits == 32 && i.headerBytes > 56
		i.alpha = masked && le.Uint32(b[48:]) != 0
	}
	return i, nil
}

// ReadHeader reads the header of a BMP and checks it against limits.
func ReadHeader(c *format.Cursor, limits format.Limits) (format.Header, error) {
	i, err := readInfo(c)
	if err != nil {
		return format.Header{}, err
	}
	if i.width < 1 || i.height < 1 {
		return format.Header{}, fault.Damaged("a picture of %d × %d pixels", i.width, i.height)
	}
	if err := limits.Sides(i.width, i.height); err != nil {
		return format.Header{}, err
	}
	h := format.Header{Width: int(i.width), Height: int(i.height), Alpha: i.alpha}
	if err := limits.Check(h); err != nil {
		return h, err
	}
	if err := i.supported(); err != nil {
		return h, err
	}
	c.Flaws |= i.settle(c.Size)
	if i.runs() {
		return h, format.CheckClaim(h.Pixels(), c.Size, pixelsPerByte)
	}
	if i.offset+i.pixelBytes() > c.Size {
		return h, io.ErrUnexpectedEOF
	}
	return h, nil
}

// pixelsPerByte is more than run-length coding achieves for an empty picture: 255 pixels in two
// bytes.
const pixelsPerByte = 1024

// supported refuses what neither library reads.
func (i info) supported() error {
	plain := map[int]bool{1: true, 2: true, 4: true, 8: true, 16: true, 24: true, 32: true}
	os2 := i.headerBytes == 16 || i.headerBytes == 64 // in which 3 and 4 mean something else
	switch {
	case i.compression == uncompressed && plain[i.bits],
		i.compression == rle4 && i.bits == 4, i.compression == rle8 && i.bits == 8,
		i.compression == fields && (i.bits == 16 || i.bits == 32) && !os2:
		return nil
	case i.compression == uncompressed, i.compression == fields && !os2:
		return fault.Unsupported(
			"BMP pictures with %d bits per pixel are not supported by this build",
			i.bits)
	case i.compression == rle4, i.compression == rle8:
		return fault.Damaged("run-length coding with %d bits per pixel", i.bits)
	}
	return fault.Unsupported("BMP pictures with compression %d are not supported by this build",
		i.compression)
}

// Decode uses the more capable library for what the usual one does not know: OS/2's headers,
// run-length coding, 16 bits and masks.
func Decode(_ context.Context, c *format.Cursor, h format.Header) (image.Image, error) {
	r := c.Whole()
	f, err := open(r, h)
	if err != nil {
		return nil, err
	}
	c.Flaws |= f.flaws
	m, err := bmp.Decode(bufio.NewReaderSize(f.padded(), 1<<16))
	if errors.Is(err, bmp.ErrUnsupported) {
		m, err = f.decodeRare()
	}
	return dropUnusedAlpha(m, h), err
}

// dropUnusedAlpha makes a picture opaque whose writer left the fourth byte unused.
func dropUnusedAlpha(m image.Image, h format.Header) image.Image {
	if n, ok := m.(*image.NRGBA); ok && (!h.Alpha || format.AllClear(n)) {
		for i := 3; i < len(n.Pix); i += 4 {
			n.Pix[i] = 0xFF
		}
	}
	return m
}

func (f file) decodeRare() (image.Image, error) {
	if f.runs() {
		if f.offset > f.r.Size() {
			return nil, io.ErrUnexpectedEOF
		}
		if _, err := f.checkRLE(); err != nil {
			return nil, err
		}
	}
	return rare(f.padded())
}

func rare(r io.Reader) (image.Image, error) {
	m, err := gobmp.Decode(bufio.NewReaderSize(r, 1<<16))
	var cannot gobmp.UnsupportedError
	if errors.As(err, &cannot) {
		return nil, fault.Unsupported(
			"this kind of BMP picture is not supported by this build (%s)", string(cannot))
	}
	return m, err
}

// Encode writes m as a BMP.
func Encode(w io.Writer, m image.Image, o format.Options) error {
	d := densityWriter{w: w}
	d.x, d.y = density(o.Metadata.Resolution)
	return bmp.Encode(&d, m)
}
