package resize

import (
	"context"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/codec/webp"
	"sizemill/resize/codec/webp/libwebp"
)

// planarWebP says whether a job's result is a WebP of planes, which has halved color as a JPEG has: it is lossy, and there is no canvas to
// paint.
func planarWebP(job *ImageJob) bool {
	return job.Format == WebP && !job.Lossless() && job.Geometry.Canvas == job.Geometry.Scaled
}

// webp returns the halved planes, ready to be encoded.
func (p *planar) webp(job ImageJob, planes *turbo.Planes, o Orientation) (rendered, error) {
	out, err := p.halved(job, planes, o)
	if err != nil {
		return rendered{}, err
	}
	picture := libwebp.Planes{Width: job.Width, Height: job.Height, Y: out.Plane[0].Pix, YStride: out.Plane[0].Stride}
	if len(out.Plane) == 3 {
		picture.Cb, picture.Cr, picture.ChromaStride = out.Plane[1].Pix, out.Plane[2].Pix, out.Plane[1].Stride
	}
	return rendered{encoder: webpEncoder{&picture}, frames: 1}, nil
}

type webpEncoder struct{ planes *libwebp.Planes }

func (e webpEncoder) encode(_ context.Context, w io.Writer, o format.Options) error {
	return webp.EncodeWebP(w, e.planes, o)
}
