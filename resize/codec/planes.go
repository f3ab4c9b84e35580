package codec

import (
	"context"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
)

// GivesPlanes reports whether pictures of format f are stored as planes of brightness and color,
// which this build decodes at eighths of their size where it has libjpeg-turbo.
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
type PlaneEncoder struct{ encoder turbo.Encoder }

// Encode writes planes of brightness and color, color at half size, as format f, which TakesPlanes.
func (e *PlaneEncoder) Encode(
	ctx context.Context, w io.Writer, p *turbo.Planes, f format.Format, o format.Options,
) error {
	row, _ := lookup(f)
	if row.encodePlanes == nil {
		return fault.Unsupported("%v pictures are not encoded from planes", f)
	}
	o.Quality = QualityOf(f, o.Quality)
	return row.encodePlanes(ctx, &e.encoder, w, p, o)
}

// Kept is the memory that e keeps, in bytes.
func (e *PlaneEncoder) Kept() int { return e.encoder.Kept() }

// Close gives it back.
func (e *PlaneEncoder) Close() { e.encoder.Close() }
