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

// gifBlocks reads comments and XMP, wherever they are.
func gifBlocks(c *cursor) (metadata.Blocks, error) {
	var b metadata.Blocks
	size := 0
	var unread error
	_ = gifWalk(c, func(p gifPart) error { // damage to frames is their decoder's to report
		if p.kind != gifExtensionMark || p.label != gifComment && p.name != gifXMP {
			return nil
		}
		unread = c.seek(p.data)
		if unread != nil {
			return unread
		}
		var raw []byte
		if raw, unread = c.block(p.to-p.data, metadata.MaxBlock); unread != nil {
			return unread
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
	return b, unread
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
