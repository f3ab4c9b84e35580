package resize

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
)

// same says whether the file at path has the very bytes of the finished temporary. One that cannot be read is another one; the error is
// that of the temporary, or ctx's.
func (o *output) same(ctx context.Context, path string) (bool, error) {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() || info.Size() != o.bytes {
		return false, nil
	}
	there, err := os.Open(path)
	if err != nil {
		return false, nil
	}
	defer func() { _ = there.Close() }() // nothing is written to it
	made, err := os.Open(o.temp)
	if err != nil {
		return false, wrap("verify", o.path, err)
	}
	defer func() { _ = made.Close() }() // nor to this one
	const piece = 64 << 10
	a, b := make([]byte, piece), make([]byte, piece)
	for {
		if err := ctx.Err(); err != nil {
			return false, wrap("verify", o.path, err)
		}
		n, err := io.ReadFull(made, a)
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return false, wrap("verify", o.path, err)
		}
		m, _ := io.ReadFull(there, b[:n]) // a failure shows in the number of bytes
		if m != n || !bytes.Equal(a[:n], b[:n]) {
			return false, nil
		}
		if ended {
			return true, nil
		}
	}
}
