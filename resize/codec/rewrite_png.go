package codec

import (
	"bufio"
	"io"

	"sizemill/resize/metadata"
)

// pngRewrite keeps the chunks that make the picture and puts the blocks behind the first.
func pngRewrite(w io.Writer, c *cursor, _ Header, b metadata.Blocks) error {
	chunks, err := pngChunks(b)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	if _, err := out.WriteString(pngSignature); err != nil {
		return err
	}
	err = pngWalk(c, func(kind string, n int64) error {
		if !pngMakesPicture(kind) {
			return nil
		}
		if err := copyRange(out, c, c.off-8, c.off+n+4); err != nil || kind != "IHDR" {
			return err
		}
		_, err := out.Write(chunks)
		return err
	})
	if err != nil {
		return err
	}
	return out.Flush()
}

// pngMakesPicture says that a chunk is needed to show the picture rightly: the critical ones, transparency, colours, background,
// the shape and size of pixels, and animation.
func pngMakesPicture(kind string) bool {
	switch kind {
	case "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "acTL", "fcTL", "fdAT":
		return true
	}
	return kind[0]&0x20 == 0 // a capital letter
}
