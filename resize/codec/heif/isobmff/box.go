package isobmff

import (
	"encoding/binary"
	"io"

	"sizemill/resize/fault"
)

// source is the file as bounded bytes.
type source struct {
	r    io.ReaderAt
	size int64
}

// box is the place of a box's payload in the file.
type box struct {
	kind       string
	start, end int64
}

// box reads the header of the box at off, which must end before end. If it does not, the error is
// io.ErrUnexpectedEOF, and the kind is returned nevertheless.
func (s source) box(off, end int64) (box, error) {
	var head [16]byte
	n := min(int64(len(head)), end-off)
	if n < 8 {
		return box{}, io.ErrUnexpectedEOF
	}
	if err := s.read(head[:n], off); err != nil {
		return box{}, err
	}
	b := box{kind: string(head[4:8]), start: off + 8, end: end}
	size := uint64(binary.BigEndian.Uint32(head[:]))
	switch size {
	case 0: // to the end
		return b, nil
	case 1:
		if n < 16 {
			return b, io.ErrUnexpectedEOF
		}
		size = binary.BigEndian.Uint64(head[8:])
		b.start += 8
	}
	if size < uint64(b.start-off) {
		return b, fault.Damaged("a box of %d bytes", size)
	}
	if size > uint64(end-off) {
		return b, io.ErrUnexpectedEOF
	}
	b.end = off + int64(size)
	return b, nil
}

// payload reads a box of at most most bytes.
func (s source) payload(b box, most int64) ([]byte, error) {
	if b.end-b.start > most {
		return nil, fault.Damaged("a %s box of %d bytes", printable(b.kind), b.end-b.start)
	}
	p := make([]byte, b.end-b.start)
	return p, s.read(p, b.start)
}

// read fills p; a file that has shrunk is io.ErrUnexpectedEOF.
func (s source) read(p []byte, off int64) error {
	n, err := s.r.ReadAt(p, off)
	if n == len(p) {
		return nil
	}
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// children visits the boxes inside b.
func children(b []byte, visit func(kind string, payload []byte) error) error {
	for len(b) > 0 {
		if len(b) < 8 {
			return io.ErrUnexpectedEOF
		}
		size, head := uint64(binary.BigEndian.Uint32(b)), uint64(8)
		switch size {
		case 0:
			size = uint64(len(b))
		case 1:
			if len(b) < 16 {
				return io.ErrUnexpectedEOF
			}
			size, head = binary.BigEndian.Uint64(b[8:]), 16
		}
		if size < head || size > uint64(len(b)) {
			return fault.Damaged("a box that does not fit into its parent")
		}
		if err := visit(string(b[4:8]), b[head:size]); err != nil {
			return err
		}
		b = b[size:]
	}
	return nil
}

// fields reads big-endian numbers from the front of a box. After its end it returns zeros and
// remembers that.
type fields struct {
	b     []byte
	short bool
}

func (f *fields) take(n int) []byte {
	if n < 0 || n > len(f.b) {
		f.b, f.short = nil, true
		return nil
	}
	b := f.b[:n]
	f.b = f.b[n:]
	return b
}

// number reads an unsigned number of 0, 1, 2, 4 or 8 bytes.
func (f *fields) number(bytes int) uint64 {
	var v uint64
	for _, b := range f.take(bytes) {
		v = v<<8 | uint64(b)
	}
	return v
}

func (f *fields) u8() uint8   { return uint8(f.number(1)) }
func (f *fields) u16() uint16 { return uint16(f.number(2)) }
func (f *fields) u32() uint32 { return uint32(f.number(4)) }

// full reads the version and flags that begin a full box.
func (f *fields) full() (version uint8, flags uint32) {
	v := f.u32()
	return uint8(v >> 24), v & 0xffffff
}

// text reads up to a zero, or to the end.
func (f *fields) text() string {
	for i, c := range f.b {
		if c == 0 {
			return string(f.take(i + 1)[:i])
		}
	}
	return string(f.take(len(f.b)))
}

// err returns io.ErrUnexpectedEOF if more was read than the box has.
func (f *fields) err() error {
	if f.short {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// fourCC reports whether kind looks like the name of a box: letters, digits and spaces.
func fourCC(kind string) bool {
	for _, c := range []byte(kind) {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return len(kind) == 4
}

// printable returns kind for a message.
func printable(kind string) string {
	if fourCC(kind) {
		return kind
	}
	return "nameless"
}
