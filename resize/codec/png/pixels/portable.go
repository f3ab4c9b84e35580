//go:build !cgo || purego

package pixels

import (
	"bytes"

	fast "github.com/klauspost/compress/zlib"
)

const widens = false

// Native reports whether this build holds libdeflate.
const Native = false

func unfilter(filter byte, dst, prev, raw []byte,
	step int) {
	goUnfilter(filter, dst, prev, raw, step)
}

// widen is never called, because widens reports false.
func widen(byte, []byte, []byte, []byte, int) {}

func sums(cur, prev []byte, step int) [paeth + 1]uint64 { return goSums(cur, prev, step) }

func filterRow(filter byte, dst, cur, prev []byte, step int) {
	goFilterRow(filter, dst, cur, prev, step)
}

// inflate leaves everything to inflateLoosely.
func inflate([]byte, []byte) (used int, err error) { return 0, errPixels }

// deflate returns src as a zlib stream.
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
