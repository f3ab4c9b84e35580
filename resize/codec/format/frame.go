package format

import (
	"errors"
	"image"
	"time"

	"sizemill/resize/fault"
)

// Animation is what a FrameWriter is told at the beginning.
type Animation struct {
	Width, Height int
	Loops         int // 0 is for ever; as many as the format can count
	Options       Options
}

// FrameWriter writes the frames of one format.
type FrameWriter interface {
	// Add gets a picture of the canvas' size at the origin without gaps, which it does not keep.
	Add(m *image.NRGBA, delay time.Duration) error
	// Close writes the rest.
	Close() error
}

// Frame is one picture of an animation as a viewer shows it: the whole canvas, with all that earlier frames have left on it.
type Frame struct {
	Image *image.NRGBA  // the canvas, stored orientation; valid, and not to be changed, until visit returns
	Delay time.Duration // how long it is shown, as the file states it; viewers show 10 ms and less for 100 ms
}

// ErrVisited ends a walk early without being an error.
var ErrVisited = errors.New("seen enough")

// FirstFrame gives the first picture that frames visits.
func FirstFrame(c *Cursor, h Header, frames func(*Cursor, Header, func(Frame) error) error) (image.Image, error) {
	var first image.Image
	err := frames(c, h, func(f Frame) error {
		first = f.Image
		return ErrVisited
	})
	if err := EndOfWalk(err); err != nil {
		return nil, err
	}
	return first, nil
}

// EndOfWalk is the error of a walk that looks for pixels: none where ErrVisited has ended it, damage where it has come to its end.
func EndOfWalk(err error) error {
	switch {
	case errors.Is(err, ErrVisited):
		return nil
	case err == nil:
		return fault.Damaged("no pixels")
	}
	return err
}
