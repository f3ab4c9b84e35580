package resize

import (
	"context"
	"image"
	"io"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/planar"
	"sizemill/resize/raster"
)

// fromPlanes reports whether a job's result can be encoded from planes with halved color: with
// loss, and without a canvas to paint.
func (j *ImageJob) fromPlanes() bool {
	return codec.TakesPlanes(j.Format) && !j.Lossless() && j.Geometry.Canvas == j.Geometry.Scaled
}

// linear reports whether the job averages light, which planes and a scaling decoder cannot do. Such
// a job takes the others of its picture with it: they mostly have the same recipe, and decoding
// twice would cost more than they lose.
func (j *ImageJob) linear() bool {
	if j.Recipe == nil || !j.Recipe.Linear {
		return false
	}
	g := j.Geometry
	shrinks := j.Recipe.MaxBytes > 0 && !j.KeepSize // perhaps to fewer pixels
	return g.Crop.Size() != image.Pt(g.Scaled.Width, g.Scaled.Height) || shrinks
}

// planar returns the part of the job that concerns planes of a picture of that orientation. With
// halved the result is encoded from planes.
func (j *ImageJob) planar(o Orientation, halved bool) planar.Job {
	g, upright := j.Geometry, j.Source.Upright
	part := planar.Job{
		Upright: image.Pt(upright.Width, upright.Height), Crop: g.Crop,
		Scaled: image.Pt(g.Scaled.Width, g.Scaled.Height), Turn: raster.TurnOf(int(o)),
		Halved: halved,
	}
	if r := j.Recipe; r != nil {
		part.Filter, part.Sharpen = r.Filter, r.Sharpen.strength()
	}
	return part
}

// planes decodes the planes of the picture, at a scale that serves all jobs. It returns none if the
// picture or this build has none, or a job averages light.
func (p *picture) planes(
	ctx context.Context, jobs []*ImageJob, salvage bool,
) (decoded codec.DecodedPlanes, err error) {
	h := *p.header
	if !codec.DecodesPlanes || !codec.GivesPlanes(h.Format) || h.CMYK {
		return decoded, nil
	}
	var wanted []planar.Job
	for _, j := range jobs {
		if j.linear() {
			return decoded, nil
		}
		halved := j.fromPlanes() && p.colors(j).profile == nil
		wanted = append(wanted, j.planar(Orientation(h.Orientation), halved))
	}
	return p.worker.decoder.Decode(ctx, p.src.reader(ctx), p.src.size(), h,
		codec.PlaneOptions{Scales: planar.Scales(wanted), Salvage: salvage})
}

// halved resamples planes for encoding.
func (p *picture) halved(job *ImageJob, planes format.Planes) (rendered, error) {
	part := job.planar(Orientation(p.header.Orientation), true)
	planes, err := p.worker.planes.Halve(part, planes)
	return rendered{encoder: planeEncoder{&p.worker.encoder, planes, job.Format}, frames: 1}, err
}

// planeEncoder writes halved planes.
type planeEncoder struct {
	encoder *codec.PlaneEncoder
	planes  format.Planes
	format  Format
}

func (e planeEncoder) encode(ctx context.Context, w io.Writer, o format.Options) error {
	return e.encoder.Encode(ctx, w, e.planes, e.format, o)
}
