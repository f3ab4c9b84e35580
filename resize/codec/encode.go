package codec

import (
	"fmt"
	"image"
	"io"

	"sizemill/resize/metadata"
)

// Options are what an encoder can be told.
type Options struct {
	Quality  int             // 1–100; 0 is the format's default
	Lossless bool            // of WebP: every visible pixel comes back as it was, whatever Quality says; EncodeWebP cannot
	Colors   int             // of an animated GIF: what the palettes of its source hold, so that it needs no more and no dithering; 0 is unknown
	Blocks   metadata.Blocks // written as they are, where the format holds them
}

// QualityOf is quality, or the default of f where it is 0.
func QualityOf(f Format, quality int) int {
	if quality > 0 {
		return quality
	}
	spec, _ := Lookup(f)
	return spec.Quality
}

// Encode writes m, which is an *image.Gray or an *image.NRGBA at the origin, as format f; if that is Deep, also an *image.Gray16 or an
// *image.NRGBA64. What f cannot hold must have been dealt with: transparency is ignored by formats without it, and so are blocks outside Holds(f).
// Errors are w's own, except for sizes beyond the format's MaxSide and MaxPixels, which are ErrTooLarge.
func Encode(w io.Writer, m image.Image, f Format, o Options) (err error) {
	row, ok := lookup(f)
	if !ok || !row.Write {
		return unsupported("%v pictures cannot be written by this build", f)
	}
	b := m.Bounds()
	if max(b.Dx(), b.Dy()) > row.MaxSide {
		return tooLarge("%s holds at most %d pixels a side, the result has %d × %d", row.Name, row.MaxSide, b.Dx(), b.Dy())
	}
	if row.MaxPixels > 0 && int64(b.Dx())*int64(b.Dy()) > row.MaxPixels {
		return tooLarge("at most %d megapixels are written as %s, the result has %d × %d pixels", row.MaxPixels/1_000_000, row.Name, b.Dx(), b.Dy())
	}
	o.Quality = QualityOf(f, o.Quality)
	watch := &watchedWriter{w: w}
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the %s encoder failed: %v", row.Name, v)
		}
		if watch.err != nil { // encoders put errors of the writer into words of their own
			err = watch.err
		}
	}()
	return row.encode(watch, m, o)
}

// Holds tells which kinds of metadata Encode writes into format f.
func Holds(f Format) metadata.Kinds {
	row, _ := lookup(f)
	return row.holds
}

// watchedWriter remembers the first error of a writer.
type watchedWriter struct {
	w   io.Writer
	err error
}

func (w *watchedWriter) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	if err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}

// splicer passes a stream through and puts insert into it once, after the first at bytes.
type splicer struct {
	w      io.Writer
	at     int
	insert []byte
}

func (s *splicer) Write(p []byte) (int, error) {
	if s.insert == nil || len(p) <= s.at {
		n, err := s.w.Write(p)
		s.at -= n
		return n, err
	}
	n, err := s.w.Write(p[:s.at])
	if err != nil {
		return n, err
	}
	if _, err := s.w.Write(s.insert); err != nil {
		return n, err
	}
	s.insert = nil
	m, err := s.w.Write(p[n:])
	return n + m, err
}
