package gif

import (
	"bytes"

	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

const (
	// screen is where the global colors begin: signature and screen descriptor.
	screen = 13

	trailer, extensionMark, imageMark = 0x3B, 0x21, 0x2C
	comment, application              = 0xFE, 0xFF
	graphicControl, plainText         = 0xF9, 0x01

	xmp = "XMP DataXMP"
	// magicTrailer ends XMP: wherever a reader takes a byte of the packet for a block's length, it
	// ends up at the final zero.
	magicTrailer = 1 + 255 + 1 + 1
)

// ReadMetadata reads comments and XMP, wherever they are.
func ReadMetadata(c *format.Cursor) (metadata.Set, error) {
	var b metadata.Set
	size := 0
	var unread error
	_ = walk(c, func(p part) error { // damage to frames is their decoder's to report
		if p.kind != extensionMark || p.label != comment && p.name != xmp {
			return nil
		}
		unread = c.SeekTo(p.data)
		if unread != nil {
			return unread
		}
		var raw []byte
		if raw, unread = c.Block(p.to-p.data, metadata.MaxBlock); unread != nil {
			return unread
		}
		if p.name == xmp {
			if n := len(raw) - magicTrailer; b.XMP == nil && n > 0 && raw[n] == 1 {
				b.XMP = raw[:n]
			}
			return nil
		}
		text := join(raw)
		if size += len(text); text != "" && size <= format.MaxComments {
			b.Text = append(b.Text, metadata.TextEntry{Key: metadata.CommentKey, Text: text})
		}
		return nil
	})
	return b, unread
}

// join is what sub-blocks hold.
func join(raw []byte) string {
	var out []byte
	for len(raw) > 0 && raw[0] != 0 && int(raw[0]) < len(raw) {
		n := int(raw[0])
		out = append(out, raw[1:1+n]...)
		raw = raw[1+n:]
	}
	return string(out)
}

// extensions is XMP and comments as extensions, nil for none.
func extensions(b metadata.Set) []byte {
	var out []byte
	if b.XMP != nil && bytes.IndexByte(b.XMP, 0) < 0 {
		out = append(out, extensionMark, application, 11)
		out = append(append(out, xmp...), b.XMP...)
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
		out = append(out, extensionMark, comment)
		for text := e.Text; text != ""; text = text[min(255, len(text)):] {
			part := text[:min(255, len(text))]
			out = append(append(out, byte(len(part))), part...)
		}
		out = append(out, 0)
	}
	return out
}
