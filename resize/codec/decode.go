package codec

import (
	"image"
	"io"
)

// Decode reads all pixels of the picture whose header ReadHeader has given, in the stored orientation. Of a TIFF it reads
// the first page; of an animation the first frame, or the picture that a PNG has for programs that show no animations.
// Truncated and malformed pictures are ErrDamaged, also where the library that decodes them panics; r's own errors come back as they are.
func Decode(r io.ReaderAt, size int64, h Header) (m image.Image, err error) {
	row, ok := lookup(h.Format)
	if !ok || !row.Read {
		return nil, unsupported("%v pictures are not supported by this build", h.Format)
	}
	c := newCursor(r, size)
	defer func() {
		if v := recover(); v != nil {
			err = damaged("the decoder failed: %v", v)
		}
		if err != nil {
			m, err = nil, readError(c, err)
		}
	}()
	m, err = row.decode(io.NewSectionReader(c, 0, size), h)
	if err != nil {
		return nil, err
	}
	if b := m.Bounds(); b.Dx() != h.Width || b.Dy() != h.Height {
		return nil, damaged("%d × %d pixels in a picture of %d × %d", b.Dx(), b.Dy(), h.Width, h.Height)
	}
	if p, ok := m.(*image.Paletted); ok && !indexesValid(p) {
		return nil, damaged("a pixel of no colour")
	}
	return m, nil
}

// indexesValid says that all pixels have colours. Not every decoder checks that, and whoever looks the colours up in a goroutine
// of his own would end the program.
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
