package codec

import (
	"io"

	"sizemill/resize/codec/heif/isobmff"
	"sizemill/resize/metadata"
)

// isoRewrite writes the container of an AVIF anew around the same coded pixels, which it holds in memory: the decoder has held them too.
func isoRewrite(w io.Writer, c *cursor, _ Header, b metadata.Blocks) error {
	f, err := isobmff.Parse(c, c.size)
	if err != nil {
		return isoError(err)
	}
	file, err := f.Rewrite(isobmff.Extras{ICC: b.ICC, EXIF: b.EXIF, XMP: b.XMP})
	if err != nil {
		return isoError(err)
	}
	_, err = w.Write(file)
	return err
}
