package codec

import (
	"errors"
	"fmt"
	"image"
	"io"
	"time"
)

// Animator writes an animation, frame by frame. Only what changes from one frame to the next is stored. Every frame stays a frame of its
// own, also one that changes nothing.
//
// A GIF is written as it comes; WebP and PNG state their length or the number of their frames at the beginning, so the compressed
// file is kept in memory until Close. Beside that it costs two canvases, and for a GIF copies of the first frames: two megapixels at most.
type Animator struct {
	frames frameWriter
	name   string
	size   image.Point
	watch  *watchedWriter
	err    error // the first one; nothing is written after it
	count  int
}

// animation is what a frameWriter is told at the beginning.
type animation struct {
	width, height int
	loops         int // 0 is for ever; as many as the format can count
	options       Options
}

// frameWriter writes the frames of one format.
type frameWriter interface {
	// add gets a picture of the canvas' size at the origin without gaps, which it does not keep.
	add(m *image.NRGBA, delay time.Duration) error
	// close writes the rest.
	close() error
}

// NewAnimator begins an animation of format f, width × height pixels, that is to be shown loops times, at most the
// format's MaxLoops; 0 is for ever. Options are as for
// Encode. Formats without animations are ErrUnsupported, sizes beyond the format's MaxSide ErrTooLarge.
func NewAnimator(w io.Writer, f Format, width, height, loops int, o Options) (*Animator, error) {
	row, ok := lookup(f)
	switch {
	case !ok || row.animate == nil:
		return nil, unsupported("%v pictures hold no animations", f)
	case width < 1 || height < 1:
		return nil, fmt.Errorf("an animation of %d × %d pixels", width, height)
	case max(width, height) > row.MaxSide:
		return nil, tooLarge("%s holds at most %d pixels a side, the result has %d × %d", row.Name, row.MaxSide, width, height)
	}
	o.Quality = QualityOf(f, o.Quality)
	watch := &watchedWriter{w: w}
	a := animation{width: width, height: height, loops: min(max(loops, 0), row.MaxLoops), options: o}
	return &Animator{frames: row.animate(watch, a), name: row.Name, size: image.Pt(width, height), watch: watch}, nil
}

// Add appends a frame of the animation's size, which it does not keep, to be shown for delay. What the format cannot hold is rounded: half
// transparency to none or all, times to its unit, so that the sum stays right. A GIF's unit is 10 ms, and because browsers
// show frames of 10 ms for 100, longer ones are stored as at least 20. Errors are the writer's own.
func (a *Animator) Add(m *image.NRGBA, delay time.Duration) error {
	if m.Rect.Size() != a.size {
		return fmt.Errorf("a frame of %d × %d pixels in an animation of %d × %d", m.Rect.Dx(), m.Rect.Dy(), a.size.X, a.size.Y)
	}
	a.count++
	if m.Rect.Min != (image.Point{}) || m.Stride != 4*a.size.X {
		n := image.NewNRGBA(image.Rectangle{Max: a.size})
		for y := range a.size.Y {
			copy(n.Pix[y*n.Stride:][:n.Stride], m.Pix[y*m.Stride:])
		}
		m = n
	}
	return a.do(func() error { return a.frames.add(m, max(delay, 0)) })
}

// Close writes what is left. It does not close the writer.
func (a *Animator) Close() error {
	if a.count == 0 && a.err == nil {
		a.err = errors.New("an animation without frames")
	}
	return a.do(a.frames.close)
}

func (a *Animator) do(step func() error) error {
	if a.err != nil {
		return a.err
	}
	defer func() {
		if v := recover(); v != nil {
			a.err = fmt.Errorf("the %s encoder failed: %v", a.name, v)
		}
		if a.watch.err != nil {
			a.err = a.watch.err
		}
	}()
	a.err = step()
	return a.err
}

// clock rounds times to a format's unit and carries what is left over to the next frame.
type clock struct {
	unit time.Duration
	most int           // units that a frame can have
	slow bool          // one unit is shown as ten: only times that are no longer may become it
	owed time.Duration // what the frames so far were cut short; negative where they were prolonged
}

// units is the delay of the next frame.
func (c *clock) units(delay time.Duration) int {
	due := delay + c.owed
	n := int((due + c.unit/2) / c.unit)
	if due < 0 {
		n = 0
	}
	if c.slow && delay > c.unit {
		n = max(n, 2)
	}
	if n >= c.most {
		n, due = c.most, time.Duration(c.most)*c.unit // what one frame cannot hold is lost, not added to others
	}
	c.owed = min(max(due-time.Duration(n)*c.unit, -c.unit), c.unit) // nor shall many pay for what browsers do with short ones
	return n
}
