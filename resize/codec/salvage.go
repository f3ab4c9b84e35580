package codec

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/png/pixels"
	"sizemill/resize/fault"
)

// salvagePixelsPerByte bounds what a header may claim whose picture may be missing: no format holds
// more per byte.
const salvagePixelsPerByte = 8 * pixels.DeflateRatio

// ReadDamagedHeader is ReadHeader for a file whose end may be missing: the beginning of a header is
// enough if it states the size. Formats that cannot be salvaged are ErrDamaged.
func ReadDamagedHeader(r io.ReaderAt, size int64, limits format.Limits) (format.Header, error) {
	h, err := ReadHeader(r, size, limits)
	if !errors.Is(err, fault.ErrDamaged) {
		return h, err
	}
	c := format.NewCursor(r, size)
	detected, detectErr := detectFile(c)
	if detectErr != nil {
		return format.Header{}, detectErr
	}
	limits = limits.OrDefault()
	row, _ := lookup(detected)
	if row.salvage == nil {
		return format.Header{}, err
	}
	h, cut := row.header(c, limits)
	if !errors.Is(cut, io.ErrUnexpectedEOF) && !fault.IsAfterHeader(cut) || h.Width < 1 ||
		h.Height < 1 {
		return format.Header{}, err
	}
	h.Format = detected
	h = h.Completed()
	if err := limits.Check(h); err != nil {
		return format.Header{}, err
	}
	return h, format.CheckClaim(h.Pixels(), size, salvagePixelsPerByte)
}

// Salvage reads what is left of a damaged picture whose header is h, of an animation the first
// frame. It returns in lower-case English what is lost; an empty text if the picture is whole after
// all. Missing pixels are transparent if the picture has alpha, otherwise gray. Formats that cannot
// be salvaged, and pictures without a readable pixel, are ErrDamaged.
func Salvage(
	ctx context.Context, r io.ReaderAt, size int64, h format.Header,
) (m image.Image, lost string, err error) {
	others := "" // about frames
	if h.Frames > 1 {
		others = fmt.Sprintf("only the first of %d frames is kept", h.Frames)
	}
	m, _, err = Decode(ctx, r, size, h)
	if err == nil && others == "" {
		// decoders of animations stop at the first frame
		if _, behind := ReadHeader(r, size, format.Limits{}); errors.Is(behind, fault.ErrDamaged) {
			return m, "the data after the pixels is missing or damaged", nil
		}
	}
	row, _ := lookup(h.Format)
	if !errors.Is(err, fault.ErrDamaged) || row.salvage == nil {
		return m, others, err
	}
	c := format.NewCursor(r, size)
	damage := err
	defer func() {
		if v := recover(); v != nil {
			m, lost, err = nil, "", damage
		}
	}()
	m, lost, err = row.salvage(ctx, c, h)
	switch {
	case c.Failure != nil: // the medium's or the caller's fault, not the file's
		return nil, "", c.Failure
	case err != nil && format.IsExternal(err):
		return nil, "", err
	case err != nil || m.Bounds().Dx() != h.Width || m.Bounds().Dy() != h.Height:
		return nil, "", damage
	}
	if p, ok := m.(*image.Paletted); ok && !indexesValid(p) {
		return nil, "", damage
	}
	if others != "" {
		lost = others + ", " + lost
	}
	return m, lost, nil
}

// WholeFrames decodes a damaged animation whose header is h up to the first damaged frame. It
// returns the number of frames before that one, and in lower-case English what is lost; an empty
// text if all are whole. Errors are r's own.
func WholeFrames(
	ctx context.Context, r io.ReaderAt, size int64, h format.Header,
) (n int, lost string, err error) {
	_, err = Frames(ctx, r, size, h, func(format.Frame) error {
		n++
		return nil
	})
	switch {
	case err == nil:
		return n, "", nil
	case !errors.Is(err, fault.ErrDamaged):
		return 0, "", err
	case n < h.Frames:
		return n, fmt.Sprintf("only the first %d of %d frames are kept", n, h.Frames), nil
	}
	// the header could not count the others
	return n, fmt.Sprintf("only the first %d frames are kept", n), nil
}
