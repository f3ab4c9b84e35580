package raster

import (
	"image/color"
	"unsafe"
)

type sample interface{ uint8 | uint16 }

// canvas is a rectangle of pixels: gray ones of 1 channel, or of 4 that are not premultiplied.
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

// grow returns a slice of n elements, in s's memory if that suffices. Their values are undefined.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// compositeAt fills dst with a color and composites src onto it at (x, y), where it fits. With
// keep, src's transparency replaces the color. If dst has one channel, src has one too, and the
// color is an opaque gray.
func compositeAt[T sample](dst, src canvas[T], x, y int, background color.NRGBA, keep bool) {
	fill(dst.pix, dst.channels, background)
	for i := range src.height {
		to := dst.pix[(y+i)*dst.stride+x*dst.channels:][:src.width*dst.channels]
		from := src.row(i)
		switch {
		case src.channels == dst.channels && (src.opaque || keep):
			copy(to, from)
		case src.channels == dst.channels:
			compositeRow(to, from)
		default: // gray on color
			for j, v := range from {
				to[4*j], to[4*j+1], to[4*j+2], to[4*j+3] = v, v, v, ^T(0)
			}
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

// flatten composites c onto an opaque color, in place.
func flatten[T sample](c canvas[T], background color.NRGBA) {
	below := [4]T{scaled[T](background.R), scaled[T](background.G), scaled[T](background.B), ^T(0)}
	for y := range c.height {
		row := c.row(y)
		for i := 0; i < len(row); i += 4 {
			if p := row[i : i+4 : i+4]; p[3] != ^T(0) {
				at := below
				composite(at[:], p)
				copy(p, at[:])
			}
		}
	}
}

func compositeRow[T sample](dst, src []T) {
	for i := 0; i < len(src); i += 4 {
		composite(dst[i:i+4:i+4], src[i:i+4:i+4])
	}
}

// composite composites one pixel onto another.
func composite[T sample](dst, src []T) {
	const zero = 0
	switch sa, da := src[3], dst[3]; {
	case sa == ^T(0) || da == zero:
		copy(dst, src)
	case sa == zero:
	case da == ^T(0):
		for i := range 3 {
			dst[i] = divided[T](uint32(src[i])*uint32(sa) + uint32(dst[i])*uint32(^sa))
		}
	default:
		most := uint64(^T(0))
		below := uint64(da) * uint64(^sa) // what shows through, in most × most parts
		a := uint64(sa)*most + below
		for i := range 3 {
			dst[i] = T((uint64(src[i])*uint64(sa)*most + uint64(dst[i])*below + a/2) / a)
		}
		dst[3] = T((a + most/2) / most)
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
