package resize

import (
	"image"

	"github.com/disintegration/imaging"
)

// stored maps a rectangle of the upright picture of size upright to the stored pixels.
func (o Orientation) stored(r image.Rectangle, upright Size) image.Rectangle {
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

// upright turns stored pixels the way a viewer would.
func (o Orientation) upright(m *image.NRGBA) *image.NRGBA {
	switch o {
	case 2:
		return imaging.FlipH(m)
	case 3:
		return imaging.Rotate180(m)
	case 4:
		return imaging.FlipV(m)
	case 5:
		return imaging.Transpose(m)
	case 6:
		return imaging.Rotate270(m)
	case 7:
		return imaging.Transverse(m)
	case 8:
		return imaging.Rotate90(m)
	default:
		return m
	}
}
