package resize

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"os"

	"sizemill/internal/atomicfile"
)

// output is where a result is written: a file that has its name only when it is committed, or
// memory.
type output interface {
	io.WriteCloser                 // Close flushes what was written to the medium
	Size() int64                   // bytes written
	Discard()                      // removes what was written, unless it was committed; may be called again
	open() (readerAtCloser, error) // for reading what was written, once closed
}

type readerAtCloser interface {
	io.ReaderAt
	io.Closer
}

// destination is where the results of jobs go.
type destination interface {
	// refuse is an error where commit would surely fail.
	refuse(r *run) error
	create(r *run) (output, error)
	// commit makes r.out the result, and completes the outcome.
	commit(ctx context.Context, r *run, outcome Outcome) (Outcome, error)
}

// disk is the destination of results that become files.
type disk struct{ worker *Worker }

// file is an output on a disk.
type file struct {
	*atomicfile.File
	hash hash.Hash // of what was written
}

func (f *file) Write(p []byte) (int, error) {
	n, err := f.File.Write(p)
	_, _ = f.hash.Write(p[:n]) // a hash never fails
	return n, err
}

func (f *file) open() (readerAtCloser, error) {
	written, err := os.Open(f.TempPath())
	if err != nil {
		return nil, err
	}
	info, err := written.Stat()
	if err == nil && info.Size() != f.Size() {
		err = fmt.Errorf("%w: %d bytes of %d", ErrMismatch, info.Size(), f.Size())
	}
	if err != nil {
		_ = written.Close() // nothing was written to it
		return nil, err
	}
	return written, nil
}

// create makes a temporary for the result of a job, no more open to others than its source.
func (d disk) create(r *run) (output, error) {
	f, err := d.worker.unfinished.Create(r.job.OutputPath, r.picture.src.access())
	if err != nil {
		return nil, err
	}
	return &file{f, sha256.New()}, nil
}

// memory is the destination of a preview.
type memory struct{ data []byte }

// buffer is an output in memory.
type buffer struct{ bytes.Buffer }

func (b *buffer) Close() error { return nil }
func (b *buffer) Size() int64  { return int64(b.Len()) }
func (b *buffer) Discard()     {}

func (b *buffer) open() (readerAtCloser, error) {
	return struct {
		io.ReaderAt
		io.Closer
	}{bytes.NewReader(b.Bytes()), io.NopCloser(nil)}, nil
}

func (m *memory) refuse(*run) error           { return nil }
func (m *memory) create(*run) (output, error) { return new(buffer), nil }

func (m *memory) commit(_ context.Context, r *run, outcome Outcome) (Outcome, error) {
	m.data = r.out.(*buffer).Bytes()
	return outcome, nil
}
