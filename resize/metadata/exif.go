package metadata

import (
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// errMalformed means that a block does not have the structure that it should.
var errMalformed = errors.New("malformed")

const (
	entryBytes       = 12
	maxEntriesPerIFD = 4096 // cameras write some 60
)

// tiff is a bounded view of a TIFF structure. Every access is checked; no offset is followed twice.
type tiff struct {
	b     []byte
	order binary.ByteOrder
}

func newTIFF(b []byte) (tiff, int64, error) {
	if len(b) < 8 {
		return tiff{}, 0, io.ErrUnexpectedEOF
	}
	t := tiff{b: b}
	switch string(b[:4]) {
	case "II*\x00":
		t.order = binary.LittleEndian
	case "MM\x00*":
		t.order = binary.BigEndian
	default:
		return tiff{}, 0, errMalformed
	}
	return t, int64(t.order.Uint32(b[4:])), nil
}

// entries returns the raw entries of the IFD at off, and the offset after them, where the next
// IFD's offset is.
func (t tiff) entries(off int64) (entries []byte, next int64, err error) {
	if off < 8 {
		return nil, 0, errMalformed
	}
	if off+2 > int64(len(t.b)) {
		return nil, 0, io.ErrUnexpectedEOF
	}
	n := int64(t.order.Uint16(t.b[off:]))
	if n > maxEntriesPerIFD {
		return nil, 0, errMalformed
	}
	next = off + 2 + n*entryBytes
	if next > int64(len(t.b)) {
		return nil, 0, io.ErrUnexpectedEOF
	}
	return t.b[off+2 : next], next, nil
}

// find returns the entry of tag among entries, which need not be sorted, or nil.
func (t tiff) find(entries []byte, tag uint16) []byte {
	for e := range slices.Chunk(entries, entryBytes) {
		if t.order.Uint16(e) == tag {
			return e
		}
	}
	return nil
}

// number returns the value of an entry of one SHORT or LONG.
func (t tiff) number(entry []byte) (uint32, bool) {
	if entry == nil || t.order.Uint32(entry[4:]) != 1 {
		return 0, false
	}
	switch t.order.Uint16(entry[2:]) {
	case typeShort:
		return uint32(t.order.Uint16(entry[8:])), true
	case typeLong:
		return t.order.Uint32(entry[8:]), true
	}
	return 0, false
}

// setNumbers replaces the values of all entries of tag, of whatever type: if a tag comes twice,
// some programs read the first and some the last. A single whole number keeps its type if v fits.
func (t tiff) setNumbers(entries []byte, tag uint16, v int) {
	largest := map[uint16]int{
		typeByte: 0xff, typeSByte: 0x7f, typeShort: 0xffff, typeSShort: 0x7fff,
		typeLong: 1 << 30, typeSLong: 1 << 30,
	}
	for e := range slices.Chunk(entries, entryBytes) {
		if t.order.Uint16(e) != tag {
			continue
		}
		kind := t.order.Uint16(e[2:])
		if t.order.Uint32(e[4:]) != 1 || v > largest[kind] {
			if kind = typeShort; v > 0xffff {
				kind = typeLong
			}
		}
		t.order.PutUint16(e[2:], kind)
		t.order.PutUint32(e[4:], 1)
		t.order.PutUint32(e[8:], 0)
		switch typeSize(kind) {
		case 1:
			e[8] = byte(v)
		case 2:
			t.order.PutUint16(e[8:], uint16(v))
		default:
			t.order.PutUint32(e[8:], uint32(v))
		}
	}
}

// values returns the bytes of an entry's values, a part of the block; nil if they lie outside of
// it.
func (t tiff) values(entry []byte) []byte {
	size := typeSize(t.order.Uint16(entry[2:])) * int64(t.order.Uint32(entry[4:]))
	if size <= 4 {
		return entry[8 : 8+size]
	}
	at := int64(t.order.Uint32(entry[8:]))
	if at+size > int64(len(t.b)) {
		return nil
	}
	return t.b[at : at+size]
}

// digit returns the first value of an entry as a number of one digit, whatever its type, as
// exiftool, libvips and ImageMagick read it. If cut is set the value lies behind the end of the
// block.
func (t tiff) digit(entry []byte) (n int, cut bool) {
	if entry == nil || t.order.Uint32(entry[4:]) == 0 {
		return 0, false
	}
	value, kind := t.values(entry), t.order.Uint16(entry[2:])
	if int64(len(value)) < typeSize(kind) {
		return 0, true
	}
	v := uint32(0)
	switch kind {
	case typeByte, typeSByte:
		v = uint32(value[0])
	case typeShort, typeSShort:
		v = uint32(t.order.Uint16(value))
	case typeLong, typeSLong:
		v = t.order.Uint32(value)
	case typeRational, typeSRational:
		if d := t.order.Uint32(value[4:]); d != 0 {
			v = t.order.Uint32(value) / d
		}
	case typeASCII:
		v = uint32(value[0]) - '0'
	}
	if v > 9 {
		v = 0
	}
	return int(v), false
}

// Orientation returns the orientation 1–8 that an EXIF block states; 1 if it states none or an
// invalid one. The error is io.ErrUnexpectedEOF if the block ends too early to tell.
func Orientation(exif []byte) (int, error) {
	t, off, err := newTIFF(exif)
	if err != nil {
		return 1, err
	}
	entries, _, err := t.entries(off)
	if err != nil {
		return 1, err
	}
	switch v, cut := t.digit(t.find(entries, tagOrientation)); {
	case cut:
		return 1, io.ErrUnexpectedEOF
	case v >= 1 && v <= 8:
		return v, nil
	}
	return 1, nil
}
