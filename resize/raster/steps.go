package raster

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"

	"sizemill/resize/resample"
)

// Steps are what is done to a picture.
type Steps struct {
	Crop        image.Rectangle // the stored pixels that are used; all if empty
	Orientation int             // EXIF's 1–8; 0 is 1
	Scaled      image.Point     // size in pixels of the scaled upright crop; its own if zero
	Filter      resample.Filter

	// Linear resamples in linear light, so that fine bright detail keeps its brightness. It changes
	// nothing without scaling, or if the filter picks single pixels.
	Linear bool

	Sharpen Strength

	Canvas image.Point // size in pixels of the result; that of the scaled picture if zero
	Offset image.Point // where the scaled picture lies on the canvas
	// Background is the color of the rest of the canvas and, unless Alpha is set, of transparency.
	// It is then composited onto white.
	Background color.NRGBA

	Alpha      bool // the result may be transparent
	Keep16Bits bool // the result may have 16 bits per channel, and has if the source does
	Opaque     bool // the source is known to be opaque, which saves looking at its pixels
}

// Picture is a result.
type Picture struct {
	// Image is an *image.Gray, *image.Gray16, *image.NRGBA or *image.NRGBA64 at the origin, without
	// gaps between its rows. It may share the source's memory, and the Renderer's until its next
	// Render.
	Image  image.Image
	Opaque bool // all pixels are known to be opaque
}

// maxSamples is how many 16-bit samples the longest slice of a 32-bit system holds.
const maxSamples = math.MaxInt32 / 2

// withDefaults returns s with its zero values replaced, for a source of size pixels.
func (s Steps) withDefaults(size image.Point) (Steps, error) {
	if s.Crop.Empty() {
		s.Crop = image.Rectangle{Max: size}
	}
	if s.Orientation < 1 || s.Orientation > 8 {
		s.Orientation = 1
	}
	if s.Scaled == (image.Point{}) {
		s.Scaled = s.Crop.Size()
		if TurnOf(s.Orientation).Swap {
			s.Scaled = swapped(s.Scaled)
		}
	}
	if s.Canvas == (image.Point{}) {
		s.Canvas = s.Scaled
	}
	switch placed := (image.Rectangle{Max: s.Scaled}).Add(s.Offset); {
	case !s.Crop.In(image.Rectangle{Max: size}) || s.Crop.Empty():
		return s, fmt.Errorf("raster: crop %v of %v pixels", s.Crop, size)
	case s.Scaled.X < 1 || s.Scaled.Y < 1, !placed.In(image.Rectangle{Max: s.Canvas}):
		return s, fmt.Errorf("raster: %v pixels on a canvas of %v", placed, s.Canvas)
	case s.Sharpen < 0 || s.Sharpen > High:
		return s, fmt.Errorf("raster: sharpening %d", s.Sharpen)
	case int64(s.Canvas.X)*int64(s.Canvas.Y) > maxSamples/4 && math.MaxInt == math.MaxInt32:
		return s, errors.New("raster: too large for this system")
	}
	return s, nil
}

// scales reports whether pixels are weighed.
func (s Steps) scales() bool {
	return s.Crop.Size() != s.stored() && s.Filter != resample.NearestNeighbor
}

// changesNothing reports whether all pixels of the crop keep their values and places.
func (s Steps) changesNothing(opaque bool) bool {
	return s.Crop.Size() == s.Scaled && s.Orientation == 1 && s.Sharpen == Off &&
		s.Canvas == s.Scaled && (opaque || s.Alpha)
}

// stored returns the size of the scaled picture before it is turned.
func (s Steps) stored() image.Point {
	if TurnOf(s.Orientation).Swap {
		return swapped(s.Scaled)
	}
	return s.Scaled
}

func swapped(p image.Point) image.Point { return image.Pt(p.Y, p.X) }
