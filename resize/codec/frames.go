package codec

import (
	"context"
	"io"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// Frames visits the frames of the animation whose header is h, in order, with 8 bits per channel.
// The canvas is transparent before the first frame and where a frame is disposed to the background,
// whatever background color the file names, as browsers show it. A still picture of a format that
// holds animations is one frame.
//
// Memory is a few canvases, whatever the number of frames. Errors and flaws are as Decode's;
// visit's own errors end the walk and are returned unchanged.
func Frames(
	ctx context.Context, r io.ReaderAt, size int64, h format.Header, visit func(format.Frame) error,
) (flaws format.Flaws, err error) {
	row, ok := lookup(h.Format)
	if !ok || row.frames == nil {
		return 0, fault.Unsupported("%v does not support animations", h.Format)
	}
	c := format.NewCursor(r, size)
	visiting, seen := false, 0
	var stopped error
	defer func() {
		if visiting { // visit's panic is not the decoder's
			return
		}
		if v := recover(); v != nil {
			err = fault.Damaged("the decoder failed: %v", v)
		}
		switch {
		case stopped != nil:
			err = stopped
		case err != nil:
			err = format.ReadError(c, err)
		case seen != h.Frames:
			err = fault.Damaged("%d of %d frames", seen, h.Frames)
		}
		flaws = c.Flaws
	}()
	return 0, row.frames(ctx, c, h, func(f format.Frame) error {
		stopped = ctx.Err()
		if stopped != nil {
			return stopped
		}
		seen++
		visiting = true
		stopped = visit(f)
		visiting = false
		return stopped
	})
}
