package codec

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"
)

// webpParts are the chunks of one picture: alpha of no kind where it has none.
type webpParts struct{ alpha, pixels webpPart }

// lossless reports how the pixels are coded.
func (p webpParts) lossless() bool { return p.pixels.kind == "VP8L" }

// alphaUsed reports whether the ALPH chunk counts: lossless pixels hold their transparency themselves.
func (p webpParts) alphaUsed() bool { return p.alpha.kind != "" && !p.lossless() }

// webpPlace is where a file keeps its pixels.
type webpPlace struct {
	still    webpParts // outside of frames
	first    webpPart  // the first frame
	extended bool
	flag     bool // the header announces an animation
}

// animated reports whether the pixels are in frames. Where the header disagrees with the chunks, what there is counts.
func (p webpPlace) animated() bool {
	return p.extended && p.first.kind != "" && (p.flag || p.still.pixels.kind == "")
}

// note takes in a chunk, the cursor standing at its data.
func (p *webpPlace) note(c *cursor, part webpPart) error {
	switch part.kind {
	case "VP8X":
		if p.extended || p.still.pixels.kind != "" || p.first.kind != "" || part.n < 10 || part.open {
			return nil
		}
		b, err := c.peek(1)
		if err != nil {
			return err
		}
		p.extended, p.flag = true, b[0]&vp8xAnimation != 0
	case "ALPH":
		if p.still.alpha.kind == "" && p.still.pixels.kind == "" {
			p.still.alpha = part
		}
	case "VP8 ", "VP8L":
		if p.still.pixels.kind == "" {
			p.still.pixels = part
		}
	case "ANMF":
		if p.first.kind == "" {
			p.first = part
		}
	}
	return nil
}

// decided reports whether no later chunk can change where the pixels are.
func (p *webpPlace) decided() bool {
	return p.flag && p.first.kind != "" || !p.flag && p.still.pixels.kind != ""
}

// webpFind looks for the pixels. The cursor may stand anywhere.
func webpFind(c *cursor) (webpPlace, error) {
	var place webpPlace
	err := webpWalk(c, func(p webpPart) error {
		if err := place.note(c, p); err != nil {
			return err
		}
		if place.decided() {
			return errVisited
		}
		return nil
	})
	if errors.Is(err, errVisited) {
		err = nil
	}
	return place, err
}

// webpFrameParts finds the chunks of the picture in a frame; the cursor stands behind the frame's own header.
func webpFrameParts(c *cursor, frame webpPart) (webpParts, error) {
	var parts webpParts
	end := min(frame.from+frame.n, c.size)
	for c.off+8 <= end {
		b, err := c.bytes(8)
		if err != nil {
			return parts, err
		}
		p := webpPart{kind: string(b[:4]), from: c.off, n: int64(binary.LittleEndian.Uint32(b[4:]))}
		if p.n > end-p.from {
			return parts, damaged("a chunk reaches beyond its frame")
		}
		switch p.kind {
		case "ALPH":
			if parts.alpha.kind == "" {
				parts.alpha = p
			} else {
				c.flaws |= FlawPart
			}
		case "VP8 ", "VP8L":
			parts.pixels = p
			return parts, nil
		default:
			c.flaws |= FlawPart
		}
		if err := c.seek(min(p.end(), end)); err != nil {
			return parts, err
		}
	}
	return parts, damaged("a frame without pixels")
}

// webpFile returns a file of one picture of that size, which holds nothing else: the library accepts no file whose length is wrong.
// The size must be what the pixels state.
func webpFile(c *cursor, parts webpParts, size Header) (io.Reader, error) {
	if err := c.seek(parts.pixels.from); err != nil {
		return nil, err
	}
	if err := webpFrame(c, parts.pixels, true, &size); err != nil {
		return nil, err
	}
	chunk := func(p webpPart) io.Reader { // the padding byte may be missing at the end of the file
		head := binary.LittleEndian.AppendUint32([]byte(p.kind), uint32(p.n))
		return io.MultiReader(bytes.NewReader(head), io.NewSectionReader(c, p.from, p.n), bytes.NewReader(make([]byte, p.n&1)))
	}
	n := 8 + parts.pixels.n + parts.pixels.n&1
	if !parts.alphaUsed() {
		return io.MultiReader(bytes.NewReader(webpRIFF(n)), chunk(parts.pixels)), nil
	}
	n += 18 + 8 + parts.alpha.n + parts.alpha.n&1
	head := append(webpRIFF(n), vp8x(vp8xAlpha, size.Width, size.Height)...)
	return io.MultiReader(bytes.NewReader(head), chunk(parts.alpha), chunk(parts.pixels)), nil
}

// webpDecode decodes the picture, of an animation the first frame on the canvas.
func webpDecode(c *cursor, h Header) (image.Image, error) {
	place, err := webpFind(c)
	if err != nil {
		return nil, err
	}
	if place.animated() {
		return firstFrame(c, h, webpFrames)
	}
	return webpStill(c, place, h)
}

// webpStill decodes the picture outside of frames.
func webpStill(c *cursor, place webpPlace, h Header) (image.Image, error) {
	if place.still.pixels.kind == "" {
		return nil, damaged("no pixels")
	}
	if place.still.pixels.open {
		return nil, io.ErrUnexpectedEOF
	}
	file, err := webpFile(c, place.still, h)
	if err != nil {
		return nil, err
	}
	return webpPixelsOf(file, h)
}
