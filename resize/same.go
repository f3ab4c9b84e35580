package resize

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"sizemill/internal/atomicfile"
)

// sameBytes reports whether the file at path holds exactly the bytes that have been written to out.
// One that cannot be read is a different one; the error is that of reading out, or ctx's.
func sameBytes(ctx context.Context, out *atomicfile.File, path string) (bool, error) {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() || info.Size() != out.Size() {
		return false, nil
	}
	existing, err := os.Open(path)
	if err != nil {
		return false, nil
	}
	defer func() { _ = existing.Close() }() // nothing is written to it
	written, err := os.Open(out.TempPath())
	if err != nil {
		return false, wrap("verify", out.Path(), err)
	}
	defer func() { _ = written.Close() }() // nor to this one
	const piece = 64 << 10
	a, b := make([]byte, piece), make([]byte, piece)
	for {
		if err := ctx.Err(); err != nil {
			return false, wrap("verify", out.Path(), err)
		}
		n, err := io.ReadFull(written, a)
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return false, wrap("verify", out.Path(), err)
		}
		m, _ := io.ReadFull(existing, b[:n]) // a failure shows in the number of bytes
		if m != n || !bytes.Equal(a[:n], b[:n]) {
			return false, nil
		}
		if ended {
			return true, nil
		}
	}
}
