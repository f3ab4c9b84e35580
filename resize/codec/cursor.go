package codec

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
)

// windowBytes is how much a cursor reads at once: one page, which holds most headers whole.
const windowBytes = 4096

// cursor walks through a file's structure with few and small reads. It is itself an io.ReaderAt of the whole file.
// Reading or skipping beyond the end gives io.ErrUnexpectedEOF; failure keeps the first error of the medium.
type cursor struct {
	r       io.ReaderAt
	size    int64
	off     int64
	window  []byte // bytes from start on
	start   int64
	failure error
	flaws   Flaws // of the file, found on the way
}

func newCursor(r io.ReaderAt, size int64) *cursor { return &cursor{r: r, size: size} }

// whole returns a reader of the whole file, from its beginning.
func (c *cursor) whole() *io.SectionReader { return io.NewSectionReader(c, 0, c.size) }

// ReadAt reads from the file itself and remembers a failure that is not its end.
func (c *cursor) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) && c.failure == nil {
		c.failure = err
	}
	return n, err
}

// bytes gives the next n bytes, at most windowBytes, valid until the next call, and moves on.
func (c *cursor) bytes(n int) ([]byte, error) {
	b, err := c.peek(n)
	if err == nil {
		c.off += int64(n)
	}
	return b, err
}

func (c *cursor) peek(n int) ([]byte, error) {
	if n > windowBytes || c.off < 0 || c.off+int64(n) > c.size {
		return nil, io.ErrUnexpectedEOF
	}
	if c.off < c.start || c.off+int64(n) > c.start+int64(len(c.window)) {
		if cap(c.window) == 0 {
			c.window = make([]byte, windowBytes)
		}
		w := c.window[:min(windowBytes, c.size-c.off)]
		if got, err := c.ReadAt(w, c.off); got < len(w) {
			c.window = c.window[:0]
			if c.failure != nil {
				return nil, err
			}
			return nil, io.ErrUnexpectedEOF // the file has shrunk
		}
		c.window, c.start = w, c.off
	}
	i := c.off - c.start
	return c.window[i : i+int64(n)], nil
}

func (c *cursor) byte() (byte, error) {
	b, err := c.bytes(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// skip moves on by n bytes, which must exist.
func (c *cursor) skip(n int64) error {
	if n < 0 || n > c.size-c.off {
		return io.ErrUnexpectedEOF
	}
	c.off += n
	return nil
}

// seek moves to an offset in the file.
func (c *cursor) seek(off int64) error {
	if off < 0 || off > c.size {
		return io.ErrUnexpectedEOF
	}
	c.off = off
	return nil
}

func (c *cursor) uint16(order binary.ByteOrder) (uint16, error) {
	b, err := c.bytes(2)
	if err != nil {
		return 0, err
	}
	return order.Uint16(b), nil
}

func (c *cursor) uint32(order binary.ByteOrder) (uint32, error) {
	b, err := c.bytes(4)
	if err != nil {
		return 0, err
	}
	return order.Uint32(b), nil
}

// block reads n bytes of any size up to most into memory of their own.
func (c *cursor) block(n, most int64) ([]byte, error) {
	if n < 0 || n > most || n > c.size-c.off {
		return nil, io.ErrUnexpectedEOF
	}
	if n > math.MaxInt {
		return nil, tooLarge("%d bytes in one piece", n)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(io.NewSectionReader(c, c.off, n), b); err != nil {
		return nil, err
	}
	c.off += n
	return b, nil
}
