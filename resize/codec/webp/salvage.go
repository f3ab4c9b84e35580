package webp

import (
	"bytes"
	"context"
	"image"
	"io"

	"sizemill/resize/codec/anim"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/webp/libwebp"
	"sizemill/resize/fault"
)

// Salvage reads the first rows, of an animation those of its first frame.
func Salvage(_ context.Context, c *format.Cursor, h format.Header) (image.Image, string, error) {
	place, err := find(c)
	if err != nil && (c.Failure != nil || !place.decided()) {
		return nil, "", err
	}
	// To the library, a file that claims the greatest length is cut, and no chunk is too long for
	// it.
	endless := riff(most - 4)
	var file io.Reader
	area := image.Rect(0, 0, h.Width, h.Height)
	if place.animated() {
		file, area, err = first(c, h, place.first, endless)
	} else {
		file, err = rest(c, h, place.still, endless)
	}
	if err != nil {
		return nil, "", err
	}
	m, rows, err := libwebp.Salvage(file, area.Size())
	if err != nil {
		return nil, "", err
	}
	lost := "the data after the pixels is missing or damaged"
	if rows < area.Dy() {
		lost = format.RowsMissing("last", area.Dy()-rows, area.Dy())
		format.Blank(m, image.Rect(0, rows, area.Dx(), area.Dy()), h.Alpha)
	}
	if area.Size() == image.Pt(h.Width, h.Height) {
		return m, lost, nil
	}
	s := anim.NewCanvas(h)
	s.Draw(anim.Frame{Image: m, At: area.Min}, area)
	return s.Image, lost, nil
}

// rest returns a file, beginning with riff, with what is left of a picture.
func rest(c *format.Cursor, h format.Header, still parts, riff []byte) (io.Reader, error) {
	switch {
	case still.pixels.kind == "":
		return nil, fault.Damaged("no pixels")
	case !still.alphaUsed():
		from := still.pixels.from - 8
		return io.MultiReader(bytes.NewReader(riff), io.NewSectionReader(c, from, c.Size-from)), nil
	}
	head, from := vp8x(vp8xAlpha, h.Width, h.Height), still.alpha.from-8
	return io.MultiReader(bytes.NewReader(riff), bytes.NewReader(head),
		io.NewSectionReader(c, from, c.Size-from)), nil
}

// first returns a file, beginning with riff, with what is left of an animation's first frame, and
// the area of that frame.
func first(
	c *format.Cursor, h format.Header, frame part, riff []byte,
) (file io.Reader, area image.Rectangle, err error) {
	if err := c.SeekTo(frame.from); err != nil {
		return nil, area, err
	}
	b, err := c.Bytes(anmfHeader)
	if err != nil || frame.n < anmfHeader {
		return nil, area, io.ErrUnexpectedEOF
	}
	area = image.Rectangle{Max: image.Pt(1+uint24(b[6:]),
		1+uint24(b[9:]))}.Add(image.Pt(2*uint24(b), 2*uint24(b[3:])))
	if !area.In(image.Rect(0, 0, h.Width, h.Height)) {
		return nil, area, fault.Damaged("a frame reaches beyond its picture")
	}
	head := vp8x(vp8xAlpha, area.Dx(), area.Dy())
	data := io.NewSectionReader(c, c.Off, frame.n-anmfHeader)
	return io.MultiReader(bytes.NewReader(riff), bytes.NewReader(head), data), area, nil
}
