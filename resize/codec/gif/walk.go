package gif

import (
	"bytes"
	"errors"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// part is a block of a GIF: an extension or an image, all of it.
type part struct {
	from, to int64
	kind     byte   // extensionMark, imageMark or trailer
	label    byte   // of an extension
	name     string // of an application's extension
	data     int64  // where its sub-blocks begin, of an extension behind the name

	descriptor [9]byte // of an image: left, top, width, height (two bytes each), flags
	rest       int64   // of an image: where its color table, its code size and its data begin
	open       bool    // of an image: the file ends before the empty sub-block that ends its data
}

// loops reports whether it is an extension that can state how often an animation is shown.
func (p part) loops() bool { return p.name == "NETSCAPE2.0" || p.name == "ANIMEXTS1.0" }

// first returns the first n bytes of its sub-blocks, which begin with the length of the first; nil
// where there are fewer.
func (p part) first(c *format.Cursor, n int) []byte {
	if c.SeekTo(p.data) != nil {
		return nil
	}
	b, err := c.Peek(n)
	if err != nil {
		return nil
	}
	return b
}

// walk visits the blocks behind the global colors, up to and including the trailer. What is missing
// or wrong behind the last pixel is a flaw; instead of a trailer that is missing, an empty part is
// visited.
func walk(c *format.Cursor, visit func(part) error) error {
	if err := c.SeekTo(screen - 3); err != nil {
		return err
	}
	b, err := c.Bytes(3)
	if err != nil {
		return err
	}
	if err := c.Skip(colors(b[0])); err != nil {
		return err
	}
	var image part     // the last one; no kind before the first
	announced := false // by a graphic control: the next image
	for {
		part, err := nextBlock(c)
		if err != nil && image.kind != 0 && !announced {
			part, err = mend(c, part, image, err)
		}
		if err != nil {
			return err
		}
		switch {
		case part.kind == imageMark:
			image, announced = part, false
		case part.label == graphicControl:
			announced = true
		}
		if err := visit(part); err != nil || part.kind == trailer {
			return err
		}
		if err := c.SeekTo(part.to); err != nil {
			return err
		}
	}
}

// nextBlock reads over the next block.
func nextBlock(c *format.Cursor) (part, error) {
	p := part{from: c.Off}
	var err error
	if p.kind, err = c.Byte(); err != nil {
		return p, err
	}
	switch p.kind {
	case trailer:
		p.to = c.Off
		return p, nil
	case imageMark:
		return nextImage(c, p)
	case extensionMark:
		if p.label, err = c.Byte(); err == nil && p.label == application {
			if b, short := c.Peek(12); short == nil && b[0] == 11 {
				p.name = string(b[1:])
				err = c.Skip(12)
			}
		}
	default:
		return p, fault.Damaged("unknown block type 0x%02x", p.kind)
	}
	p.data = c.Off
	if err == nil {
		err = skipBlocks(c)
	}
	p.to = c.Off
	return p, err
}

// nextImage reads over the image p, whose kind has been read.
func nextImage(c *format.Cursor, p part) (part, error) {
	b, err := c.Bytes(len(p.descriptor))
	if err != nil {
		return p, err
	}
	p.descriptor, p.rest = [9]byte(b), c.Off
	if err := c.Skip(colors(b[8]) + 1); err != nil { // and the code size
		return p, err
	}
	p.data = c.Off
	if err = skipBlocks(c); errors.Is(err, io.ErrUnexpectedEOF) && c.Failure == nil {
		p.to, p.open = c.Size, true
		if !ends(c, p) {
			return p, err
		}
		c.Flaws |= format.FlawEnd
		return p, nil
	}
	p.to = c.Off
	return p, err
}

// mend returns what follows a part that cannot be read behind the image last: the next frame that
// stray bytes hide, or the end. Where pixels may be missing it returns the error.
func mend(c *format.Cursor, p, last part, err error) (part, error) {
	control := p.kind == extensionMark && p.label == graphicControl
	if c.Failure != nil || p.kind == imageMark || control || !ends(c, last) {
		return p, err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		c.Flaws |= format.FlawEnd
		return part{kind: trailer, from: c.Size, to: c.Size}, nil
	}
	c.Flaws |= format.FlawStray
	next, err := restart(c, p.from)
	if err != nil {
		return p, err
	}
	if next == c.Size {
		return part{kind: trailer, from: c.Size, to: c.Size}, nil
	}
	if err := c.SeekTo(next); err != nil {
		return p, err
	}
	return nextBlock(c)
}

// restart returns where the next block begins behind stray bytes at from: a block behind zeros, or
// a graphic control wherever it is; the file's end where there is none.
func restart(c *format.Cursor, from int64) (int64, error) {
	if err := c.SeekTo(from); err != nil {
		return 0, err
	}
	zeros := true
	for c.Off < c.Size {
		n := int(min(format.WindowBytes, c.Size-c.Off))
		b, err := c.Peek(n)
		if err != nil {
			return 0, err
		}
		if zeros {
			rest := bytes.TrimLeft(b, "\x00")
			zeros = len(rest) == 0
			if !zeros && bytes.IndexByte([]byte{extensionMark, imageMark, trailer}, rest[0]) >= 0 {
				return c.Off + int64(n-len(rest)), nil
			}
		}
		const control = 8 // bytes of a graphic control
		for at := 0; at+control <= n; at++ {
			i := bytes.Index(b[at:], []byte{extensionMark, graphicControl, 4})
			if i < 0 || at+i+control > n {
				break
			}
			if at += i; b[at+control-1] == 0 {
				return c.Off + int64(at), nil
			}
		}
		if c.Off+int64(n) == c.Size {
			break
		}
		if err := c.Skip(int64(n - control + 1)); err != nil {
			return 0, err
		}
	}
	return c.Size, nil
}
