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

// ErrStop ends a walk early without being an error.
var ErrStop = errors.New("seen enough")

// SearchError returns the error of a walk that looks for pixels: nil if ErrStop ended it, damage if
// it reached its end.
func SearchError(err error) error {
	switch {
	case errors.Is(err, ErrStop):
		return nil
	case err == nil:
		return fault.Damaged("no pixels")
	}
	return err
}
