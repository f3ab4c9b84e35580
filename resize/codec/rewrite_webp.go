package codec

import (
	"bufio"
	"encoding/binary"
	"io"

	"sizemill/resize/metadata"
)

// webpRewrite keeps the chunks that make the picture, and gives it an extended header where the blocks need one.
func webpRewrite(w io.Writer, c *cursor, h Header, b metadata.Blocks) error {
	var kept []span
	var size int64
	var flags byte
	extended := false
	err := webpWalk(c, func(kind string, n int64) error {
		switch kind {
		case "VP8X":
			var err error
			if !extended && n >= 10 {
				extended = true
				flags, err = c.byte()
			}
			return err
		case "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF":
			s := span{c.off - 8, min(c.off+n+n&1, c.size)}
			kept = append(kept, s)
			size += 8 + n + n&1
		}
		return nil
	})
	if err != nil {
		return err
	}
	before, after := webpChunk(nil, "ICCP", b.ICC), webpTail(b)
	if !extended && h.Alpha {
		flags = vp8xAlpha
	}
	if extended || len(before)+len(after) > 0 {
		before = append(vp8x(flags&(vp8xAlpha|vp8xAnimation)|webpFlags(b), h.Width, h.Height), before...)
	}
	size += int64(len(before) + len(after))
	if size > webpMost {
		return tooLarge("WebP holds at most 4 GB")
	}
	out := bufio.NewWriterSize(w, 1<<16)
	if _, err := out.Write(append(webpRIFF(size), before...)); err != nil {
		return err
	}
	for _, k := range kept {
		if err := copyRange(out, c, k.from, k.to); err != nil {
			return err
		}
		if (k.to-k.from)%2 == 1 { // the file ends without the last chunk's padding
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

// webpTail is the chunks that follow the pixels.
func webpTail(b metadata.Blocks) []byte {
	return webpChunk(webpChunk(nil, "EXIF", b.EXIF), "XMP ", b.XMP)
}

// webpFlags are the flags of VP8X that announce blocks.
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
