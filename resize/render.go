package resize

import (
	"context"
	"image"
	"io"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/raster"
)

// rendered is a picture that is ready to be encoded.
type rendered struct {
	encoder
	deep   bool   // 16 bits per channel
	frames int    // 1 for a still picture
	loops  int    // how often an animation is shown; 0 is forever
	lost   string // a warning, or empty; of an animation only after encoding
}

// encoder writes a rendered picture, any number of times.
type encoder interface {
	encode(ctx context.Context, w io.Writer, o format.Options) error
}

// render is the step that makes the result's pixels from the decoded ones.
func render(ctx context.Context, r *run) error {
	if r.frames > 0 {
		r.rendered = r.animation()
		return nil
	}
	made, err := r.picture.render(ctx, r.job, r.colors)
	r.rendered = made
	return r.picture.because("decode", err)
}

// render resizes the decoded picture.
func (p *picture) render(ctx context.Context, job *ImageJob, colors colorPlan) (rendered, error) {
	if err := ctx.Err(); err != nil {
		return rendered{}, err
	}
	if p.space == spaceCMYK { // converted when it was decoded
		colors.profile = nil
	}
	planes := p.pixels.planes
	switch {
	case planes != nil && job.fromPlanes() && colors.profile == nil:
		return p.halved(job, planes)
	case planes != nil:
		part := job.planar(Orientation(p.header.Orientation), false)
		m, err := p.worker.planes.Image(part, planes)
		if err != nil {
			return rendered{}, err
		}
		made, err := p.worker.pixels.place(raster.Picture{Image: m, Opaque: true}, job, colors)
		return p.still(job, made), err
	default:
		made, err := p.worker.pixels.render(p.pixels.still, *p.header, job, colors)
		if p.staysGray(job) && (colors.profile == nil || colors.profile.Space() == spaceGray) {
			made = toGray(made)
		}
		return p.still(job, made), err
	}
}

// still returns a result of pixels.
func (p *picture) still(job *ImageJob, made raster.Picture) rendered {
	m := made.Image
	return rendered{
		encoder: stillEncoder{m, job.Format}, deep: has16Bits(m), frames: 1,
		lost: p.lostAlpha(job, made),
	}
}

type stillEncoder struct {
	image  image.Image
	format Format
}

func (e stillEncoder) encode(_ context.Context, w io.Writer, o format.Options) error {
	return codec.Encode(w, e.image, e.format, o)
}

// lostAlpha returns a warning, or an empty text, for formats such as GIF that cannot hold partial
// transparency. If the source's format cannot either, the translucent edges that scaling makes are
// no loss.
func (p *picture) lostAlpha(job *ImageJob, made raster.Picture) string {
	from, _ := codec.Lookup(p.header.Format)
	to, _ := codec.Lookup(job.Format)
	if to.BinaryAlpha && !from.BinaryAlpha && !made.Opaque && translucent(made.Image) {
		return "half-transparent pixels became fully transparent or opaque"
	}
	return ""
}
