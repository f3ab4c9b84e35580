package heif

import (
	"context"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/heif/isobmff"
	"sizemill/resize/metadata"
)

// Rewrite writes a new AVIF container around the same coded pixels, which it holds in memory as the
// decoder does.
func Rewrite(
	_ context.Context, w io.Writer, c *format.Cursor, _ format.Header, b metadata.Set,
) error {
	f, err := isobmff.Parse(c, c.Size)
	if err != nil {
		return err
	}
	file, err := f.Rewrite(isobmff.Extras{ICC: b.ICC, EXIF: b.EXIF, XMP: b.XMP})
	if err != nil {
		return err
	}
	_, err = w.Write(file)
	return err
}
