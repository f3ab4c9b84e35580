package resize

import (
	"context"
	"fmt"
	"image"
	"io"

	"sizemill/resize/codec"
)

// moves says whether a job's result is an animation: the source is one, and the format holds them.
func moves(frames int, from, to Format) bool {
	source, _ := codec.Lookup(from)
	result, _ := codec.Lookup(to)
	return frames > 1 && source.Animation && result.Animation
}

// animation is a result whose frames are decoded, resized and encoded one by one, each time that it is written.
func (p *picture) animation(ctx context.Context, job *ImageJob) result {
	colours := p.colours(job)
	lost := ""
	spec, _ := codec.Lookup(job.Format)
	loops := min(p.header.Loops, spec.MaxLoops)
	return result{frames: p.header.Frames, loops: loops, lost: func() string { return lost }, encode: func(w io.Writer, o codec.Options) error {
		a, err := codec.NewAnimator(w, job.Format, job.Width, job.Height, loops, o)
		if err != nil {
			return err
		}
		var writing error
		flaws, err := codec.Frames(p.src.reader(ctx), p.src.size(), p.header, func(f codec.Frame) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			made, err := p.worker.pixels.render(f.Image, p.header, job, colours)
			if err != nil {
				return err
			}
			if lost == "" {
				lost = p.lostVeil(job, made)
			}
			writing = a.Add(made.Image.(*image.NRGBA), f.Delay) // as the frames are
			return writing
		})
		p.flaws |= flaws
		switch {
		case writing != nil:
			return writing
		case err != nil:
			return wrap("decode", job.InputPath, p.src.because(err))
		}
		return a.Close()
	}}
}

// stillWarning is said of an animation of one format that becomes a picture of another.
func stillWarning(frames int, from, to Format) string {
	why := fmt.Sprintf("%v holds no animations", to)
	if spec, _ := codec.Lookup(to); spec.Animation {
		why = fmt.Sprintf("this build cannot read %v animations", from)
	}
	return fmt.Sprintf("only the first of %d frames is kept: %s", frames, why)
}
