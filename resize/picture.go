package resize

import (
	"context"
	"image"
	"image/color"
	"slices"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// picture is a source while results are made from it: what its jobs share. Each part is read once,
// by the first job that needs it.
type picture struct {
	worker *Worker
	src    *source
	jobs   []*ImageJob // those that need pixels

	header   *format.Header
	metadata *metadata.Set // as in the file
	warned   []string      // about the metadata
	flaws    format.Flaws  // found so far

	pixels *pixelsRead
	space  string // of the pixels that the file holds: see decodedSpace
	lost   string // what a damaged picture lacks; empty for a whole one
	whole  int    // of a damaged animation: the frames before the damage; 0 before they are counted
}

// pixelsRead is the result of decoding.
type pixelsRead struct {
	planes format.Planes // of a JPEG that is resized as planes
	still  image.Image   // of everything else, stored pixels; CMYK has become sRGB
	err    error
}

// because returns an error of reading or decoding the picture, for the operation that failed.
func (p *picture) because(op string, err error) error {
	if err == nil {
		return nil
	}
	return wrap(op, p.src.path, p.src.because(err))
}

// readHeader is the step that reads the header; a job that salvages accepts a file without its end.
func readHeader(ctx context.Context, r *run) error {
	p := r.picture
	if p.header != nil {
		return nil
	}
	read := codec.ReadHeader
	if r.job.Salvage {
		read = codec.ReadDamagedHeader
	}
	h, err := read(p.src.reader(ctx), p.src.size(), r.job.Source.Limits)
	if err != nil {
		return p.because("read", err)
	}
	p.header, p.space, p.flaws = &h, headerSpace(h), h.Flaws
	return nil
}

// readMetadata is the step that reads the metadata. Unreadable metadata is a warning.
func readMetadata(ctx context.Context, r *run) error {
	p := r.picture
	if p.metadata != nil {
		return nil
	}
	b, warned, err := loadMetadata(ctx, p.src, *p.header)
	if err != nil {
		return p.because("read", err)
	}
	p.metadata, p.warned = &b, warned
	return nil
}

// decode is the step that reads the pixels, at a size that serves all jobs. The frames of an
// animation are read when they are encoded; those of a damaged one are counted here.
func decode(ctx context.Context, r *run) error {
	p := r.picture
	if moves(p.header.Frames, p.header.Format, r.job.Format) {
		whole, err := p.wholeFrames(ctx, r.job.Salvage)
		if r.frames = whole; whole > 1 || err != nil {
			return p.because("decode", err)
		}
		r.frames = 0
	}
	if p.pixels == nil {
		p.pixels = new(pixelsRead)
		p.pixels.err = p.decode(ctx, r.job)
	}
	if err := p.pixels.err; err != nil {
		return p.because("decode", err)
	}
	return p.because("decode", ctx.Err())
}

// decode reads the pixels of a still picture, or of the first frame.
func (p *picture) decode(ctx context.Context, job *ImageJob) error {
	wanted := slices.DeleteFunc(slices.Clone(p.jobs), func(j *ImageJob) bool {
		return p.compare(j) != nil // a job that will be refused needs no pixels
	})
	decoded, err := p.planes(ctx, wanted, job.Salvage)
	if err != nil {
		return err
	}
	if decoded.Planes != nil {
		p.pixels.planes, p.lost = decoded.Planes, decoded.Lost
		p.flaws |= decoded.Flaws
		return nil
	}
	var m image.Image
	if job.Salvage {
		m, p.lost, err = codec.Salvage(ctx, p.src.reader(ctx), p.src.size(), *p.header)
	} else {
		var flaws format.Flaws
		m, flaws, err = codec.Decode(ctx, p.src.reader(ctx), p.src.size(), *p.header)
		p.flaws |= flaws
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return err
	}
	// No result holds CMYK, so all of them want the same sRGB.
	if p.space = decodedSpace(m, *p.header); p.space == spaceCMYK {
		m, err = p.colors(job).profile.ToSRGB(m)
	}
	p.pixels.still = m
	return err
}

// planColors is the step that plans the colors.
func planColors(_ context.Context, r *run) error {
	r.colors = r.picture.colors(r.job)
	return nil
}

// colors plans the colors of a job's result.
func (p *picture) colors(job *ImageJob) colorPlan {
	return decideColors(colorQuestion{
		blocks: *p.metadata, space: p.space, gray: p.staysGray(job),
		format: job.Format, policy: job.Recipe.Color, profiles: &p.worker.profiles,
	})
}

// headerSpace is what decodedSpace returns for a decoded picture, as far as the header tells.
func headerSpace(h format.Header) string {
	switch {
	case h.CMYK:
		return spaceCMYK
	case h.Gray:
		return spaceGray
	}
	return spaceRGB
}

// staysGray reports whether the job's result is gray because the picture is. The frames of
// animations are stored in color.
func (p *picture) staysGray(job *ImageJob) bool {
	return p.space == spaceGray && job.holdsGray(p.header.Alpha) &&
		!moves(p.header.Frames, p.header.Format, job.Format)
}

// holdsGray reports whether a gray picture, perhaps with transparency, stays gray in the job's
// result: the format has gray, and no color is painted around or under it.
func (j *ImageJob) holdsGray(alpha bool) bool {
	background := color.NRGBAModel.Convert(j.Recipe.Background.nrgba()).(color.NRGBA)
	spec, _ := codec.Lookup(j.Format)
	seen := j.Geometry.Canvas != j.Geometry.Scaled || alpha && !spec.Alpha
	return spec.Gray &&
		(!seen || background.R == background.G && background.G == background.B &&
			background.A == 255)
}
