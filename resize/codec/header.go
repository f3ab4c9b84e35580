package codec

import (
	"context"
	"errors"
	"io"
	"os"
)

// Header is what a file says about its picture before any pixel is decoded.
type Header struct {
	Format      Format
	Width       int // of the stored pixels, before orientation
	Height      int
	Orientation int   // EXIF's 1–8; an absent or invalid one is 1
	Frames      int   // 1 for a still picture; more than 1 is animated
	Loops       int   // how often an animation is shown; 0 is for ever
	Pages       int   // of a TIFF, without thumbnails and masks, of which the first is read; 1 elsewhere
	Alpha       bool  // the picture has transparency
	Gray        bool  // one channel of light, no colour
	CMYK        bool  // four channels of ink
	RGB         bool  // a JPEG of red, green and blue, which may not be decoded smaller
	Depth       int   // bits a channel: 8 or 16 (smaller ones count as 8)
	Lossless    bool  // a WebP whose pixels, or whose first frame's, are coded without loss
	Interlaced  bool  // a PNG whose rows are spread over seven passes: none is whole before all are read
	Hidden      int64 // pixels of an AVIF or HEIC that are decoded beside those that it shows
	// Coefficients is how many bytes decoding may take for them, of a JPEG in several scans: beside the file and the pixels, at full size.
	Coefficients int64
	Colors       int    // of a GIF: colors in its tables, those of all frames together but at most 256; 0 elsewhere
	Extras       Extras // what the file holds beside the picture
	Flaws        Flaws  // found while the header was read; decoding may find more
}

// Pixels is the area of a frame.
func (h Header) Pixels() int64 { return int64(h.Width) * int64(h.Height) }

// ReadHeader detects the format of the size bytes in r, reads its header and checks it against limits. It reads a few
// kilobytes and skips over the rest, except in a GIF, whose frames can only be counted by walking through the file.
// Errors are ErrUnsupported, ErrDamaged, ErrTooLarge, or r's own.
func ReadHeader(r io.ReaderAt, size int64, limits Limits) (Header, error) {
	return new(HeaderReader).Read(r, size, limits)
}

// HeaderReader reads headers one after another with one buffer. The zero value is ready. Not safe for concurrent use.
type HeaderReader struct{ window []byte }

// Read is ReadHeader.
func (h *HeaderReader) Read(r io.ReaderAt, size int64, limits Limits) (Header, error) {
	c := newCursor(r, size)
	c.window = h.window[:0]
	defer func() { h.window = c.window }()
	return readHeader(c, limits)
}

func readHeader(c *cursor, limits Limits) (Header, error) {
	detected, err := detectFile(c)
	if err != nil {
		return Header{}, err
	}
	limits = limits.orDefault()
	row, _ := lookup(detected)
	h, err := row.header(c, limits)
	if err != nil {
		return Header{}, readError(c, err)
	}
	h.Format, h.Flaws = detected, h.Flaws|c.flaws
	h = h.completed()
	if h.Width < 1 || h.Height < 1 {
		return Header{}, damaged("a picture of %d × %d pixels", h.Width, h.Height)
	}
	return h, limits.check(h)
}

// detectFile tells the format from the beginning of the file.
func detectFile(c *cursor) (Format, error) {
	head, err := c.peek(int(min(c.size, detectBytes))) // what the header's reader finds in the cursor's window, too
	if err != nil {
		return FormatSame, readError(c, err)
	}
	return Detect(head)
}

// completed fills in what a header does not say.
func (h Header) completed() Header {
	h.Frames, h.Pages, h.Depth = max(h.Frames, 1), max(h.Pages, 1), max(h.Depth, 8)
	if h.Orientation < 1 || h.Orientation > 8 {
		h.Orientation = 1
	}
	return h
}

// readError decides whose fault a failed parse is: the medium's, when reading failed, or the file's.
func readError(c *cursor, err error) error {
	switch {
	case c.failure != nil:
		return c.failure
	case classified(err), isCallers(err):
		return err
	default:
		return asDamage(err)
	}
}

// isCallers says that err does not come from the bytes: the caller gave up, or the system failed.
func isCallers(err error) bool {
	var p *os.PathError
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &p)
}
