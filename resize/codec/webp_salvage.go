package codec

import (
	"bytes"
	"fmt"
	"image"
	"io"

	"sizemill/resize/codec/webp/libwebp"
)

// webpSalvage reads the first rows, of an animation those of its first frame.
func webpSalvage(r *io.SectionReader, h Header) (image.Image, string, error) {
	c := newCursor(r, r.Size())
	place, err := webpFind(c)
	if err != nil && (c.failure != nil || !place.decided()) {
		return nil, "", err
	}
	// A file that claims to be as long as there can be is cut for the library, and no chunk too long for it.
	endless := webpRIFF(webpMost - 4)
	var file io.Reader
	area := image.Rect(0, 0, h.Width, h.Height)
	if place.animated() {
		file, area, err = webpFirst(c, h, place.first, endless)
	} else {
		file, err = webpRest(c, h, place.still, endless)
	}
	if err != nil {
		return nil, "", err
	}
	m, rows, err := libwebp.Salvage(file, area.Size())
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

// webpRest returns a file, which begins with riff, of what there is of a picture.
func webpRest(c *cursor, h Header, still webpParts, riff []byte) (io.Reader, error) {
	switch {
	case still.pixels.kind == "":
		return nil, damaged("no pixels")
	case !still.alphaUsed():
		from := still.pixels.from - 8
		return io.MultiReader(bytes.NewReader(riff), io.NewSectionReader(c, from, c.size-from)), nil
	}
	head, from := vp8x(vp8xAlpha, h.Width, h.Height), still.alpha.from-8
	return io.MultiReader(bytes.NewReader(riff), bytes.NewReader(head), io.NewSectionReader(c, from, c.size-from)), nil
}

// webpFirst returns a file, which begins with riff, of what there is of an animation's first frame, and the area of the picture that
// the frame takes.
func webpFirst(c *cursor, h Header, frame webpPart, riff []byte) (file io.Reader, area image.Rectangle, err error) {
	if err := c.seek(frame.from); err != nil {
		return nil, area, err
	}
	b, err := c.bytes(anmfHeader)
	if err != nil || frame.n < anmfHeader {
		return nil, area, io.ErrUnexpectedEOF
	}
	area = image.Rectangle{Max: image.Pt(1+uint24(b[6:]), 1+uint24(b[9:]))}.Add(image.Pt(2*uint24(b), 2*uint24(b[3:])))
	if !area.In(image.Rect(0, 0, h.Width, h.Height)) {
		return nil, area, damaged("a frame reaches beyond its picture")
	}
	head := vp8x(vp8xAlpha, area.Dx(), area.Dy())
	data := io.NewSectionReader(c, c.off, frame.n-anmfHeader)
	return io.MultiReader(bytes.NewReader(riff), bytes.NewReader(head), data), area, nil
}
