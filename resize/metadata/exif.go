package metadata

import (
	"encoding/binary"
	"errors"
	"io"
)

// errMalformed means that a block is not what it says it is.
var errMalformed = errors.New("malformed")

// The tags that are read or changed, and the types of their values.
const (
	tagOrientation   = 0x0112
	tagExifIFD       = 0x8769
	tagGPSIFD        = 0x8825
	tagInteropIFD    = 0xA005
	tagPixelX        = 0xA002
	tagPixelY        = 0xA003
	tagImageWidth    = 0x0100
	tagImageLength   = 0x0101
	tagThumbOffset   = 0x0201
	tagThumbLength   = 0x0202
	typeShort        = 3
	typeLong         = 4
	entryBytes       = 12
	maxEntriesPerIFD = 4096 // cameras write some 60
)

// tiff is a bounded view of a TIFF structure. Every access is checked; nothing follows an offset twice.
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

// entries gives the raw entries of the IFD at off and the offset behind them, where the next IFD's offset is.
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

// find gives the entry of tag among entries, which need not be sorted, or nil.
func (t tiff) find(entries []byte, tag uint16) []byte {
	for ; len(entries) >= entryBytes; entries = entries[entryBytes:] {
		if t.order.Uint16(entries) == tag {
			return entries[:entryBytes]
		}
	}
	return nil
}

// number is the value of an entry of one SHORT or LONG.
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

// setNumber replaces the value of an entry of one SHORT or LONG, and leaves every other kind alone.
func (t tiff) setNumber(entry []byte, v int) {
	if entry == nil || t.order.Uint32(entry[4:]) != 1 {
		return
	}
	switch t.order.Uint16(entry[2:]) {
	case typeShort:
		if v <= 0xffff {
			t.order.PutUint16(entry[8:], uint16(v))
		}
	case typeLong:
		t.order.PutUint32(entry[8:], uint32(v))
	}
}

// Orientation gives the orientation 1–8 that an EXIF block states, 1 where it states none or an invalid one.
// io.ErrUnexpectedEOF says that the block is cut before that could be told.
func Orientation(exif []byte) (int, error) {
	t, off, err := newTIFF(exif)
	if err != nil {
		return 1, err
	}
	entries, _, err := t.entries(off)
	if err != nil {
		return 1, err
	}
	if v, ok := t.number(t.find(entries, tagOrientation)); ok && v >= 1 && v <= 8 {
		return int(v), nil
	}
	return 1, nil
}
