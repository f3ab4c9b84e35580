package codec

import (
	"errors"
	"fmt"
	"image"
	"io"
	"time"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// Animator writes an animation, frame by frame. Only what changes from one frame to the next is
// stored. Every frame stays a frame, even one that changes nothing.
//
// A GIF is streamed. WebP and PNG state their length or number of frames at the beginning, so the
// compressed file is kept in memory until Close. An Animator also keeps two canvases, and for a GIF
// copies of the first frames: two megapixels at most.
type Animator struct {
	frames format.FrameWriter
	name   string
	size   image.Point
	watch  *format.WatchedWriter
	err    error // the first one; nothing is written after it
	count  int
}

// NewAnimator begins an animation of format f, width × height pixels, that is played loops times,
// at most the format's MaxLoops; 0 is endless. Options are as for Encode. Formats without
// animations are ErrUnsupported, sizes beyond the format's MaxSide ErrTooLarge.
func NewAnimator(
	w io.Writer, f format.Format, width, height, loops int, o format.Options,
) (*Animator, error) {
	row, ok := lookup(f)
	switch {
	case !ok || row.animate == nil:
		return nil, fault.Unsupported("%v does not support animations", f)
	case width < 1 || height < 1:
		return nil, fmt.Errorf("an animation of %d × %d pixels", width, height)
	case max(width, height) > row.MaxSide:
		return nil, fault.TooLarge(
			"%s allows at most %d pixels per side; the result would have %d × %d",
			row.Name, row.MaxSide, width, height)
	}
	o.Quality = QualityOf(f, o.Quality)
	watch := &format.WatchedWriter{Writer: w}
	a := format.Animation{Width: width, Height: height, Loops: min(max(loops, 0), row.MaxLoops),
		Options: o}
	return &Animator{frames: row.animate(watch, a), name: row.Name, size: image.Pt(width, height),
		watch: watch}, nil
}

// Add appends a frame of the animation's size, shown for delay. It does not keep m. What the format
// cannot hold is rounded: alpha to none or all, times to its unit, so that the sum stays right. A
// GIF's unit is 10 ms; because browsers show frames of 10 ms for 100, longer ones are stored as at
// least 20. Errors are the writer's own.
func (a *Animator) Add(m *image.NRGBA, delay time.Duration) error {
	if m.Rect.Size() != a.size {
		return fmt.Errorf("a frame of %d × %d pixels in an animation of %d × %d",
			m.Rect.Dx(), m.Rect.Dy(), a.size.X, a.size.Y)
	}
	a.count++
	if m.Rect.Min != (image.Point{}) || m.Stride != 4*a.size.X {
		n := image.NewNRGBA(image.Rectangle{Max: a.size})
		for y := range a.size.Y {
			copy(n.Pix[y*n.Stride:][:n.Stride], m.Pix[y*m.Stride:])
		}
		m = n
	}
	return a.do(func() error { return a.frames.Add(m, max(delay, 0)) })
}

// Close writes the rest. It does not close the writer.
func (a *Animator) Close() error {
	if a.count == 0 && a.err == nil {
		a.err = errors.New("an animation without frames")
	}
	return a.do(a.frames.Close)
}

func (a *Animator) do(step func() error) error {
	if a.err != nil {
		return a.err
	}
	defer func() {
		if v := recover(); v != nil {
			a.err = fmt.Errorf("the %s encoder failed: %v", a.name, v)
		}
		if a.watch.Err != nil {
			a.err = a.watch.Err
		}
	}()
	a.err = step()
	return a.err
}
