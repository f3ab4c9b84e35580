package codec

import (
	"context"
	"image"
	"io"
	"math"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// Decode reads all pixels of the picture whose header is h, in the stored orientation. Of a TIFF it
// reads the first page; of an animation the first frame, or the picture that a PNG has for programs
// that show no animations. Truncated and malformed pictures are ErrDamaged, also where the library
// that decodes them panics; errors of r and ctx are returned as they are. The flaws are what is
// wrong after the last pixel, or beside the pixels.
func Decode(
	ctx context.Context, r io.ReaderAt, size int64, h format.Header,
) (m image.Image, flaws format.Flaws, err error) {
	row, ok := lookup(h.Format)
	if !ok || !row.Read {
		return nil, 0, fault.Unsupported("%v pictures are not supported by this build", h.Format)
	}
	const perPixel = 8 // bytes at most
	if h.Pixels() > math.MaxInt/perPixel {
		return nil, 0, fault.TooLarge("%d × %d pixels are more than this build can hold",
			h.Width, h.Height)
	}
	c := format.NewCursor(r, size)
	defer func() {
		if v := recover(); v != nil {
			err = fault.Damaged("the decoder failed: %v", v)
		}
		if err != nil {
			m, flaws, err = nil, 0, format.ReadError(c, err)
		}
	}()
	m, err = row.decode(ctx, c, h)
	if err != nil {
		return nil, 0, err
	}
	if err := format.CheckSize(int64(m.Bounds().Dx()), int64(m.Bounds().Dy()), h); err != nil {
		return nil, 0, err
	}
	if p, ok := m.(*image.Paletted); ok && !indexesValid(p) {
		return nil, 0, fault.Damaged("a pixel value outside the palette")
	}
	return m, c.Flaws, nil
}

// indexesValid reports whether all pixels have colors. Not every decoder checks that, and a lookup
// that panics in a goroutine would end the program.
func indexesValid(p *image.Paletted) bool {
	if len(p.Palette) >= 256 {
		return true
	}
	for _, i := range p.Pix {
		if int(i) >= len(p.Palette) {
			return false
		}
	}
	return true
}
