package codec

import (
	"context"
	"errors"
	"image"
	"io"

	"sizemill/resize/turbo"
)

// jpegInks decodes a JPEG of four channels with libjpeg-turbo, which also reads what Go's decoder does not: files without Adobe's
// marker, and unusual sampling. The result is an *image.CMYK, in which 255 is full ink however the file stores it.
func jpegInks(r *io.SectionReader, h Header) (image.Image, error) {
	const metadata, perPixel = 64 << 20, 8
	data := make([]byte, min(r.Size(), metadata+perPixel*h.Pixels()))
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, err
	}
	var d turbo.Decoder
	defer d.Close()
	planes, err := d.Decode(context.Background(), data, turbo.DecodeOptions{MaxPixels: h.Pixels(), MaxScans: maxScans})
	var m image.Image
	if err == nil {
		m, err = planes.Image()
	}
	switch {
	case errors.Is(err, turbo.ErrUnsupported):
		return nil, &reason{ErrUnsupported, err.Error()}
	case errors.Is(err, turbo.ErrTooLarge):
		return nil, &reason{ErrTooLarge, err.Error()}
	case errors.Is(err, turbo.ErrDamaged):
		return nil, &reason{ErrDamaged, err.Error()}
	}
	return m, err
}
