package webp

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// copied is a part of a rewritten file: bytes, followed by some of the source.
type copied struct {
	head []byte
	data part
}

// Rewrite writes the chunks that make the picture in the order of the specification, with an
// extended header if the chunks or the blocks need one. Of frames it copies only what makes pixels,
// because they may hold any other chunk.
func Rewrite(
	_ context.Context, w io.Writer, c *format.Cursor, h format.Header, b metadata.Set,
) error {
	place, err := find(c)
	if err != nil {
		return err
	}
	animated := place.animated()
	var kept []copied
	if animated {
		kept, err = keptFrames(c)
	} else {
		kept = pictureParts(place.still)
	}
	if err != nil {
		return err
	}
	before, after := chunk(nil, "ICCP", b.ICC), tail(b)
	if place.extended || place.still.alphaUsed() || len(before)+len(after) > 0 {
		flags := blockFlags(b)
		if h.Alpha {
			flags |= vp8xAlpha
		}
		if animated {
			flags |= vp8xAnimation
		}
		before = append(vp8x(flags, h.Width, h.Height), before...)
	}
	return writeChunks(w, c, before, kept, after)
}

// writeChunks writes a file of chunks.
func writeChunks(w io.Writer, c *format.Cursor, before []byte, kept []copied, after []byte) error {
	size := int64(len(before) + len(after))
	for _, k := range kept {
		size += int64(len(k.head)) + k.data.n + k.data.n&1
	}
	if size > most {
		return fault.TooLarge("WebP holds at most 4 GB")
	}
	out := bufio.NewWriterSize(w, 1<<16)
	if _, err := out.Write(append(riff(size), before...)); err != nil {
		return err
	}
	for _, k := range kept {
		if _, err := out.Write(k.head); err != nil {
			return err
		}
		if err := format.CopyRange(out, c, k.data.from, k.data.from+k.data.n); err != nil {
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

// pictureParts returns the chunks of a picture.
func pictureParts(parts parts) []copied {
	var kept []copied
	keep := func(p part) {
		head := binary.LittleEndian.AppendUint32([]byte(p.kind), uint32(p.n))
		kept = append(kept, copied{head: head, data: p})
	}
	if parts.alphaUsed() {
		keep(parts.alpha)
	}
	keep(parts.pixels)
	return kept
}

// keptFrames returns the chunks of an animation.
func keptFrames(c *format.Cursor) ([]copied, error) {
	anim := make([]byte, 6) // without a number it loops endlessly
	stated := false
	var kept []copied
	err := walk(c, func(p part) error {
		switch p.kind {
		case "ANIM":
			if stated || p.open || p.n < int64(len(anim)) {
				return nil
			}
			stated = true
			b, err := c.Bytes(len(anim))
			copy(anim, b)
			return err
		case "ANMF":
			frame, err := keptFrame(c, p)
			kept = append(kept, frame...)
			return err
		}
		return nil
	})
	return append([]copied{{head: chunk(nil, "ANIM", anim)}}, kept...), err
}

// keptFrame returns a frame's header and the chunks of its picture; the cursor stands at its data.
func keptFrame(c *format.Cursor, frame part) ([]copied, error) {
	b, err := c.Bytes(anmfHeader)
	if err != nil || frame.n < anmfHeader {
		return nil, io.ErrUnexpectedEOF
	}
	head := append(make([]byte, 8, 8+anmfHeader), b...)
	parts, err := frameParts(c, frame)
	if err != nil {
		return nil, err
	}
	kept := pictureParts(parts)
	n := int64(anmfHeader)
	for _, k := range kept {
		n += int64(len(k.head)) + k.data.n + k.data.n&1
	}
	copy(head, "ANMF")
	binary.LittleEndian.PutUint32(head[4:], uint32(n))
	return append([]copied{{head: head}}, kept...), nil
}

// tail returns the chunks that follow the pixels.
func tail(b metadata.Set) []byte {
	return chunk(chunk(nil, "EXIF", b.EXIF), "XMP ", b.XMP)
}

// blockFlags returns the flags of VP8X that announce blocks.
func blockFlags(b metadata.Set) byte {
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

// chunk appends a chunk; nothing for nil.
func chunk(out []byte, kind string, data []byte) []byte {
	if data == nil {
		return out
	}
	out = binary.LittleEndian.AppendUint32(append(out, kind...), uint32(len(data)))
	out = append(out, data...)
	return append(out, make([]byte, len(data)%2)...)
}
