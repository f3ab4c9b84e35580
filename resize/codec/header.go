package codec

import (
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// ReadHeader detects the format of the size bytes in r, reads the header and checks it against
// limits. It reads a few kilobytes and skips the rest, except in a GIF, whose frames can only be
// counted by walking through the file. Errors are ErrUnsupported, ErrDamaged, ErrTooLarge, or r's
// own.
func ReadHeader(r io.ReaderAt, size int64, limits format.Limits) (format.Header, error) {
	return new(HeaderReader).Read(r, size, limits)
}

// HeaderReader reads headers one after another with one buffer. The zero value is ready to use. It
// is not safe for concurrent use.
type HeaderReader struct{ window []byte }

// Read is ReadHeader with the reader's buffer.
func (h *HeaderReader) Read(
	r io.ReaderAt, size int64, limits format.Limits,
) (format.Header, error) {
	c := format.NewCursor(r, size)
	c.Window = h.window[:0]
	defer func() { h.window = c.Window }()
	return readHeader(c, limits)
}

func readHeader(c *format.Cursor, limits format.Limits) (format.Header, error) {
	detected, err := detectFile(c)
	if err != nil {
		return format.Header{}, err
	}
	limits = limits.OrDefault()
	row, _ := lookup(detected)
	h, err := row.header(c, limits)
	if err != nil {
		return format.Header{}, format.ReadError(c, err)
	}
	h.Format, h.Flaws = detected, h.Flaws|c.Flaws
	h = h.Completed()
	if h.Width < 1 || h.Height < 1 {
		return format.Header{}, fault.Damaged("a picture of %d × %d pixels", h.Width, h.Height)
	}
	return h, limits.Check(h)
}

// detectFile returns the format of the file that c reads.
func detectFile(c *format.Cursor) (format.Format, error) {
	// the header's reader finds the same bytes in the cursor's window
	head, err := c.Peek(int(min(c.Size, detectBytes)))
	if err != nil {
		return format.FormatSame, format.ReadError(c, err)
	}
	return Detect(head)
}
