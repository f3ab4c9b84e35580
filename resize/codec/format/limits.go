package format

import (
	"fmt"

	"sizemill/resize/fault"
)

// MaxScans is far above what encoders write (10). It keeps a small file from being decoded
// thousands of times.
const MaxScans = 500

// Limits are the largest headers that are accepted, checked before a pixel is decoded. Zero fields
// are the defaults.
type Limits struct {
	Width, Height int   // pixels per side
	Pixels        int64 // per frame
	Frames        int
	// Animation is the number of pixels of all frames, each counted as a whole canvas. Its default
	// is FullFrames times Pixels.
	Animation int64
}

// FullFrames is how many frames an animation may have if each has as many pixels as are allowed:
// with the default, a minute of full HD at 30 frames per second. Every frame is decoded, scaled and
// encoded, so this is minutes of work at most. 10,000 frames of 20,000 × 20,000 pixels, which fit
// into a few megabytes, would be a thousand times as much.
const FullFrames = 8

// DefaultLimits are far above what cameras, scanners and drawing programs make, and far below what
// exhausts a machine.
func DefaultLimits() Limits {
	return Limits{
		// The longest stitched panoramas have some 60,000 pixels per side; JPEG and GIF end at
		// 65,535.
		Width:  100_000,
		Height: 100_000,
		// 500 megapixels decode to 2 GB of RGBA; the largest camera backs have 151, stitched works
		// some 400.
		// 65,535 × 65,535, the usual bomb, is more than eight times this.
		Pixels: 500_000_000,
		// Ten minutes at 16 frames per second.
		Frames:    10_000,
		Animation: FullFrames * 500_000_000,
	}
}

// OrDefault returns the limits with the defaults in place of zeros.
func (l Limits) OrDefault() Limits {
	d := DefaultLimits()
	if l.Width > 0 {
		d.Width = l.Width
	}
	if l.Height > 0 {
		d.Height = l.Height
	}
	if l.Pixels > 0 {
		d.Pixels, d.Animation = l.Pixels, FullFrames*l.Pixels
	}
	if l.Frames > 0 {
		d.Frames = l.Frames
	}
	if l.Animation > 0 {
		d.Animation = l.Animation
	}
	return d
}

// Sides checks the sides of a picture, which may exceed an int.
func (l Limits) Sides(width, height int64) error {
	if width > int64(l.Width) || height > int64(l.Height) {
		return fault.TooLarge("%d × %d pixels; the limit is %d × %d",
			width, height, l.Width, l.Height)
	}
	return nil
}

// The settings that allow more, as flags name them.
const (
	SettingPixels = "max-pixels"
	SettingFrames = "max-frames"
)

// Check returns an ErrTooLarge if h exceeds a limit, with the setting that allows it.
func (l Limits) Check(h Header) error {
	if err := l.Sides(int64(h.Width), int64(h.Height)); err != nil {
		return err
	}
	switch {
	case h.Pixels() > l.Pixels:
		return fault.OverLimit(SettingPixels, Enough(h.Pixels()),
			"%d × %d pixels; the limit is %s", h.Width, h.Height, Megapixels(l.Pixels))
	case h.Frames > l.Frames:
		return fault.OverLimit(SettingFrames, "", "more than %d frames", l.Frames)
	case h.Frames > 1 && int64(h.Frames)*h.Pixels() > l.Animation:
		// no overflow: both are bounded above
		// Frames are counted no further, so what would be enough is not known.
		return fault.OverLimit(SettingPixels, "",
			"%d frames of %d × %d pixels; the limit is %s together",
			h.Frames, h.Width, h.Height, Megapixels(l.Animation))
	}
	return nil
}

// Megapixels returns a number of pixels as messages write it.
func Megapixels(n int64) string {
	const mega = 1_000_000
	if n%mega == 0 || n >= 100*mega {
		return fmt.Sprintf("%d megapixels", n/mega)
	}
	return fmt.Sprintf("%.4g megapixels", float64(n)/mega)
}

// Enough returns a number of pixels that is at least n, as --max-pixels takes it.
func Enough(n int64) string {
	const mega = 1_000_000
	return fmt.Sprintf("%dMP", (n+mega-1)/mega)
}
