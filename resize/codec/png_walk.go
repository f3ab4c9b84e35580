package codec

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"sizemill/resize/codec/png/pixels"
	"sizemill/resize/metadata"
)

const (
	pngSignature = "\x89PNG\r\n\x1a\n"
	// pngTail is the length of what may be missing of pixels at the end of a file: zlib's checksum and the chunk's.
	pngTail = 4 + 4
)

// maxChunks bounds a walk through chunks: a gigabyte of pixels in chunks of 8 KB, as libpng writes them.
const maxChunks = 1 << 17

// errPNGEnd is the end of a PNG that breaks off outside of its pixels, or goes on with what is not a chunk.
var errPNGEnd = fmt.Errorf("no end mark: %w", io.ErrUnexpectedEOF)

// pngWalk visits all chunks that are whole, the cursor standing at their n bytes of data, and ends behind the end mark. Where the end mark is missing it
// returns errPNGEnd; a last chunk of pixels may then lack its checksums. Where pixels are missing it returns io.ErrUnexpectedEOF.
func pngWalk(c *cursor, visit func(kind string, n int64) error) error {
	if err := c.seek(int64(len(pngSignature))); err != nil {
		return err
	}
	for range maxChunks {
		b, err := c.bytes(8)
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF):
			return errPNGEnd
		case err != nil:
			return err
		}
		n, kind := int64(binary.BigEndian.Uint32(b)), string(b[4:])
		start := c.off
		missing := start + n + 4 - c.size
		switch holds := kind == "IDAT" || kind == "fdAT"; {
		case !pixels.IsKind(kind), missing > 0 && !holds:
			return errPNGEnd
		case missing > pngTail:
			return io.ErrUnexpectedEOF
		case missing > 0:
			if err := visit(kind, min(n, c.size-start)); err != nil {
				return err
			}
			return errPNGEnd
		}
		if err := visit(kind, n); err != nil {
			return err
		}
		if err := c.seek(start + n + 4); err != nil || kind == "IEND" {
			return err
		}
	}
	return damaged("more than %d chunks", maxChunks)
}

// pngData returns the n bytes of the chunk at which the cursor stands, and leaves it there; nil where the checksum is wrong.
func pngData(c *cursor, kind string, n int64) ([]byte, error) {
	start := c.off
	b, err := c.block(n+4, metadata.MaxBlock+4)
	c.off = start
	if err != nil || !pngRight(kind, b) {
		return nil, err
	}
	return b[:n:n], nil
}

// pngRight reports whether a chunk's data is followed by its checksum.
func pngRight(kind string, data []byte) bool {
	n := len(data) - 4
	sum := crc32.Update(crc32.ChecksumIEEE([]byte(kind)), crc32.IEEETable, data[:n])
	return sum == binary.BigEndian.Uint32(data[n:])
}

// pngIntact reports whether a chunk of any length has the right checksum, and leaves the cursor at its data.
func pngIntact(c *cursor, kind string, n int64) (bool, error) {
	sum := crc32.NewIEEE()
	_, _ = io.WriteString(sum, kind) // a hash takes everything
	if _, err := io.Copy(sum, io.NewSectionReader(c, c.off, n)); err != nil {
		return false, err
	}
	var stored [4]byte
	if got, err := c.ReadAt(stored[:], c.off+n); got < len(stored) {
		return false, err
	}
	return binary.BigEndian.Uint32(stored[:]) == sum.Sum32(), nil
}
