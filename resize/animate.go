package resize

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// moves reports whether a job's result is an animation: the source is one, and the format holds
// animations.
func moves(frames int, from, to Format) bool {
	source, _ := codec.Lookup(from)
	result, _ := codec.Lookup(to)
	return frames > 1 && source.Animation && result.Animation
}

// wholeFrames returns how many frames can be shown: all, or those before the first damaged frame of
// an animation that is salvaged.
func (p *picture) wholeFrames(ctx context.Context, salvage bool) (int, error) {
	if !salvage {
		return p.header.Frames, nil
	}
	if p.whole == 0 {
		n, lost, err := codec.WholeFrames(ctx, p.src.reader(ctx), p.src.size(), *p.header)
		if err != nil {
			return 0, err
		}
		p.whole = n
		if n > 1 {
			p.lost = lost
		}
	}
	return p.whole, nil
}

// errEnough ends a walk of the frames before a damaged one.
var errEnough = errors.New("enough frames")

// animation returns a result whose frames are decoded, resized and encoded one by one, every time
// that it is written.
func (r *run) animation() rendered {
	spec, _ := codec.Lookup(r.job.Format)
	loops := min(r.picture.header.Loops, spec.MaxLoops)
	return rendered{encoder: frameEncoder{r}, frames: r.frames, loops: loops}
}

// frameEncoder encodes the animation of a run.
type frameEncoder struct{ *run }

func (e frameEncoder) encode(ctx context.Context, w io.Writer, o format.Options) error {
	p, job := e.picture, e.job
	o.Colors = p.header.Colors
	a, err := codec.NewAnimator(w, job.Format, job.Width, job.Height, e.rendered.loops, o)
	if err != nil {
		return err
	}
	var writing error
	left := e.rendered.frames
	flaws, err := codec.Frames(ctx, p.src.reader(ctx), p.src.size(), *p.header,
		func(f format.Frame) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			made, err := e.worker.pixels.render(f.Image, *p.header, job, e.colors)
			if err != nil {
				return err
			}
			if e.rendered.lost == "" {
				e.rendered.lost = p.lostAlpha(job, made)
			}
			writing = a.Add(made.Image.(*image.NRGBA), f.Delay) // as the frames are
			if left--; writing == nil && left == 0 && job.Salvage {
				return errEnough
			}
			return writing
		})
	p.flaws |= flaws
	switch {
	case writing != nil:
		return writing
	case err != nil && !errors.Is(err, errEnough):
		return p.because("decode", err)
	}
	return a.Close()
}

// stillWarning is the warning for an animation that becomes a still picture of another format.
func stillWarning(frames int, from, to Format) string {
	why := fmt.Sprintf("%v does not support animations", to)
	if spec, _ := codec.Lookup(to); spec.Animation {
		why = fmt.Sprintf("this build cannot read %v animations", from)
	}
	return fmt.Sprintf("only the first of %d frames is kept: %s", frames, why)
}
