package codec

import (
	"fmt"
	"image"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// QualityOf returns quality, or the default of f if it is 0.
func QualityOf(f format.Format, quality int) int {
	if quality > 0 {
		return quality
	}
	spec, _ := Lookup(f)
	return spec.Quality
}

// Encode writes m, an *image.Gray or *image.NRGBA at the origin, as format f; if f is Deep, also an
// *image.Gray16 or *image.NRGBA64. The caller has dealt with what f cannot hold: formats without
// transparency ignore it, and blocks outside Holds(f) are dropped. Errors are w's own, except for
// sizes beyond the format's MaxSide and MaxPixels, which are ErrTooLarge.
func Encode(w io.Writer, m image.Image, f format.Format, o format.Options) (err error) {
	row, ok := lookup(f)
	if !ok || !row.Write {
		return fault.Unsupported("%v pictures cannot be written by this build", f)
	}
	b := m.Bounds()
	if max(b.Dx(), b.Dy()) > row.MaxSide {
		return fault.TooLarge("%s allows at most %d pixels per side; the result would have %d × %d",
			row.Name, row.MaxSide, b.Dx(), b.Dy())
	}
	if row.MaxPixels > 0 && int64(b.Dx())*int64(b.Dy()) > row.MaxPixels {
		return fault.TooLarge(
			"at most %d megapixels are written as %s, the result has %d × %d pixels",
			row.MaxPixels/1_000_000, row.Name, b.Dx(), b.Dy())
	}
	o.Quality = QualityOf(f, o.Quality)
	watch := &format.WatchedWriter{Writer: w}
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the %s encoder failed: %v", row.Name, v)
		}
		if watch.Err != nil { // encoders reword errors of the writer
			err = watch.Err
		}
	}()
	return row.encode(watch, m, o)
}

// Holds returns the kinds of metadata that Encode writes into format f.
func Holds(f format.Format) metadata.Kinds {
	row, _ := lookup(f)
	return row.holds
}

// States reports whether Encode writes into format f, in numbers, what c says of the colors.
func States(f format.Format, c metadata.Coding) bool {
	row, _ := lookup(f)
	return row.states != nil && row.states(c)
}
