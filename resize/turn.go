package resize

import "sizemill/resize/resample"

// turn is how stored samples become upright ones: the axes that are mirrored, in stored terms, and whether they are swapped.
type turn struct{ mirrorX, mirrorY, swap bool }

// turn is the turn that makes a picture of this orientation upright.
func (o Orientation) turn() turn {
	return turn{
		mirrorX: o == 2 || o == 3 || o == 7 || o == 8,
		mirrorY: o == 3 || o == 4 || o == 6 || o == 7,
		swap:    o.SwapsSides(),
	}
}

// turnBlock is the side of the squares in which samples are turned: rows of the source and of the destination both stay in
// the first-level cache.
const turnBlock = 64

// plane turns src into pix, which has as many samples.
func (t turn) plane(pix []byte, src resample.Plane) resample.Plane {
	dst := resample.Plane{Pix: pix, Width: src.Width, Height: src.Height, Channels: 1}
	if t.swap {
		dst.Width, dst.Height = src.Height, src.Width
	}
	dst.Stride = dst.Width
	// Destination (x, y) is the source's sample at first + x·dx + y·dy.
	first, dx, dy := 0, 1, src.Stride
	if t.mirrorX {
		first, dx = first+src.Width-1, -1
	}
	if t.mirrorY {
		first, dy = first+(src.Height-1)*src.Stride, -src.Stride
	}
	if t.swap {
		dx, dy = dy, dx
	}
	for top := 0; top < dst.Height; top += turnBlock {
		for left := 0; left < dst.Width; left += turnBlock {
			right := min(left+turnBlock, dst.Width)
			for y := top; y < min(top+turnBlock, dst.Height); y++ {
				at := first + y*dy + left*dx
				row := dst.Pix[y*dst.Stride+left : y*dst.Stride+right]
				for x := range row {
					row[x] = src.Pix[at]
					at += dx
				}
			}
		}
	}
	return dst
}
