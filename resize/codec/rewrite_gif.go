package codec

import (
	"bufio"
	"io"

	"sizemill/resize/metadata"
)

// gifRewrite keeps images, what controls them, the loop, and the colour profile that some programs add.
func gifRewrite(w io.Writer, c *cursor, h Header, b metadata.Blocks) error {
	extensions := gifExtensions(b)
	out := bufio.NewWriterSize(w, 1<<16)
	err := c.seek(0)
	if err != nil {
		return err
	}
	head, err := c.bytes(gifScreen)
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
	if err := copyRange(out, c, gifScreen, gifScreen+gifColors(head[gifScreen-3])); err != nil {
		return err
	}
	if _, err := out.Write(extensions); err != nil {
		return err
	}
	images := 0
	err = gifWalk(c, func(p gifPart) error {
		if p.kind == gifExtensionMark && !gifMakesPicture(p) {
			return nil
		}
		if p.kind == gifTrailer { // which the file may lack
			return out.WriteByte(gifTrailer)
		}
		if p.kind == gifImage {
			images++
		}
		if err := copyRange(out, c, p.from, p.to); err != nil || !p.open {
			return err
		}
		return out.WriteByte(0)
	})
	if err != nil {
		return err
	}
	if images != h.Frames {
		return damaged("%d of %d frames", images, h.Frames)
	}
	return out.Flush()
}

// gifMakesPicture says that an extension is needed to show the picture: times, text that is drawn, loops, colours.
func gifMakesPicture(p gifPart) bool {
	switch p.label {
	case gifComment:
		return false
	case gifApplication:
		return p.loops() || p.name == "ICCRGBG1012"
	case gifControl, gifPlainText:
		return true
	}
	return false
}
