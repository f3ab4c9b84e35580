package codec

import (
	"fmt"
	"image"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// QualityOf is quality, or the default of f where it is 0.
func QualityOf(f format.Format, quality int) int {
	if quality > 0 {
		return quality
	}
	spec, _ := Lookup(f)
	return spec.Quality
}

// Encode writes m, which is an *image.Gray or an *image.NRGBA at the origin, as format f; if that is Deep, also an *image.Gray16 or an
// *image.NRGBA64. What f cannot hold must have been dealt with: transparency is ignored by formats without it, and so are blocks outside Holds(f).
// Errors are w's own, except for sizes beyond the format's MaxSide and MaxPixels, which are ErrTooLarge.
func Encode(w io.Writer, m image.Image, f format.Format, o format.Options) (err error) {
	row, ok := lookup(f)
	if !ok || !row.Write {
		return fault.Unsupported("%v pictures cannot be written by this build", f)
	}
	b := m.Bounds()
	if max(b.Dx(), b.Dy()) > row.MaxSide {
		return fault.TooLarge("%s holds at most %d pixels a side, the result has %d × %d", row.Name, row.MaxSide, b.Dx(), b.Dy())
	}
	if row.MaxPixels > 0 && int64(b.Dx())*int64(b.Dy()) > row.MaxPixels {
		return fault.TooLarge("at most %d megapixels are written as %s, the result has %d × %d pixels", row.MaxPixels/1_000_000, row.Name, b.Dx(), b.Dy())
	}
	o.Quality = QualityOf(f, o.Quality)
	watch := &format.WatchedWriter{Writer: w}
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the %s encoder failed: %v", row.Name, v)
		}
		if watch.Err != nil { // encoders put errors of the writer into words of their own
			err = watch.Err
		}
	}()
	return row.encode(watch, m, o)
}

// Holds tells which kinds of metadata Encode writes into format f.
func Holds(f format.Format) metadata.Kinds {
	row, _ := lookup(f)
	return row.holds
}

// States reports whether Encode writes into format f, in numbers, what c says of the colors.
func States(f format.Format, c metadata.Coding) bool {
	row, _ := lookup(f)
	return row.states != nil && row.states(c)
}
