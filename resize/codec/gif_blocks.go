package codec

import (
	"bytes"

	"sizemill/resize/metadata"
)

const (
	// gifScreen is where the global colours begin: signature and screen descriptor.
	gifScreen = 13

	gifTrailer, gifExtensionMark, gifImage = 0x3B, 0x21, 0x2C
	gifComment, gifApplication             = 0xFE, 0xFF
	gifControl, gifPlainText               = 0xF9, 0x01

	gifXMP = "XMP DataXMP"
	// gifMagicTrailer ends XMP: wherever a reader takes a byte of the packet for a block's length, it ends up at the final zero.
	gifMagicTrailer = 1 + 255 + 1 + 1
)

// gifPart is a block of a GIF: an extension or an image, all of it.
type gifPart struct {
	from, to int64
	kind     byte   // gifExtensionMark, gifImage or gifTrailer
	label    byte   // of an extension
	name     string // of an application's extension
	data     int64  // where its sub-blocks begin, of an extension behind the name

	descriptor [9]byte // of an image: left, top, width, height (two bytes each), flags
	rest       int64   // of an image: where its colour table, its code size and its data begin
}

// loops says that it is an extension that can state how often an animation is shown.
func (p gifPart) loops() bool { return p.name == "NETSCAPE2.0" || p.name == "ANIMEXTS1.0" }

// first gives the first n bytes of its sub-blocks, which begin with the length of the first; nil where there are not so many.
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

// gifWalk visits the blocks behind the global colours, up to and including the trailer.
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
	for {
		part, err := gifNext(c)
		if err != nil {
			return err
		}
		end := c.off
		if err := visit(part); err != nil || part.kind == gifTrailer {
			return err
		}
		if err := c.seek(end); err != nil {
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
		var b []byte
		if b, err = c.bytes(len(p.descriptor)); err == nil {
			p.descriptor, p.rest = [9]byte(b), c.off
			err = c.skip(gifColors(b[8]) + 1) // and the code size
		}
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

// gifBlocks reads comments and XMP, wherever they are.
func gifBlocks(c *cursor) (metadata.Blocks, error) {
	var b metadata.Blocks
	size := 0
	err := gifWalk(c, func(p gifPart) error {
		if p.kind != gifExtensionMark || p.label != gifComment && p.name != gifXMP {
			return nil
		}
		if err := c.seek(p.data); err != nil {
			return err
		}
		raw, err := c.block(p.to-p.data, metadata.MaxBlock)
		if err != nil {
			return err
		}
		if p.name == gifXMP {
			if n := len(raw) - gifMagicTrailer; b.XMP == nil && n > 0 && raw[n] == 1 {
				b.XMP = raw[:n]
			}
			return nil
		}
		text := gifJoin(raw)
		if size += len(text); text != "" && size <= maxComments {
			b.Text = append(b.Text, metadata.TextEntry{Key: metadata.CommentKey, Text: text})
		}
		return nil
	})
	return b, err
}

// gifJoin is what sub-blocks hold.
func gifJoin(raw []byte) string {
	var out []byte
	for len(raw) > 0 && raw[0] != 0 && int(raw[0]) < len(raw) {
		n := int(raw[0])
		out = append(out, raw[1:1+n]...)
		raw = raw[1+n:]
	}
	return string(out)
}

// gifExtensions is XMP and comments as extensions, nil for none.
func gifExtensions(b metadata.Blocks) []byte {
	var out []byte
	if b.XMP != nil && bytes.IndexByte(b.XMP, 0) < 0 {
		out = append(out, gifExtensionMark, gifApplication, 11)
		out = append(append(out, gifXMP...), b.XMP...)
		out = append(out, 1)
		for i := 255; i >= 0; i-- {
			out = append(out, byte(i))
		}
		out = append(out, 0)
	}
	for _, e := range b.Text {
		if e.Key != metadata.CommentKey || e.Text == "" {
			continue
		}
		out = append(out, gifExtensionMark, gifComment)
		for text := e.Text; text != ""; text = text[min(255, len(text)):] {
			part := text[:min(255, len(text))]
			out = append(append(out, byte(len(part))), part...)
		}
		out = append(out, 0)
	}
	return out
}
