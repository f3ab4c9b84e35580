package resize

import (
	"image"

	"sizemill/resize/raster"
)

// turn returns the turn that makes a picture of this orientation upright.
func (o Orientation) turn() raster.Turn { return raster.TurnOf(int(o)) }

// toStored maps a rectangle of the upright picture of size upright to the stored pixels.
func (o Orientation) toStored(r image.Rectangle, upright Size) image.Rectangle {
	mirrorX := func(r image.Rectangle) image.Rectangle {
		r.Min.X, r.Max.X = upright.Width-r.Max.X, upright.Width-r.Min.X
		return r
	}
	mirrorY := func(r image.Rectangle) image.Rectangle {
		r.Min.Y, r.Max.Y = upright.Height-r.Max.Y, upright.Height-r.Min.Y
		return r
	}
	swap := func(r image.Rectangle) image.Rectangle {
		return image.Rect(r.Min.Y, r.Min.X, r.Max.Y, r.Max.X)
	}
	switch o {
	case 2:
		return mirrorX(r)
	case 3:
		return mirrorX(mirrorY(r))
	case 4:
		return mirrorY(r)
	case 5:
		return swap(r)
	case 6:
		return swap(mirrorX(r))
	case 7:
		return swap(mirrorX(mirrorY(r)))
	case 8:
		return swap(mirrorY(r))
	default:
		return r
	}
}
