package codec

import (
	"bytes"
	"fmt"
	"image"
	"io"

	"sizemill/resize/webp"
)

// webpSalvage reads the first rows, of an animation those of its first frame.
func webpSalvage(r *io.SectionReader, h Header) (image.Image, string, error) {
	c := newCursor(r, r.Size())
	animated, err := webpAnimated(c)
	if err != nil {
		return nil, "", err
	}
	// A file that claims to be as long as there can be is cut for the library, and no chunk too long for it.
	endless := webpRIFF(webpMost - 4)
	file := io.MultiReader(bytes.NewReader(endless), io.NewSectionReader(r, int64(len(endless)), max(r.Size()-int64(len(endless)), 0)))
	area := image.Rect(0, 0, h.Width, h.Height)
	if animated {
		if file, area, err = webpFirst(c, h, endless); err != nil {
			return nil, "", err
		}
	}
	m, rows, err := webp.Salvage(file, area.Size())
	if err != nil {
		return nil, "", webpError(err)
	}
	lost := "what follows the pixels is missing or damaged"
	if rows < area.Dy() {
		lost = fmt.Sprintf("the last %d of %d rows are missing", area.Dy()-rows, area.Dy())
		blank(m, image.Rect(0, rows, area.Dx(), area.Dy()), h.Alpha)
	}
	if area.Size() == image.Pt(h.Width, h.Height) {
		return m, lost, nil
	}
	s := newStage(h)
	s.draw(piece{m: m, at: area.Min}, area)
	return s.m, lost, nil
}

// webpFirst is a file, which begins with riff, of what there is of an animation's first frame, which lies in an area of the picture.
func webpFirst(c *cursor, h Header, riff []byte) (file io.Reader, area image.Rectangle, err error) {
	err = webpWalk(c, func(kind string, n int64) error {
		if kind != "ANMF" {
			return nil
		}
		b, err := c.bytes(anmfHeader)
		if err != nil || n < anmfHeader {
			return io.ErrUnexpectedEOF
		}
		area = image.Rectangle{Max: image.Pt(1+uint24(b[6:]), 1+uint24(b[9:]))}.Add(image.Pt(2*uint24(b), 2*uint24(b[3:])))
		if !area.In(image.Rect(0, 0, h.Width, h.Height)) {
			return damaged("a frame reaches beyond its picture")
		}
		n -= anmfHeader
		head := vp8x(vp8xAlpha, area.Dx(), area.Dy())
		file = io.MultiReader(bytes.NewReader(riff), bytes.NewReader(head), io.NewSectionReader(c, c.off, n))
		return errVisited
	})
	return file, area, found(err)
}
