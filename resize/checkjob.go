package resize

import (
	"context"
	"errors"
	"fmt"
	"image"

	"sizemill/resize/codec"
	"sizemill/resize/fault"
)

// Supported says why this build cannot carry out the job, as far as the header tells, so that a plan knows it before a
// worker does: an *Error that wraps ErrUnsupported or ErrTooLarge. It needs no OutputPath.
func (j ImageJob) Supported() error {
	switch missing := codec.Missing(j.Source.Format); {
	case missing != "":
		return wrap("decode", j.InputPath, kind{ErrUnsupported, missing})
	case j.Action == Copy:
		return nil
	case refusesFrames(j.Source.Frames, j.Source.Format, j.Format):
		return wrap("decode", j.InputPath, animated(j.Source.Frames, j.Format))
	default:
		return wrap("resize", j.InputPath, checkResult(Size{Width: j.Width, Height: j.Height}, j.Format))
	}
}

// refusesFrames says that an animation would silently become a still picture of its own format, because this build cannot read or write
// its frames.
func refusesFrames(frames int, from, to Format) bool {
	return frames > 1 && from == to && !moves(frames, from, to)
}

func animated(frames int, f Format) error {
	return kind{ErrAnimated, fmt.Sprintf("animated (%d frames): this build cannot resize %v animations", frames, f)}
}

// checkJob is the step that refuses a job that does not fit the picture, or that cannot be made.
func checkJob(_ context.Context, r *run) error {
	return r.picture.because("read", r.picture.compare(r.job))
}

// compare compares a job with the picture as it is now, and with what can be made.
func (p *picture) compare(job *ImageJob) error {
	return compare(job, newSource(*p.header, p.src.info))
}

func compare(job *ImageJob, now Source) error {
	if job.Recipe == nil {
		return errors.New("a job without a recipe")
	}
	g := job.Geometry
	switch {
	case refusesFrames(now.Frames, now.Format, job.Format):
		return animated(now.Frames, job.Format)
	case now.Upright != job.Source.Upright:
		return errReplaced
	case g.Crop.Empty() || !g.Crop.In(image.Rect(0, 0, now.Upright.Width, now.Upright.Height)),
		g.Scaled.Width < 1 || g.Scaled.Height < 1,
		!image.Rect(0, 0, g.Scaled.Width, g.Scaled.Height).Add(g.Offset).In(image.Rect(0, 0, g.Canvas.Width, g.Canvas.Height)),
		g.Canvas != Size{Width: job.Width, Height: job.Height}:
		return fmt.Errorf("a job whose geometry %+v does not fit a picture of %v and a result of %d × %d", g, now.Upright, job.Width, job.Height)
	}
	return checkResult(g.Canvas, job.Format)
}

// checkResult says whether a picture of that size can be made in format f: an ErrTooLarge in words for the user when it
// exceeds what the format holds or the limits that are set for sources.
func checkResult(size Size, f Format) error {
	spec, ok := codec.Lookup(f)
	limits := DefaultLimits()
	switch {
	case !ok || !spec.Write:
		return kind{ErrUnsupported, fmt.Sprintf("%v pictures cannot be written by this build", f)}
	case max(size.Width, size.Height) > spec.MaxSide:
		return resultTooLarge("the result would have %d × %d pixels, %s holds at most %d per side",
			size.Width, size.Height, spec.Name, spec.MaxSide)
	case spec.MaxPixels > 0 && size.Pixels() > spec.MaxPixels:
		return resultTooLarge("the result would have %d × %d pixels, %s is written with at most %d megapixels",
			size.Width, size.Height, spec.Name, spec.MaxPixels/1_000_000)
	case size.Width > limits.Width || size.Height > limits.Height || size.Pixels() > limits.Pixels:
		return resultTooLarge("the result would have %d × %d pixels, the limit is %d per side and %d megapixels",
			size.Width, size.Height, limits.Width, limits.Pixels/1_000_000)
	}
	return nil
}

func resultTooLarge(format string, args ...any) error {
	return &fault.Error{Kind: ErrResultSize, Detail: fmt.Sprintf(format, args...)}
}
