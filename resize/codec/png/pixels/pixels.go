package pixels

import (
	"encoding/binary"
	"image"
)

// layout is how rows of bytes become rows of pixels.
type layout int

const (
	expanded layout = iota // in a separate step
	asIs                   // both are the same
	widened                // three samples become four, the fourth opaque, with the filter
)

func (f *file) layout() layout {
	switch {
	case f.depth < 8, f.color == grayAlpha:
		return expanded
	case f.color == rgb && !f.alpha && widens:
		return widened
	case f.color == rgb:
		return expanded
	case f.alpha && f.color != indexed:
		return expanded
	}
	return asIs
}

// pixelBytes returns the bytes per pixel of the picture.
func (f *file) pixelBytes() int {
	n := 1
	if f.color != indexed && (f.color != gray || f.alpha) {
		n = 4
	}
	if f.depth == 16 {
		n *= 2
	}
	return n
}

// image returns the picture whose pixels are reconstructed.
func (u *reconstructor) image() image.Image {
	r := image.Rect(0, 0, u.width, u.height)
	stride := u.width * u.pixel
	switch {
	case u.color == indexed:
		u.extend(1 + highest(u.pix, len(u.palette)))
		return &image.Paletted{Pix: u.pix, Stride: stride, Rect: r, Palette: u.palette}
	case u.pixel == 1:
		return &image.Gray{Pix: u.pix, Stride: stride, Rect: r}
	case u.pixel == 2:
		return &image.Gray16{Pix: u.pix, Stride: stride, Rect: r}
	case u.color == rgb && !u.alpha && u.pixel == 4:
		return &image.RGBA{Pix: u.pix, Stride: stride, Rect: r}
	case u.color == rgb && !u.alpha:
		return &image.RGBA64{Pix: u.pix, Stride: stride, Rect: r}
	case u.pixel == 4:
		return &image.NRGBA{Pix: u.pix, Stride: stride, Rect: r}
	}
	return &image.NRGBA64{Pix: u.pix, Stride: stride, Rect: r}
}

// highest returns the largest index, or some index up to known if none exceeds that.
func highest(pix []byte, known int) int {
	most := byte(known - 1)
	if most == 0xFF {
		return 0xFF
	}
	for _, i := range pix {
		most = max(most, i)
	}
	return int(most)
}

// expand makes a row of pixels from a row of bytes.
func (u *reconstructor) expand(dst, row []byte) {
	switch {
	case u.depth < 8:
		u.unpack(dst, row)
	case u.color == grayAlpha && u.depth == 8:
		for i := 0; i+1 < len(row); i += 2 {
			v, p := row[i], dst[2*i:2*i+4:2*i+4]
			p[0], p[1], p[2], p[3] = v, v, v, row[i+1]
		}
	case u.color == grayAlpha:
		for i := 0; i+3 < len(row); i += 4 {
			v, a := binary.BigEndian.Uint16(row[i:]), binary.BigEndian.Uint16(row[i+2:])
			deepGray(dst[2*i:], v, a)
		}
	case u.color == gray && u.alpha && u.depth == 8:
		for i, v := range row {
			p := dst[4*i : 4*i+4 : 4*i+4]
			p[0], p[1], p[2], p[3] = v, v, v, opaqueUnless(v == u.transparent[1])
		}
	case u.color == gray && u.alpha:
		for i := 0; i+1 < len(row); i += 2 {
			v, a := binary.BigEndian.Uint16(row[i:]), uint16(0xFFFF)
			if v == binary.BigEndian.Uint16(u.transparent) {
				a = 0
			}
			deepGray(dst[4*i:], v, a)
		}
	case u.color == rgb && u.depth == 8:
		t := u.transparent
		for i, j := 0, 0; i+2 < len(row); i, j = i+3, j+4 {
			p, q := dst[j:j+4:j+4], row[i:i+3:i+3]
			p[0], p[1], p[2] = q[0], q[1], q[2]
			p[3] = opaqueUnless(u.alpha && q[0] == t[1] && q[1] == t[3] && q[2] == t[5])
		}
	case u.color == rgb:
		for i, j := 0, 0; i+5 < len(row); i, j = i+6, j+8 {
			q := row[i : i+6 : i+6]
			copy(dst[j:], q)
			a := opaqueUnless(u.alpha && string(q) == string(u.transparent))
			dst[j+6], dst[j+7] = a, a
		}
	default:
		copy(dst, row)
	}
}

func opaqueUnless(transparent bool) byte {
	if transparent {
		return 0
	}
	return 0xFF
}

func deepGray(p []byte, v, a uint16) {
	binary.BigEndian.PutUint64(p, uint64(v)<<48|uint64(v)<<32|uint64(v)<<16|uint64(a))
}

// unpack expands samples of less than a byte: gray ones to the full range, indexes unchanged.
func (u *reconstructor) unpack(dst, row []byte) {
	mask := byte(1<<u.depth - 1)
	scale := byte(1)
	if u.color == gray {
		scale = 0xFF / mask
	}
	per := 8 / u.depth
	pixels := len(dst) / u.pixel
	for x := range pixels {
		v := row[x/per] >> (8 - u.depth - x%per*u.depth) & mask
		if u.pixel == 1 {
			dst[x] = v * scale
			continue
		}
		p := dst[4*x : 4*x+4 : 4*x+4]
		s := v * scale
		p[0], p[1], p[2] = s, s, s
		p[3] = opaqueUnless(v == u.transparent[1])
	}
}

// scatter puts row y of a pass, which is in line, at its places in the picture.
func (u *reconstructor) scatter(p pass, y int) {
	n := u.pixel
	width, height := 1, 1
	if u.replicate {
		width, height = p.block()
	}
	top := p.y + y*p.dy
	for row := top; row < min(top+height, u.height); row++ {
		dst := u.pix[row*u.width*n:][:u.width*n]
		for i := range p.width {
			left := p.x + i*p.dx
			for x := left; x < min(left+width, u.width); x++ {
				copy(dst[x*n:][:n], u.line[i*n:][:n])
			}
		}
	}
}
