package resize

import (
	"io"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/codec/webp"
	"sizemill/resize/codec/webp/libwebp"
)

// planarWebP says whether a job's result is a WebP of planes, which has halved colour as a JPEG has: it is lossy, and there is no canvas to
// paint.
func planarWebP(job *ImageJob) bool {
	return job.Format == WebP && !job.Lossless() && job.Geometry.Canvas == job.Geometry.Scaled
}

// webp has the halved planes encoded.
func (p *planar) webp(job ImageJob, planes *turbo.Planes, o Orientation) (result, error) {
	out, err := p.halved(job, planes, o)
	if err != nil {
		return result{}, err
	}
	picture := libwebp.Planes{Width: job.Width, Height: job.Height, Y: out.Plane[0].Pix, YStride: out.Plane[0].Stride}
	if len(out.Plane) == 3 {
		picture.Cb, picture.Cr, picture.ChromaStride = out.Plane[1].Pix, out.Plane[2].Pix, out.Plane[1].Stride
	}
	return result{gray: planes.Space == turbo.Gray, frames: 1, encode: func(w io.Writer, o format.Options) error {
		o.Quality = codec.QualityOf(WebP, o.Quality)
		return webp.EncodeWebP(w, &picture, o)
	}}, nil
}
