package codec

import (
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// ReadHeader detects the format of the size bytes in r, reads its header and checks it against limits. It reads a few
// kilobytes and skips over the rest, except in a GIF, whose frames can only be counted by walking through the file.
// Errors are ErrUnsupported, ErrDamaged, ErrTooLarge, or r's own.
func ReadHeader(r io.ReaderAt, size int64, limits format.Limits) (format.Header, error) {
	return new(HeaderReader).Read(r, size, limits)
}

// HeaderReader reads headers one after another with one buffer. The zero value is ready. Not safe for concurrent use.
type HeaderReader struct{ window []byte }

// Read is ReadHeader.
func (h *HeaderReader) Read(r io.ReaderAt, size int64, limits format.Limits) (format.Header, error) {
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

// detectFile tells the format from the beginning of the file.
func detectFile(c *format.Cursor) (format.Format, error) {
	head, err := c.Peek(int(min(c.Size, detectBytes))) // what the header's reader finds in the cursor's window, too
	if err != nil {
		return format.FormatSame, format.ReadError(c, err)
	}
	return Detect(head)
}
