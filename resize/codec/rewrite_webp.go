package codec

import (
	"bufio"
	"encoding/binary"
	"io"

	"sizemill/resize/metadata"
)

// webpCopied is a part of a rewritten file: bytes, and behind them some of the source.
type webpCopied struct {
	head []byte
	data webpPart
}

// webpRewrite writes the chunks that make the picture in the order of the specification, and gives it an extended header where the
// chunks or the blocks need one. Of frames it copies only what makes pixels: they may hold any other chunk.
func webpRewrite(w io.Writer, c *cursor, h Header, b metadata.Blocks) error {
	place, err := webpFind(c)
	if err != nil {
		return err
	}
	animated := place.animated()
	var kept []webpCopied
	if animated {
		kept, err = webpKeptFrames(c)
	} else {
		kept = webpKept(place.still)
	}
	if err != nil {
		return err
	}
	before, after := webpChunk(nil, "ICCP", b.ICC), webpTail(b)
	if place.extended || place.still.alphaUsed() || len(before)+len(after) > 0 {
		flags := webpFlags(b)
		if h.Alpha {
			flags |= vp8xAlpha
		}
		if animated {
			flags |= vp8xAnimation
		}
		before = append(vp8x(flags, h.Width, h.Height), before...)
	}
	return webpCopy(w, c, before, kept, after)
}

// webpCopy writes a file of chunks.
func webpCopy(w io.Writer, c *cursor, before []byte, kept []webpCopied, after []byte) error {
	size := int64(len(before) + len(after))
	for _, k := range kept {
		size += int64(len(k.head)) + k.data.n + k.data.n&1
	}
	if size > webpMost {
		return tooLarge("WebP holds at most 4 GB")
	}
	out := bufio.NewWriterSize(w, 1<<16)
	if _, err := out.Write(append(webpRIFF(size), before...)); err != nil {
		return err
	}
	for _, k := range kept {
		if _, err := out.Write(k.head); err != nil {
			return err
		}
		if err := copyRange(out, c, k.data.from, k.data.from+k.data.n); err != nil {
			return err
		}
		if k.data.n%2 == 1 { // the source may lack the padding
			if err := out.WriteByte(0); err != nil {
				return err
			}
		}
	}
	if _, err := out.Write(after); err != nil {
		return err
	}
	return out.Flush()
}

// webpKept returns the chunks of a picture.
func webpKept(parts webpParts) []webpCopied {
	var kept []webpCopied
	keep := func(p webpPart) {
		head := binary.LittleEndian.AppendUint32([]byte(p.kind), uint32(p.n))
		kept = append(kept, webpCopied{head: head, data: p})
	}
	if parts.alphaUsed() {
		keep(parts.alpha)
	}
	keep(parts.pixels)
	return kept
}

// webpKeptFrames returns the chunks of an animation.
func webpKeptFrames(c *cursor) ([]webpCopied, error) {
	anim := make([]byte, 6) // without a statement, it is shown endlessly
	stated := false
	var kept []webpCopied
	err := webpWalk(c, func(p webpPart) error {
		switch p.kind {
		case "ANIM":
			if stated || p.open || p.n < int64(len(anim)) {
				return nil
			}
			stated = true
			b, err := c.bytes(len(anim))
			copy(anim, b)
			return err
		case "ANMF":
			frame, err := webpKeptFrame(c, p)
			kept = append(kept, frame...)
			return err
		}
		return nil
	})
	return append([]webpCopied{{head: webpChunk(nil, "ANIM", anim)}}, kept...), err
}

// webpKeptFrame returns a frame's header and the chunks of its picture; the cursor stands at its data.
func webpKeptFrame(c *cursor, frame webpPart) ([]webpCopied, error) {
	b, err := c.bytes(anmfHeader)
	if err != nil || frame.n < anmfHeader {
		return nil, io.ErrUnexpectedEOF
	}
	head := append(make([]byte, 8, 8+anmfHeader), b...)
	parts, err := webpFrameParts(c, frame)
	if err != nil {
		return nil, err
	}
	kept := webpKept(parts)
	n := int64(anmfHeader)
	for _, k := range kept {
		n += int64(len(k.head)) + k.data.n + k.data.n&1
	}
	copy(head, "ANMF")
	binary.LittleEndian.PutUint32(head[4:], uint32(n))
	return append([]webpCopied{{head: head}}, kept...), nil
}

// webpTail returns the chunks that follow the pixels.
func webpTail(b metadata.Blocks) []byte {
	return webpChunk(webpChunk(nil, "EXIF", b.EXIF), "XMP ", b.XMP)
}

// webpFlags returns the flags of VP8X that announce blocks.
func webpFlags(b metadata.Blocks) byte {
	var flags byte
	for _, k := range []struct {
		flag byte
		data []byte
	}{{vp8xICC, b.ICC}, {vp8xEXIF, b.EXIF}, {vp8xXMP, b.XMP}} {
		if k.data != nil {
			flags |= k.flag
		}
	}
	return flags
}

// webpChunk appends a chunk, and nothing for nil.
func webpChunk(out []byte, kind string, data []byte) []byte {
	if data == nil {
		return out
	}
	out = binary.LittleEndian.AppendUint32(append(out, kind...), uint32(len(data)))
	out = append(out, data...)
	return append(out, make([]byte, len(data)%2)...)
}
