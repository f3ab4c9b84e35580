package resize

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sizemill/internal/atomicfile"
	"sizemill/internal/regular"
)

// source is a picture's open file. It is read only through reader, so that a cancelled job stops at
// the next read.
type source struct {
	path string
	file *os.File
	info fs.FileInfo // when it was opened
}

// openSource opens a regular file for reading. It never waits: pipes, devices and folders are
// refused.
func openSource(path string) (*source, error) {
	f, info, err := regular.Open(path)
	switch {
	case errors.Is(err, regular.ErrFolder):
		err = errFolder
	case errors.Is(err, regular.ErrDevice):
		err = errNotRegular
	}
	if err != nil {
		return nil, wrap("open", path, err)
	}
	return &source{path: path, file: f, info: info}, nil
}

// close closes the file. Nothing was written to it, so an error does not matter.
func (s *source) close() { _ = s.file.Close() }

// access returns who may read the picture.
func (s *source) access() atomicfile.Access {
	return atomicfile.Access{Mode: s.info.Mode(), Folder: filepath.Dir(s.path)}
}

func (s *source) size() int64 { return s.info.Size() }

// reader returns a reader of the file that works until ctx ends.
func (s *source) reader(ctx context.Context) readAtFunc {
	return func(p []byte, off int64) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return s.file.ReadAt(p, off)
	}
}

// unchanged returns errChanged if the file has been written to since it was opened.
func (s *source) unchanged() error {
	now, err := s.file.Stat()
	if err != nil {
		return err
	}
	if now.Size() != s.info.Size() || !now.ModTime().Equal(s.info.ModTime()) {
		return errChanged
	}
	return nil
}

// because returns why reading the file failed: a file that changes while it is read looks damaged,
// but is not.
func (s *source) because(err error) error {
	if changed := s.unchanged(); changed != nil {
		return changed
	}
	return err
}

// readAtFunc is an io.ReaderAt.
type readAtFunc func(p []byte, off int64) (int, error)

func (f readAtFunc) ReadAt(p []byte, off int64) (int, error) { return f(p, off) }
