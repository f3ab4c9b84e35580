package pixels

import (
	"encoding/binary"
	"math"

	"sizemill/resize/fault"
)

// Color types of IHDR.
const (
	gray      = 0
	rgb       = 2
	indexed   = 3
	grayAlpha = 4
	rgbAlpha  = 6
)

const (
	signature = "\x89PNG\r\n\x1a\n"
	ihdrBytes = 13
)

// header is what IHDR states.
type header struct {
	width, height int
	depth         int // bits per sample
	color         int // one of the color types
	interlaced    bool
}

// readHeader reads IHDR's data.
func readHeader(b []byte) (header, error) {
	if len(b) != ihdrBytes {
		return header{}, fault.Damaged("a header of %d bytes", len(b))
	}
	w, h := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w == 0 || h == 0 || w > math.MaxInt32 || h > math.MaxInt32 {
		return header{}, fault.Damaged("a picture of %d × %d pixels", w, h)
	}
	hd := header{width: int(w), height: int(h), depth: int(b[8]), color: int(b[9]),
		interlaced: b[12] == 1}
	if !validDepth(hd.color, hd.depth) {
		return header{}, fault.Damaged("%d bits of color type %d", hd.depth, hd.color)
	}
	if b[10] != 0 || b[11] != 0 || b[12] > 1 {
		return header{}, fault.Damaged("compression %d, filter %d, interlacing %d",
			b[10], b[11], b[12])
	}
	return hd, nil
}

func validDepth(color, depth int) bool {
	switch depth {
	case 1, 2, 4:
		return color == gray || color == indexed
	case 8:
		return color <= rgbAlpha && color != 1 && color != 5
	case 16:
		return color == gray || color == rgb || color == grayAlpha || color == rgbAlpha
	}
	return false
}

// channels returns the number of samples per pixel.
func (h header) channels() int {
	switch h.color {
	case rgb:
		return 3
	case grayAlpha:
		return 2
	case rgbAlpha:
		return 4
	}
	return 1
}

// step returns the bytes per pixel for filters, at least one.
func (h header) step() int { return max(1, h.channels()*h.depth/8) }

// rowBytes returns the length of a row of that many pixels, without its filter type.
func (h header) rowBytes(width int) int64 {
	return (int64(width)*int64(h.channels()*h.depth) + 7) / 8
}

// pass is one of the reduced images of an interlaced picture: its pixels lie at x, x+dx … in rows
// y, y+dy … A picture without interlacing is one pass.
type pass struct{ x, y, dx, dy, width, height int }

// block returns the area that one pixel of this pass fills before later passes.
func (p pass) block() (width, height int) {
	width, height = p.dx, p.dy
	if p.x > 0 {
		width = p.x
	}
	if p.y > 0 {
		height = p.y
	}
	return width, height
}

// passes returns those that have pixels.
func (h header) passes() []pass {
	if !h.interlaced {
		return []pass{{dx: 1, dy: 1, width: h.width, height: h.height}}
	}
	var list []pass
	for _, p := range [7]pass{
		{x: 0, y: 0, dx: 8, dy: 8}, {x: 4, y: 0, dx: 8, dy: 8}, {x: 0, y: 4, dx: 4, dy: 8}, {x: 2,
			y: 0, dx: 4, dy: 4},
		{x: 0, y: 2, dx: 2, dy: 4}, {x: 1, y: 0, dx: 2, dy: 2}, {x: 0, y: 1, dx: 1, dy: 2},
	} {
		p.width, p.height = (h.width-p.x+p.dx-1)/p.dx, (h.height-p.y+p.dy-1)/p.dy
		if p.width > 0 && p.height > 0 {
			list = append(list, p)
		}
	}
	return list
}

// inflated returns the number of bytes in the compressed pixels, including filter types.
func (h header) inflated() int64 {
	var n int64
	for _, p := range h.passes() {
		n += int64(p.height) * (1 + h.rowBytes(p.width))
	}
	return n
}
