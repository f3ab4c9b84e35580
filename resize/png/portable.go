//go:build !cgo || purego

package png

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"

	fast "github.com/klauspost/compress/zlib"
)

const widens = false

// Native says whether this build holds libdeflate.
const Native = false

func unfilter(filter byte, dst, prev, raw []byte, step int) { goUnfilter(filter, dst, prev, raw, step) }

// widen is never called, because widens says so.
func widen(byte, []byte, []byte, []byte, int) {}

func sums(cur, prev []byte, step int) [paeth + 1]uint64 { return goSums(cur, prev, step) }

func filterRow(filter byte, dst, cur, prev []byte, step int) {
	goFilterRow(filter, dst, cur, prev, step)
}

// inflate fills dst with what src holds in zlib's format, which has to be just that much.
func inflate(dst, src []byte) error {
	z, err := zlib.NewReader(bytes.NewReader(src))
	if err != nil {
		return errPixels
	}
	var more [1]byte
	if _, err := io.ReadFull(z, dst); err != nil {
		if _, err := z.Read(more[:]); errors.Is(err, io.EOF) { // a whole stream
			return errFewPixels
		}
		return errPixels
	}
	switch n, err := io.ReadFull(z, more[:]); {
	case n > 0:
		return errManyPixels
	case !errors.Is(err, io.EOF): // a wrong checksum
		return errPixels
	}
	return nil
}

// deflate gives src in zlib's format.
func deflate(src []byte, l level) ([]byte, error) {
	var buf bytes.Buffer
	z, err := fast.NewWriterLevel(&buf, l.inGo())
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(src); err != nil {
		return nil, err
	}
	err = z.Close()
	return buf.Bytes(), err
}
