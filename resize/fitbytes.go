package resize

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"math"

	"github.com/dustin/go-humanize"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

const (
	// MinQuality is the lowest quality that a target size leads to. Below it blocks show in any
	// picture, and fewer pixels of a better quality look better in the same bytes.
	MinQuality = 40
	// minShare is the smallest share of the sides that a target size leads to.
	minShare = 0.25
	// aim is the share of the target that the next size aims at: smaller pictures have more detail
	// per pixel.
	aim = 0.95
)

// fitBytes is the step that encodes a result whose bytes the recipe limits: first with less
// quality, then, unless the job keeps its size, with fewer pixels. If neither suffices it returns
// ErrMaxBytes.
func fitBytes(ctx context.Context, r *run) error {
	limit := r.job.Recipe.MaxBytes
	if limit <= 0 {
		return nil
	}
	asked := r.job
	for share := 1.0; ; {
		file, quality, err := r.smallEnough(ctx)
		if err != nil {
			return wrap("encode", asked.InputPath, err)
		}
		if int64(len(file)) <= limit {
			r.file = file
			return nil
		}
		if share <= minShare || asked.KeepSize || r.job.Width == 1 && r.job.Height == 1 {
			return wrap("resize", asked.InputPath, tooManyBytes(r.job, quality, len(file)))
		}
		next := share * math.Sqrt(float64(limit)/float64(len(file))) * aim
		share = max(min(next, share*aim), minShare)
		r.job = asked.shrunk(share)
		if err := r.take(ctx, planColors, render, keepMetadata); err != nil {
			return err
		}
	}
}

// smallEnough encodes the result at the best quality that keeps within the limit, or else at the
// lowest that is allowed. A format without qualities has one attempt.
func (r *run) smallEnough(ctx context.Context) (file []byte, quality int, err error) {
	job := r.job
	limit := job.Recipe.MaxBytes
	try := func(quality int) ([]byte, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var b bytes.Buffer
		err := r.rendered.encode(ctx, &b,
			format.Options{Quality: quality, Lossless: job.Lossless(), Metadata: r.keep})
		return b.Bytes(), err
	}
	best := codec.QualityOf(job.Format, job.Recipe.Quality)
	file, err = try(best)
	if err != nil || int64(len(file)) <= limit || !job.lossy() || best <= MinQuality {
		return file, best, err
	}
	low, high := MinQuality, best // low fits, or is the last resort; high does not
	if file, err = try(low); err != nil || int64(len(file)) > limit {
		return file, low, err
	}
	for high-low > 1 {
		middle := (low + high) / 2
		more, err := try(middle)
		switch {
		case err != nil:
			return nil, 0, err
		case int64(len(more)) <= limit:
			low, file = middle, more
		default:
			high = middle
		}
	}
	return file, low, nil
}

func tooManyBytes(job *ImageJob, quality, bytes int) error {
	with := ""
	if job.lossy() {
		with = fmt.Sprintf(", quality %d", quality)
	}
	return kind{ErrMaxBytes, fmt.Sprintf(
		"cannot be made as small as %s: at %d × %d pixels%s, it still has %s",
		humanize.Bytes(uint64(job.Recipe.MaxBytes)), job.Width, job.Height, with,
		humanize.Bytes(uint64(bytes)))}
}

// shrunk returns the job with the sides of its result multiplied by share.
func (j *ImageJob) shrunk(share float64) *ImageJob {
	small := *j
	small.Geometry = j.Geometry.shrunk(share)
	small.Width, small.Height = small.Geometry.Canvas.Width, small.Geometry.Canvas.Height
	return &small
}

// shrunk returns g with the sides of the result multiplied by share, which is below 1.
func (g Geometry) shrunk(share float64) Geometry {
	canvas := Size{
		Width: scaledSide(g.Canvas.Width, share), Height: scaledSide(g.Canvas.Height, share),
	}
	scaled := Size{
		Width:  min(scaledSide(g.Scaled.Width, share), canvas.Width),
		Height: min(scaledSide(g.Scaled.Height, share), canvas.Height),
	}
	if g.Scaled == g.Canvas {
		scaled = canvas
	}
	g.Offset = image.Pt(
		min(int(float64(g.Offset.X)*share), canvas.Width-scaled.Width),
		min(int(float64(g.Offset.Y)*share), canvas.Height-scaled.Height),
	)
	g.Scaled, g.Canvas = scaled, canvas
	return g
}
