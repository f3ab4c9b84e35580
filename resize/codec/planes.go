package codec

import (
	"context"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg"
	"sizemill/resize/codec/webp"
	"sizemill/resize/fault"
)

// DecodesPlanes reports whether this build has a PlaneDecoder that works.
const DecodesPlanes = jpeg.DecodesPlanes

// PlaneDecoder decodes pictures of formats that GivesPlanes.
type PlaneDecoder = jpeg.PlaneDecoder

// PlaneOptions are its settings.
type PlaneOptions = jpeg.PlaneOptions

// DecodedPlanes are what it returns.
type DecodedPlanes = jpeg.DecodedPlanes

// GivesPlanes reports whether pictures of format f are stored as planes of brightness and color.
func GivesPlanes(f format.Format) bool {
	row, _ := lookup(f)
	return row.planesMemory != nil
}

// TakesPlanes reports whether lossy pictures of format f are encoded from planes, too, by a
// PlaneEncoder.
func TakesPlanes(f format.Format) bool {
	row, _ := lookup(f)
	return row.encodePlanes != nil
}

// PlaneEncoder encodes planes, and keeps its memory between pictures. The zero value is ready. Not
// safe for concurrent use.
type PlaneEncoder struct{ jpeg jpeg.PlaneEncoder }

// Encode writes planes of brightness and color, color at half size, as format f, which TakesPlanes.
func (e *PlaneEncoder) Encode(
	ctx context.Context, w io.Writer, p format.Planes, f format.Format, o format.Options,
) error {
	row, _ := lookup(f)
	if row.encodePlanes == nil {
		return fault.Unsupported("%v pictures are not encoded from planes", f)
	}
	o.Quality = QualityOf(f, o.Quality)
	return row.encodePlanes(e, ctx, w, p, o)
}

func (e *PlaneEncoder) encodeJPEG(
	ctx context.Context, w io.Writer, p format.Planes, o format.Options,
) error {
	return e.jpeg.Encode(ctx, w, p, o)
}

func (e *PlaneEncoder) encodeWebP(
	_ context.Context, w io.Writer, p format.Planes, o format.Options,
) error {
	return webp.EncodePlanes(w, p, o)
}

// Kept is the memory that e keeps, in bytes.
func (e *PlaneEncoder) Kept() int { return e.jpeg.Kept() }

// Close gives it back.
func (e *PlaneEncoder) Close() { e.jpeg.Close() }
