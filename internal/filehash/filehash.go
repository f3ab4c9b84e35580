// Package filehash computes the SHA-256 of files that may change at any moment.
package filehash

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"

	"sizemill/internal/regular"
)

// What is not hashed.
var (
	ErrLink    = errors.New("a symbolic link, not a file")
	ErrChanged = errors.New("the file changed while it was read")
)

// Sum returns the hash and the facts of the regular file at path. A link is not followed: it is
// ErrLink. A file that is replaced or written to in between is ErrChanged.
func Sum(ctx context.Context, path string) ([]byte, fs.FileInfo, error) {
	f, info, err := Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written to it
	sum, err := Of(ctx, f)
	if err != nil {
		return nil, nil, err
	}
	after, err := os.Lstat(path)
	if err != nil {
		return nil, nil, err
	}
	if !Same(info, after) {
		return nil, nil, &fs.PathError{Op: "read", Path: path, Err: ErrChanged}
	}
	return sum, info, nil
}

// Open opens the regular file at path for reading, not through a link. The caller closes it.
func Open(path string) (*os.File, fs.FileInfo, error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, nil, err
	}
	if before.Mode()&fs.ModeSymlink != 0 {
		return nil, nil, &fs.PathError{Op: "open", Path: path, Err: ErrLink}
	}
	f, info, err := regular.Open(path)
	if err != nil {
		return nil, nil, err
	}
	if !os.SameFile(before, info) {
		_ = f.Close() // nothing was written to it
		return nil, nil, &fs.PathError{Op: "open", Path: path, Err: ErrChanged}
	}
	return f, info, nil
}

// pieceBytes is how much is read between two looks at the context.
const pieceBytes = 1 << 20

// Of returns the hash of what f holds from here on.
func Of(ctx context.Context, f io.Reader) ([]byte, error) {
	h := sha256.New()
	buffer := make([]byte, pieceBytes)
	for {
		if err := ctx.Err(); err != nil {
			return nil, context.Cause(ctx)
		}
		n, err := f.Read(buffer)
		_, _ = h.Write(buffer[:n]) // a hash takes everything
		switch {
		case errors.Is(err, io.EOF):
			return h.Sum(nil), nil
		case err != nil:
			return nil, err
		}
	}
}

// Same reports whether two observations are of one file that was not written to in between, as far
// as its date tells.
func Same(a, b fs.FileInfo) bool {
	return a != nil && b != nil && os.SameFile(a, b) && a.Mode().IsRegular() && b.Mode().IsRegular() &&
		a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
