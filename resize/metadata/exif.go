package metadata

import (
	"encoding/binary"
	"errors"
	"io"
)

// errMalformed means that a block is not what it says it is.
var errMalformed = errors.New("malformed")

const (
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

// setNumbers replaces the values of all entries of tag, of whatever type they are: two of one tag are read differently by different
// programs.
func (t tiff) setNumbers(entries []byte, tag uint16, v int) {
	for ; len(entries) >= entryBytes; entries = entries[entryBytes:] {
		if t.order.Uint16(entries) != tag {
			continue
		}
		one := t.order.Uint32(entries[4:]) == 1
		t.order.PutUint32(entries[4:], 1)
		if kind := t.order.Uint16(entries[2:]); v > 0xffff || one && kind == typeLong {
			t.order.PutUint16(entries[2:], typeLong)
			t.order.PutUint32(entries[8:], uint32(v))
			continue
		}
		t.order.PutUint16(entries[2:], typeShort)
		t.order.PutUint32(entries[8:], 0)
		t.order.PutUint16(entries[8:], uint16(v))
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
