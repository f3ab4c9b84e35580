package format

import (
	"errors"
	"image"
	"time"

	"sizemill/resize/fault"
)

// Animation is what a FrameWriter knows before the first frame.
type Animation struct {
	Width, Height int
	Loops         int // 0 is endless; never more than the format can count
	Options       Options
}

// FrameWriter writes the frames of one format.
type FrameWriter interface {
	// Add writes a picture of the canvas's size, at the origin and without gaps. It does not keep
	// m.
	Add(m *image.NRGBA, delay time.Duration) error
	// Close writes the rest.
	Close() error
}

// Frame is one picture of an animation as a viewer shows it: the whole canvas, with what earlier
// frames left on it.
type Frame struct {
	// the canvas, in stored orientation; valid and read only until visit returns
	Image *image.NRGBA
	Delay time.Duration // as the file states it; viewers show 10 ms and less for 100 ms
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
