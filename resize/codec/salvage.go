package codec

import (
	"errors"
	"image"
	"io"
)

// ReadDamagedHeader is ReadHeader for a file whose end may be missing: what was read of the header until then is enough where it
// says how many pixels there are.
func ReadDamagedHeader(r io.ReaderAt, size int64, limits Limits) (Header, error) {
	h, err := ReadHeader(r, size, limits)
	if !errors.Is(err, ErrDamaged) {
		return h, err
	}
	c := newCursor(r, size)
	format, detectErr := detectFile(c)
	if detectErr != nil {
		return Header{}, detectErr
	}
	limits = limits.orDefault()
	row, _ := lookup(format)
	h, cut := row.header(c, limits)
	if !errors.Is(cut, io.ErrUnexpectedEOF) || h.Width < 1 || h.Height < 1 {
		return Header{}, err
	}
	h.Format = format
	h = h.completed()
	if err := limits.check(h); err != nil {
		return Header{}, err
	}
	return h, boundClaim(h.Pixels(), size, gifPixelsPerByte)
}

// Salvage reads what is left of a damaged picture whose header is h, and says in lower-case English what is lost; nothing where the
// picture is whole after all. Missing pixels are transparent where the picture can be, and otherwise grey. Formats of which nothing can be
// salvaged, and pictures of which nothing is left, are ErrDamaged.
func Salvage(r io.ReaderAt, size int64, h Header) (m image.Image, lost string, err error) {
	m, err = Decode(r, size, h)
	if !errors.Is(err, ErrDamaged) {
		return m, "", err
	}
	row, _ := lookup(h.Format)
	if row.salvage == nil {
		return nil, "", err
	}
	m, lost, cannot := row.salvage(io.NewSectionReader(r, 0, size), h)
	if cannot != nil {
		return nil, "", err
	}
	return m, lost, nil
}
