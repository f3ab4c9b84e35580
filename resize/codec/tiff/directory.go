package tiff

import (
	"encoding/binary"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// maxEntries bounds a directory; scanners write some 40 entries.
const maxEntries = 4096

// The types of values that have names.
const (
	kindByte, kindText, kindShort, kindLong, kindRational, kindUndefined = 1, 2, 3, 4, 5, 7
	kindSByte, kindSShort, kindSLong                                     = 6, 8, 9

	kindIFD, kindLong8, kindIFD8 = 13, 16, 18
)

// file is a TIFF, or a BigTIFF, whose offsets and counts have eight bytes instead of four.
type file struct {
	c     *format.Cursor
	order binary.ByteOrder
	big   bool
	first int64 // offset of the first directory
}

// entry is a directory's entry: where its values are, and their type.
type entry struct {
	kind  uint16
	count int64
	first uint64 // the first value, if it is a whole number
	at    int64  // offset of the values in the file
}

// directory is an image file directory (IFD).
type directory struct {
	entries map[uint16]entry
	next    int64
}

func openTIFF(c *format.Cursor) (file, error) {
	f := file{c: c, order: binary.BigEndian}
	if err := c.SeekTo(0); err != nil {
		return f, err
	}
	b, err := c.Bytes(4)
	if err != nil {
		return f, err
	}
	if b[0] == 'I' {
		f.order = binary.LittleEndian
	}
	switch f.order.Uint16(b[2:]) {
	case 42:
	case 43:
		f.big = true
		if b, err = c.Bytes(4); err != nil {
			return f, err
		}
		if f.order.Uint16(b) != 8 || f.order.Uint16(b[2:]) != 0 {
			return f, fault.Unsupported(
				"BigTIFF pictures with offsets of %d bytes are not supported by this build",
				f.order.Uint16(b))
		}
	default:
		return f, fault.Damaged("no TIFF header")
	}
	f.first, err = f.offset()
	return f, err
}

// offset reads an offset, or one of BigTIFF's counts.
func (f file) offset() (int64, error) {
	if !f.big {
		v, err := f.c.Uint32(f.order)
		return int64(v), err
	}
	b, err := f.c.Bytes(8)
	if err != nil {
		return 0, err
	}
	return clampOffset(f.order.Uint64(b)), nil
}

// clampOffset keeps an offset positive; no file is as large as that.
func clampOffset(v uint64) int64 { return int64(min(v, 1<<62)) }

// entryCount returns how many entries the directory at an offset has.
func (f file) entryCount(at int64) (int64, error) {
	if err := f.c.SeekTo(at); err != nil {
		return 0, err
	}
	var n int64
	if f.big {
		var err error
		if n, err = f.offset(); err != nil {
			return 0, err
		}
	} else {
		short, err := f.c.Uint16(f.order)
		if err != nil {
			return 0, err
		}
		n = int64(short)
	}
	if n > maxEntries {
		return 0, fault.Damaged("a directory that claims %d entries", n)
	}
	return n, nil
}

// entryBytes is the size of a directory's entry.
func (f file) entryBytes() int64 {
	if f.big {
		return 20
	}
	return 12
}

// entry reads the entry at the cursor. Its values may lie outside the file.
func (f file) entry() (tag uint16, e entry, err error) {
	start := f.c.Off
	b, err := f.c.Bytes(int(f.entryBytes()))
	if err != nil {
		return 0, e, err
	}
	tag, e.kind = f.order.Uint16(b), f.order.Uint16(b[2:])
	inline, field := int64(4), b[8:]
	if f.big {
		inline, field = 8, b[12:]
		e.count = clampOffset(f.order.Uint64(b[4:]))
	} else {
		e.count = int64(f.order.Uint32(b[4:]))
	}
	e.at = start + int64(len(b)) - inline
	size := typeSize(e.kind)
	switch {
	case size == 0 || e.count <= inline/size:
	case f.big:
		e.at = clampOffset(f.order.Uint64(field))
	default:
		e.at = int64(f.order.Uint32(field))
	}
	return tag, e, nil
}

// inside reports whether an entry's values lie in the file.
func (f file) inside(e entry) bool {
	size := typeSize(e.kind)
	return e.count <= f.c.Size && e.at <= f.c.Size-e.count*size
}

// describesPixels reports whether a tag is needed to read pixels.
func describesPixels(tag uint16) bool {
	switch tag {
	case tagWidth, tagHeight, tagBits, tagCompression, tagPhotometric, tagFillOrder,
		tagStripOffsets,
		tagSamples, tagRowsPerStrip, tagPlanar, tagFaxOptions, tagPredictor, tagColorMap,
		tagTileWidth, tagTileHeight, tagTileOffsets, tagInkSet, tagExtraSamples, tagSampleFormat,
		tagYCbCrMatrix, tagYCbCrSampling, tagReferenceBW:
		return true
	}
	return false
}

// directory reads the IFD at an offset. Tags that describe the pixels must lie in the file, or its
// end is missing. Other tags may be broken, which their readers check.
func (f file) directory(at int64) (directory, error) {
	d := directory{entries: map[uint16]entry{}}
	n, err := f.entryCount(at)
	if err != nil {
		return d, err
	}
	for range n {
		tag, e, err := f.entry()
		if err != nil {
			return d, err
		}
		if _, twice := d.entries[tag]; twice {
			continue
		}
		if describesPixels(tag) && !f.inside(e) {
			return d, io.ErrUnexpectedEOF
		}
		behind := f.c.Off
		if size := typeSize(e.kind); size > 0 && e.count > 0 && f.inside(e) {
			if e.first, err = f.value(e, 0); err != nil {
				return d, err
			}
		}
		d.entries[tag] = e
		if err := f.c.SeekTo(behind); err != nil {
			return d, err
		}
	}
	d.next, err = f.offset()
	return d, err
}

// value returns the i-th value of an entry of whole numbers; 0 for other types.
func (f file) value(e entry, i int64) (uint64, error) {
	size := typeSize(e.kind)
	switch e.kind {
	case kindByte, kindUndefined, kindShort, kindLong, kindIFD, kindLong8, kindIFD8,
		kindSByte, kindSShort, kindSLong: // a negative number is as invalid as a huge one
	default:
		return 0, nil
	}
	if i >= e.count {
		return 0, fault.Damaged("a tag has fewer values than it needs")
	}
	if err := f.c.SeekTo(e.at + i*size); err != nil {
		return 0, err
	}
	b, err := f.c.Bytes(int(size))
	if err != nil {
		return 0, err
	}
	return uintOf(f.order, b), nil
}

// uintOf returns the whole number in b.
func uintOf(order binary.ByteOrder, b []byte) uint64 {
	switch len(b) {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(order.Uint16(b))
	case 4:
		return uint64(order.Uint32(b))
	}
	return order.Uint64(b)
}

// data reads the bytes of an entry's values, at most most.
func (f file) data(e entry, most int64) ([]byte, error) {
	size := typeSize(e.kind)
	if e.count > most || e.count*size > most || !f.inside(e) {
		return nil, io.ErrUnexpectedEOF
	}
	if err := f.c.SeekTo(e.at); err != nil {
		return nil, err
	}
	return f.c.Block(e.count*size, most)
}

// number returns the first value of a tag, or otherwise if there is none.
func (d directory) number(tag uint16, otherwise uint64) uint64 {
	if e, ok := d.entries[tag]; ok && e.count > 0 {
		return e.first
	}
	return otherwise
}

func (d directory) has(tag uint16) bool {
	_, ok := d.entries[tag]
	return ok
}

// typeSize returns the size in bytes of a value of a type; 0 for an unknown one.
func typeSize(kind uint16) int64 {
	switch kind {
	case kindByte, kindText, kindSByte, kindUndefined, 129: // 129 is EXIF 3's UTF-8
		return 1
	case kindShort, kindSShort:
		return 2
	case kindLong, kindSLong, 11, kindIFD:
		return 4
	case kindRational, 10, 12, kindLong8, 17, kindIFD8:
		return 8
	}
	return 0
}
