package raster

import (
	"image/color"
	"unsafe"
)

type sample interface{ uint8 | uint16 }

// canvas is a rectangle of pixels: gray ones of 1 channel, or ones of 4 that are not premultiplied.
type canvas[T sample] struct {
	pix           []T
	stride        int // samples from one row to the next
	width, height int
	channels      int
	opaque        bool
	shared        bool // the memory is the source's
}

func newCanvas[T sample](pix []T, width, height, channels int) canvas[T] {
	return canvas[T]{
		pix: pix, stride: width * channels, width: width, height: height,
		channels: channels, opaque: channels == 1,
	}
}

func (c canvas[T]) row(y int) []T { return c.pix[y*c.stride:][:c.width*c.channels] }

// pixels returns samples four at a time.
func pixels[T sample](pix []T) [][4]T {
	return unsafe.Slice((*[4]T)(unsafe.Pointer(unsafe.SliceData(pix))), len(pix)/4)
}

// compositeAt fills dst with a color and composites src onto it at (x, y), where it fits. With
// keep, src's transparency replaces the color; otherwise the color is opaque. If dst has one
// channel, src has one too.
func compositeAt[T sample](dst, src canvas[T], x, y int, background color.NRGBA, keep bool) {
	fill(dst.pix, dst.channels, background)
	for i := range src.height {
		to := dst.pix[(y+i)*dst.stride+x*dst.channels:][:src.width*dst.channels]
		from := src.row(i)
		if src.channels != dst.channels { // gray on color
			for j, v := range from {
				to[4*j], to[4*j+1], to[4*j+2], to[4*j+3] = v, v, v, ^T(0)
			}
			continue
		}
		copy(to, from)
		if !src.opaque && !keep {
			flatten(to, background)
		}
	}
}

func fill[T sample](pix []T, channels int, c color.NRGBA) {
	p := [4]T{scaled[T](c.R), scaled[T](c.G), scaled[T](c.B), scaled[T](c.A)}
	n := copy(pix, p[:channels])
	for n < len(pix) {
		n += copy(pix[n:], pix[:n])
	}
}

// scaled returns an 8-bit value as T.
func scaled[T sample](v uint8) T { return T(v) * T(int(^T(0))/0xff) }

// flatten composites pixels onto an opaque color, in place.
func flatten[T sample](pix []T, background color.NRGBA) {
	below := [3]uint32{}
	for c, v := range [3]uint8{background.R, background.G, background.B} {
		below[c] = uint32(scaled[T](v))
	}
	for i := 0; i < len(pix); i += 4 {
		p := pix[i : i+4 : i+4]
		alpha := p[3]
		if alpha == ^T(0) {
			continue
		}
		for c := range below {
			p[c] = divided[T](uint32(p[c])*uint32(alpha) + below[c]*uint32(^alpha))
		}
		p[3] = ^T(0)
	}
}

// divided returns v, at most the product of two samples, divided by the largest sample and rounded.
func divided[T sample](v uint32) T {
	if ^T(0) == 0xff {
		v += 1 << 7
		return T((v + v>>8) >> 8)
	}
	v += 1 << 15
	return T((v + v>>16) >> 16)
}
