package planar

import (
	"context"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/codec/webp"
	"sizemill/resize/codec/webp/libwebp"
)

// EncodeJPEG writes halved planes as a JPEG, with o.Quality of 1–100.
func (r *Resizer) EncodeJPEG(ctx context.Context, w io.Writer, planes *turbo.Planes, o format.Options) error {
	segments, err := jpeg.JPEGSegments(o.Blocks)
	if err != nil {
		return err
	}
	markers := make([]turbo.Marker, len(segments))
	for i, s := range segments {
		markers[i] = turbo.Marker{Code: s.Marker, Data: s.Data}
	}
	return r.encoder.Encode(ctx, w, planes, turbo.EncodeOptions{
		Quality: o.Quality, Markers: markers, Density: jpeg.JPEGDensity(o.Blocks.Resolution),
	})
}

// EncodeWebP writes halved planes as a lossy WebP, which has halved color as a JPEG has.
func EncodeWebP(w io.Writer, planes *turbo.Planes, o format.Options) error {
	luma := planes.Plane[0]
	picture := libwebp.Planes{Width: planes.Width, Height: planes.Height, Y: luma.Pix, YStride: luma.Stride}
	if len(planes.Plane) == 3 {
		cb, cr := planes.Plane[1], planes.Plane[2]
		picture.Cb, picture.Cr, picture.ChromaStride = cb.Pix, cr.Pix, cb.Stride
	}
	return webp.EncodeWebP(w, &picture, o)
}
