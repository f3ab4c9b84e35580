package codec

import (
	"errors"
	"image"
	"io"
	"time"
)

// Frame is one picture of an animation as a viewer shows it: the whole canvas, with all that earlier frames have left on it.
type Frame struct {
	Image *image.NRGBA  // the canvas, stored orientation; valid, and not to be changed, until visit returns
	Delay time.Duration // how long it is shown, as the file states it; viewers show 10 ms and less for 100 ms
}

// errVisited ends a walk early without being an error.
var errVisited = errors.New("seen enough")

// Frames visits the frames of the animation whose header ReadHeader has given, in order, with 8 bits a channel. The canvas is
// transparent before the first frame and where a frame is disposed to the background, whatever background colour the file names:
// that is what browsers show. A still picture of a format that holds animations is one frame.
//
// Memory is a few canvases, whatever the number of frames. Errors are as Decode's; visit's own end the walk and come back as they are.
// Flaws are as Decode's.
func Frames(r io.ReaderAt, size int64, h Header, visit func(Frame) error) (flaws Flaws, err error) {
	row, ok := lookup(h.Format)
	if !ok || row.frames == nil {
		return 0, unsupported("%v pictures hold no animations", h.Format)
	}
	c := newCursor(r, size)
	visiting, seen := false, 0
	var stopped error
	defer func() {
		if visiting { // its panic is not ours
			return
		}
		if v := recover(); v != nil {
			err = damaged("the decoder failed: %v", v)
		}
		switch {
		case stopped != nil:
			err = stopped
		case err != nil:
			err = readError(c, err)
		case seen != h.Frames:
			err = damaged("%d of %d frames", seen, h.Frames)
		}
		flaws = c.flaws
	}()
	return 0, row.frames(c, h, func(f Frame) error {
		seen++
		visiting = true
		stopped = visit(f)
		visiting = false
		return stopped
	})
}

// firstFrame gives the first picture that frames visits.
func firstFrame(c *cursor, h Header, frames func(*cursor, Header, func(Frame) error) error) (image.Image, error) {
	var first image.Image
	err := frames(c, h, func(f Frame) error {
		first = f.Image
		return errVisited
	})
	if err := found(err); err != nil {
		return nil, err
	}
	return first, nil
}

// found is the error of a walk that looks for pixels: none where errVisited has ended it, damage where it has come to its end.
func found(err error) error {
	switch {
	case errors.Is(err, errVisited):
		return nil
	case err == nil:
		return damaged("no pixels")
	}
	return err
}
