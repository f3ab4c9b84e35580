package raster

import (
	"image"

	"sizemill/resize/resample"
)

// Turn is how stored samples become upright: the stored axes that are mirrored, and whether the
// axes are swapped.
type Turn struct{ MirrorX, MirrorY, Swap bool }

// TurnOf returns the turn that makes a picture of EXIF's orientation 1–8 upright; any other value
// counts as 1.
func TurnOf(orientation int) Turn {
	return Turn{
		MirrorX: orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8,
		MirrorY: orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7,
		Swap:    orientation >= 5 && orientation <= 8,
	}
}

// Stored maps a rectangle of the upright picture, which has the size upright, to the stored pixels.
func (t Turn) Stored(r image.Rectangle, upright image.Point) image.Rectangle {
	if t.Swap {
		r = image.Rect(r.Min.Y, r.Min.X, r.Max.Y, r.Max.X)
		upright = image.Pt(upright.Y, upright.X)
	}
	if t.MirrorX {
		r.Min.X, r.Max.X = upright.X-r.Max.X, upright.X-r.Min.X
	}
	if t.MirrorY {
		r.Min.Y, r.Max.Y = upright.Y-r.Max.Y, upright.Y-r.Min.Y
	}
	return r
}

// Plane turns src, of one channel, into pix, which has as many samples.
func (t Turn) Plane(pix []byte, src resample.Plane) resample.Plane {
	dst := resample.Plane{Pix: pix, Width: src.Width, Height: src.Height, Channels: 1}
	if t.Swap {
		dst.Width, dst.Height = src.Height, src.Width
	}
	dst.Stride = dst.Width
	turn(t, pix, dst.Width, dst.Height, src.Pix, src.Stride)
	return dst
}

// turnBlock is the side of the squares in which samples are turned: rows of the source and of the
// destination both stay in the first-level cache.
const turnBlock = 64

// turn fills dst, of width × height pixels without gaps, from src, of the same or, swapped, of
// turned size. A pixel is one value.
func turn[P any](t Turn, dst []P, width, height int, src []P, stride int) {
	srcWidth, srcHeight := width, height
	if t.Swap {
		srcWidth, srcHeight = height, width
	}
	// Destination (x, y) is the source's pixel at first + x·dx + y·dy.
	first, dx, dy := 0, 1, stride
	if t.MirrorX {
		first, dx = first+srcWidth-1, -1
	}
	if t.MirrorY {
		first, dy = first+(srcHeight-1)*stride, -stride
	}
	if t.Swap {
		dx, dy = dy, dx
	}
	for top := 0; top < height; top += turnBlock {
		for left := 0; left < width; left += turnBlock {
			right := min(left+turnBlock, width)
			for y := top; y < min(top+turnBlock, height); y++ {
				at := first + y*dy + left*dx
				row := dst[y*width+left : y*width+right]
				for x := range row {
					row[x] = src[at]
					at += dx
				}
			}
		}
	}
}
