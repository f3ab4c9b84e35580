package gif

import (
	"bufio"
	"context"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// Rewrite keeps images, what controls them, the loop, and the color profile that some programs add.
func Rewrite(
	_ context.Context, w io.Writer, c *format.Cursor, h format.Header, b metadata.Set,
) error {
	extensions := extensions(b)
	out := bufio.NewWriterSize(w, 1<<16)
	err := c.SeekTo(0)
	if err != nil {
		return err
	}
	head, err := c.Bytes(screen)
	if err != nil {
		return err
	}
	head = append([]byte(nil), head...)
	if len(extensions) > 0 {
		copy(head, "GIF89a") // the first version had no extensions
	}
	if _, err := out.Write(head); err != nil {
		return err
	}
	if err := format.CopyRange(out, c, screen, screen+colors(head[screen-3])); err != nil {
		return err
	}
	if _, err := out.Write(extensions); err != nil {
		return err
	}
	images := 0
	err = walk(c, func(p part) error {
		if p.kind == extensionMark && !makesPicture(p) {
			return nil
		}
		if p.kind == trailer { // which the file may lack
			return out.WriteByte(trailer)
		}
		if p.kind == imageMark {
			images++
		}
		if err := format.CopyRange(out, c, p.from, p.to); err != nil || !p.open {
			return err
		}
		return out.WriteByte(0)
	})
	if err != nil {
		return err
	}
	if images != h.Frames {
		return fault.Damaged("%d of %d frames", images, h.Frames)
	}
	return out.Flush()
}

// makesPicture reports whether an extension is needed to show the picture: times, text that is
// drawn, loops, colors.
func makesPicture(p part) bool {
	switch p.label {
	case comment:
		return false
	case application:
		return p.loops() || p.name == "ICCRGBG1012"
	case graphicControl, plainText:
		return true
	}
	return false
}
