package png

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/png/pixels"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

const (
	signature = "\x89PNG\r\n\x1a\n"
	// tail is the length of what pixels may lack at the end of a file: zlib's checksum and the
	// chunk's.
	tail = 4 + 4
)

// errNoEnd is the end of a PNG that breaks off outside of its pixels, or continues with something
// other than a chunk.
var errNoEnd = fmt.Errorf("no end mark: %w", io.ErrUnexpectedEOF)

// walk visits all whole chunks, with the cursor at their n bytes of data, up to the end mark.
// Without an end mark it returns errNoEnd; the last chunk of pixels may then lack its checksums. If
// pixels are missing it returns io.ErrUnexpectedEOF.
func walk(c *format.Cursor, visit func(kind string, n int64) error) error {
	if err := c.SeekTo(int64(len(signature))); err != nil {
		return err
	}
	for range format.MaxChunks {
		b, err := c.Bytes(8)
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF):
			return errNoEnd
		case err != nil:
			return err
		}
		n, kind := int64(binary.BigEndian.Uint32(b)), string(b[4:])
		start := c.Off
		missing := start + n + 4 - c.Size
		switch holds := kind == "IDAT" || kind == "fdAT"; {
		case !pixels.IsKind(kind), missing > 0 && !holds:
			return errNoEnd
		case missing > tail:
			return io.ErrUnexpectedEOF
		case missing > 0:
			if err := visit(kind, min(n, c.Size-start)); err != nil {
				return err
			}
			return errNoEnd
		}
		if err := visit(kind, n); err != nil {
			return err
		}
		if err := c.SeekTo(start + n + 4); err != nil || kind == "IEND" {
			return err
		}
	}
	return fault.Damaged("more than %d chunks", format.MaxChunks)
}

// data returns the n bytes of the chunk at the cursor, which does not move; nil if the checksum is
// wrong.
func data(c *format.Cursor, kind string, n int64) ([]byte, error) {
	start := c.Off
	b, err := c.Block(n+4, metadata.MaxBlock+4)
	c.Off = start
	if err != nil || !right(kind, b) {
		return nil, err
	}
	return b[:n:n], nil
}

// right reports whether a chunk's data is followed by its checksum.
func right(kind string, data []byte) bool {
	n := len(data) - 4
	sum := crc32.Update(crc32.ChecksumIEEE([]byte(kind)), crc32.IEEETable, data[:n])
	return sum == binary.BigEndian.Uint32(data[n:])
}

// intact reports whether a chunk of any length has the right checksum, and leaves the cursor at its
// data.
func intact(c *format.Cursor, kind string, n int64) (bool, error) {
	sum := crc32.NewIEEE()
	_, _ = io.WriteString(sum, kind) // writing to a hash never fails
	if _, err := io.Copy(sum, io.NewSectionReader(c, c.Off, n)); err != nil {
		return false, err
	}
	var stored [4]byte
	if got, err := c.ReadAt(stored[:], c.Off+n); got < len(stored) {
		return false, err
	}
	return binary.BigEndian.Uint32(stored[:]) == sum.Sum32(), nil
}
