package jpeg

import (
	"context"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
)

// EncodePlanes writes planes as a JPEG, without a detour through RGB.
func EncodePlanes(
	ctx context.Context, e *turbo.Encoder, w io.Writer, p *turbo.Planes, o format.Options,
) error {
	segments, err := metadataSegments(o.Metadata)
	if err != nil {
		return err
	}
	markers := make([]turbo.Marker, len(segments))
	for i, s := range segments {
		markers[i] = turbo.Marker{Code: s.Marker, Data: s.Data}
	}
	return e.Encode(ctx, w, p, turbo.EncodeOptions{
		Quality: o.Quality, Markers: markers, Density: jfifDensity(o.Metadata.Resolution),
	})
}
