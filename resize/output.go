package resize

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"sizemill/internal/atomicfile"
)

// writeBuffer is large enough that writing costs few system calls and small enough that cancelling
// is felt at once.
const writeBuffer = 256 << 10

// createOutput makes a temporary for the result of the job, no more open to others than its source.
func (w *Worker) createOutput(job *ImageJob, src *source) (*atomicfile.File, error) {
	out, err := w.unfinished.Create(job.OutputPath, src.access())
	return out, wrap("write", job.OutputPath, err)
}

// buffer stands between an encoder and a file.
func (w *Worker) buffer() *bufio.Writer {
	if w.writer == nil {
		w.writer = bufio.NewWriterSize(nil, writeBuffer)
	}
	return w.writer
}

// fill streams what encode writes into out, until ctx ends, and flushes it to the medium.
func (w *Worker) fill(ctx context.Context, out *atomicfile.File, encode func(io.Writer) error) error {
	b := w.buffer()
	b.Reset(writeFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, wrap("write", out.Path(), err)
		}
		n, err := out.Write(p)
		return n, wrap("write", out.Path(), err)
	}))
	defer b.Reset(nil)
	if err := encode(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return wrap("write", out.Path(), out.Close())
}

// sameBytes reports whether the file at path holds exactly the bytes that have been written to out.
// One that cannot be read is a different one; the error is that of reading out, or ctx's.
func sameBytes(ctx context.Context, out *atomicfile.File, path string) (bool, error) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() != out.Size() {
		return false, nil
	}
	existing, err := os.OpenFile(path, os.O_RDONLY|openNonblock, 0)
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

// writeFunc is an io.Writer.
type writeFunc func(p []byte) (int, error)

func (f writeFunc) Write(p []byte) (int, error) { return f(p) }
