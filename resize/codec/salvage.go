package codec

import (
	"errors"
	"fmt"
	"image"
	"io"

	"sizemill/resize/codec/png/pixels"
)

// salvagePixelsPerByte bounds what is believed of a header whose picture may be missing: no format holds more in a byte.
const salvagePixelsPerByte = 8 * pixels.DeflateRatio

// ReadDamagedHeader is ReadHeader for a file whose end may be missing: what was read of the header until then is enough where it
// says how many pixels there are. Formats of which nothing can be salvaged are ErrDamaged.
func ReadDamagedHeader(r io.ReaderAt, size int64, limits Limits) (Header, error) {
	h, err := ReadHeader(r, size, limits)
	if !errors.Is(err, ErrDamaged) {
		return h, err
	}
	c := newCursor(r, size)
	detected, detectErr := detectFile(c)
	if detectErr != nil {
		return Header{}, detectErr
	}
	limits = limits.orDefault()
	row, _ := lookup(detected)
	if row.salvage == nil {
		return Header{}, err
	}
	h, cut := row.header(c, limits)
	if !errors.Is(cut, io.ErrUnexpectedEOF) && !errors.Is(cut, errBehind) || h.Width < 1 || h.Height < 1 {
		return Header{}, err
	}
	h.Format = detected
	h = h.completed()
	if err := limits.check(h); err != nil {
		return Header{}, err
	}
	return h, boundClaim(h.Pixels(), size, salvagePixelsPerByte)
}

// Salvage reads what is left of a damaged picture whose header is h, of an animation the first frame, and says in lower-case English what
// is lost; nothing where the picture is whole after all. Missing pixels are transparent where the picture can be, and otherwise grey. Formats of which nothing can be
// salvaged, and pictures of which nothing is left, are ErrDamaged.
func Salvage(r io.ReaderAt, size int64, h Header) (m image.Image, lost string, err error) {
	others := "" // frames
	if h.Frames > 1 {
		others = fmt.Sprintf("only the first of %d frames is kept", h.Frames)
	}
	m, _, err = Decode(r, size, h)
	if err == nil && others == "" {
		if _, behind := ReadHeader(r, size, Limits{}); errors.Is(behind, ErrDamaged) { // decoders of animations stop at the first frame
			return m, "what follows the pixels is missing or damaged", nil
		}
	}
	row, _ := lookup(h.Format)
	if !errors.Is(err, ErrDamaged) || row.salvage == nil {
		return m, others, err
	}
	c := newCursor(r, size)
	damage := err
	defer func() {
		if v := recover(); v != nil {
			m, lost, err = nil, "", damage
		}
	}()
	m, lost, err = row.salvage(io.NewSectionReader(c, 0, size), h)
	switch {
	case c.failure != nil: // the medium's or the caller's, not the file's
		return nil, "", c.failure
	case err != nil && isCallers(err):
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

// WholeFrames decodes a damaged animation whose header is h up to the first damaged frame. It returns the number of frames
// before that one and says in lower-case English what is lost; nothing where all are whole. Errors are r's own.
func WholeFrames(r io.ReaderAt, size int64, h Header) (n int, lost string, err error) {
	_, err = Frames(r, size, h, func(Frame) error {
		n++
		return nil
	})
	switch {
	case err == nil:
		return n, "", nil
	case !errors.Is(err, ErrDamaged):
		return 0, "", err
	case n < h.Frames:
		return n, fmt.Sprintf("only the first %d of %d frames are kept", n, h.Frames), nil
	}
	return n, fmt.Sprintf("only the first %d frames are kept", n), nil // the header could not count the others
}
