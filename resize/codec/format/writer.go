package format

import (
	"io"
)

// WatchedWriter remembers the first error of a writer.
type WatchedWriter struct {
	Writer io.Writer
	Err    error
}

func (w *WatchedWriter) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil && w.Err == nil {
		w.Err = err
	}
	return n, err
}

// Splicer copies a stream and inserts Insert once, after the first At bytes.
type Splicer struct {
	Writer io.Writer
	At     int
	Insert []byte
}

func (s *Splicer) Write(p []byte) (int, error) {
	if s.Insert == nil || len(p) <= s.At {
		n, err := s.Writer.Write(p)
		s.At -= n
		return n, err
	}
	n, err := s.Writer.Write(p[:s.At])
	if err != nil {
		return n, err
	}
	if _, err := s.Writer.Write(s.Insert); err != nil {
		return n, err
	}
	s.Insert = nil
	m, err := s.Writer.Write(p[n:])
	return n + m, err
}

// CopyRange copies the bytes from offset from up to offset to.
func CopyRange(w io.Writer, c *Cursor, from, to int64) error {
	n, err := io.Copy(w, io.NewSectionReader(c, from, to-from))
	if err == nil && n < to-from {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// Span is a part of a file.
type Span struct{ From, To int64 }
