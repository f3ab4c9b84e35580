package format

import (
	"encoding/binary"
	"errors"
	"io"
	"math"

	"sizemill/resize/fault"
)

// WindowBytes is how much a cursor reads at once: one page, which holds most headers whole.
const WindowBytes = 4096

// Cursor walks through a file's structure with few and small reads. It is also an io.ReaderAt of
// the whole file. Reading or skipping beyond the end returns io.ErrUnexpectedEOF.
type Cursor struct {
	r       io.ReaderAt
	Size    int64
	Off     int64
	Window  []byte // the bytes from start on
	start   int64
	Failure error
	Flaws   Flaws // of the file, found by the walk
}

// NewCursor returns a cursor at the beginning of a file of size bytes.
func NewCursor(r io.ReaderAt, size int64) *Cursor { return &Cursor{r: r, Size: size} }

// Whole returns a reader of the whole file, from its beginning.
func (c *Cursor) Whole() *io.SectionReader { return io.NewSectionReader(c, 0, c.Size) }

// ReadAt reads from the file itself and remembers a failure that is not its end.
func (c *Cursor) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) && c.Failure == nil {
		c.Failure = err
	}
	return n, err
}

// Bytes returns the next n bytes, at most WindowBytes, and moves on. They are valid until the next
// call.
func (c *Cursor) Bytes(n int) ([]byte, error) {
	b, err := c.Peek(n)
	if err == nil {
		c.Off += int64(n)
	}
	return b, err
}

// Peek returns the next n bytes like Bytes, and stays where it is.
func (c *Cursor) Peek(n int) ([]byte, error) {
	if n > WindowBytes || c.Off < 0 || c.Off+int64(n) > c.Size {
		return nil, io.ErrUnexpectedEOF
	}
	if c.Off < c.start || c.Off+int64(n) > c.start+int64(len(c.Window)) {
		if cap(c.Window) == 0 {
			c.Window = make([]byte, WindowBytes)
		}
		w := c.Window[:min(WindowBytes, c.Size-c.Off)]
		if got, err := c.ReadAt(w, c.Off); got < len(w) {
			c.Window = c.Window[:0]
			if c.Failure != nil {
				return nil, err
			}
			return nil, io.ErrUnexpectedEOF // the file has shrunk
		}
		c.Window, c.start = w, c.Off
	}
	i := c.Off - c.start
	return c.Window[i : i+int64(n)], nil
}

// Byte returns the next byte and moves on.
func (c *Cursor) Byte() (byte, error) {
	b, err := c.Bytes(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// Skip moves on by n bytes, which must exist.
func (c *Cursor) Skip(n int64) error {
	if n < 0 || n > c.Size-c.Off {
		return io.ErrUnexpectedEOF
	}
	c.Off += n
	return nil
}

// SeekTo moves to an offset in the file.
func (c *Cursor) SeekTo(off int64) error {
	if off < 0 || off > c.Size {
		return io.ErrUnexpectedEOF
	}
	c.Off = off
	return nil
}

// Uint16 returns the number in the next two bytes and moves on.
func (c *Cursor) Uint16(order binary.ByteOrder) (uint16, error) {
	b, err := c.Bytes(2)
	if err != nil {
		return 0, err
	}
	return order.Uint16(b), nil
}

// Uint32 returns the number in the next four bytes and moves on.
func (c *Cursor) Uint32(order binary.ByteOrder) (uint32, error) {
	b, err := c.Bytes(4)
	if err != nil {
		return 0, err
	}
	return order.Uint32(b), nil
}

// Block reads n bytes of any size up to most into a new slice.
func (c *Cursor) Block(n, most int64) ([]byte, error) {
	if n < 0 || n > most || n > c.Size-c.Off {
		return nil, io.ErrUnexpectedEOF
	}
	if n > math.MaxInt {
		return nil, fault.TooLarge("%d bytes in one piece", n)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(io.NewSectionReader(c, c.Off, n), b); err != nil {
		return nil, err
	}
	c.Off += n
	return b, nil
}
