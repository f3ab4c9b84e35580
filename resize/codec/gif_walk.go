package codec

import (
	"bytes"
	"errors"
	"io"
)

// gifPart is a block of a GIF: an extension or an image, all of it.
type gifPart struct {
	from, to int64
	kind     byte   // gifExtensionMark, gifImage or gifTrailer
	label    byte   // of an extension
	name     string // of an application's extension
	data     int64  // where its sub-blocks begin, of an extension behind the name

	descriptor [9]byte // of an image: left, top, width, height (two bytes each), flags
	rest       int64   // of an image: where its color table, its code size and its data begin
	open       bool    // of an image: the file ends before the empty sub-block that ends its data
}

// loops reports whether it is an extension that can state how often an animation is shown.
func (p gifPart) loops() bool { return p.name == "NETSCAPE2.0" || p.name == "ANIMEXTS1.0" }

// first returns the first n bytes of its sub-blocks, which begin with the length of the first; nil where there are fewer.
func (p gifPart) first(c *cursor, n int) []byte {
	if c.seek(p.data) != nil {
		return nil
	}
	b, err := c.peek(n)
	if err != nil {
		return nil
	}
	return b
}

// gifWalk visits the blocks behind the global colors, up to and including the trailer. What is missing or wrong behind the
// last pixel is a flaw; instead of a trailer that is missing, an empty part is visited.
func gifWalk(c *cursor, visit func(gifPart) error) error {
	if err := c.seek(gifScreen - 3); err != nil {
		return err
	}
	b, err := c.bytes(3)
	if err != nil {
		return err
	}
	if err := c.skip(gifColors(b[0])); err != nil {
		return err
	}
	var image gifPart  // the last one; no kind before the first
	announced := false // by a graphic control: the next image
	for {
		part, err := gifNext(c)
		if err != nil && image.kind != 0 && !announced {
			part, err = gifMend(c, part, image, err)
		}
		if err != nil {
			return err
		}
		switch {
		case part.kind == gifImage:
			image, announced = part, false
		case part.label == gifControl:
			announced = true
		}
		if err := visit(part); err != nil || part.kind == gifTrailer {
			return err
		}
		if err := c.seek(part.to); err != nil {
			return err
		}
	}
}

// gifNext reads over the next block.
func gifNext(c *cursor) (gifPart, error) {
	p := gifPart{from: c.off}
	var err error
	if p.kind, err = c.byte(); err != nil {
		return p, err
	}
	switch p.kind {
	case gifTrailer:
		p.to = c.off
		return p, nil
	case gifImage:
		return gifNextImage(c, p)
	case gifExtensionMark:
		if p.label, err = c.byte(); err == nil && p.label == gifApplication {
			if b, short := c.peek(12); short == nil && b[0] == 11 {
				p.name = string(b[1:])
				err = c.skip(12)
			}
		}
	default:
		return p, damaged("unknown block type 0x%02x", p.kind)
	}
	p.data = c.off
	if err == nil {
		err = gifSkipBlocks(c)
	}
	p.to = c.off
	return p, err
}

// gifNextImage reads over the image p, whose kind has been read.
func gifNextImage(c *cursor, p gifPart) (gifPart, error) {
	b, err := c.bytes(len(p.descriptor))
	if err != nil {
		return p, err
	}
	p.descriptor, p.rest = [9]byte(b), c.off
	if err := c.skip(gifColors(b[8]) + 1); err != nil { // and the code size
		return p, err
	}
	p.data = c.off
	if err = gifSkipBlocks(c); errors.Is(err, io.ErrUnexpectedEOF) && c.failure == nil {
		p.to, p.open = c.size, true
		if !gifEnds(c, p) {
			return p, err
		}
		c.flaws |= FlawEnd
		return p, nil
	}
	p.to = c.off
	return p, err
}

// gifMend returns what follows a part that cannot be read behind the image last: the next frame that stray bytes hide, or the
// end. Where pixels may be missing it returns the error.
func gifMend(c *cursor, p, last gifPart, err error) (gifPart, error) {
	if c.failure != nil || p.kind == gifImage || p.kind == gifExtensionMark && p.label == gifControl || !gifEnds(c, last) {
		return p, err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		c.flaws |= FlawEnd
		return gifPart{kind: gifTrailer, from: c.size, to: c.size}, nil
	}
	c.flaws |= FlawStray
	next, err := gifRestart(c, p.from)
	if err != nil {
		return p, err
	}
	if next == c.size {
		return gifPart{kind: gifTrailer, from: c.size, to: c.size}, nil
	}
	if err := c.seek(next); err != nil {
		return p, err
	}
	return gifNext(c)
}

// gifRestart returns where the next block begins behind stray bytes at from: a block behind zeros, or a graphic control
// wherever it is; the file's end where there is none.
func gifRestart(c *cursor, from int64) (int64, error) {
	if err := c.seek(from); err != nil {
		return 0, err
	}
	zeros := true
	for c.off < c.size {
		n := int(min(windowBytes, c.size-c.off))
		b, err := c.peek(n)
		if err != nil {
			return 0, err
		}
		if zeros {
			rest := bytes.TrimLeft(b, "\x00")
			zeros = len(rest) == 0
			if !zeros && bytes.IndexByte([]byte{gifExtensionMark, gifImage, gifTrailer}, rest[0]) >= 0 {
				return c.off + int64(n-len(rest)), nil
			}
		}
		const control = 8 // bytes of a graphic control
		for at := 0; at+control <= n; at++ {
			i := bytes.Index(b[at:], []byte{gifExtensionMark, gifControl, 4})
			if i < 0 || at+i+control > n {
				break
			}
			if at += i; b[at+control-1] == 0 {
				return c.off + int64(at), nil
			}
		}
		if c.off+int64(n) == c.size {
			break
		}
		if err := c.skip(int64(n - control + 1)); err != nil {
			return 0, err
		}
	}
	return c.size, nil
}
