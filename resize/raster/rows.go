package raster

import (
	"encoding/binary"
	"image"
	"image/color"
	"unsafe"

	"sizemill/resize/resample"
)

// row8 returns pixels from..to of a row of an 8-bit source, not premultiplied, until the next call.
func (s *source) row8(y, from, to int) []uint8 {
	x, y := s.rect.Min.X+from, s.rect.Min.Y+y
	n := to - from
	switch m := s.m.(type) {
	case *image.Gray:
		return m.Pix[m.PixOffset(x, y):][:n]
	case *image.NRGBA:
		return m.Pix[m.PixOffset(x, y):][:4*n]
	case *image.RGBA:
		row := m.Pix[m.PixOffset(x, y):][:4*n]
		if s.opaque {
			return row
		}
		s.buf8 = resample.Grow(s.buf8, 4*n)
		unpremultiply8(s.buf8, row)
		return s.buf8
	}
	s.buf8 = resample.Grow(s.buf8, 4*n)
	switch m := s.m.(type) {
	case *image.YCbCr:
		yccRow(s.buf8, m, x, y)
	case *image.NYCbCrA:
		yccRow(s.buf8, &m.YCbCr, x, y)
		for i, a := range m.A[m.AOffset(x, y):][:n] {
			s.buf8[4*i+3] = a
		}
	case *image.Paletted:
		to := pixels(s.buf8)
		for i, c := range m.Pix[m.PixOffset(x, y):][:n] {
			to[i] = s.colors[c]
		}
	case *image.CMYK:
		for i, p := range pixels(m.Pix[m.PixOffset(x, y):][:4*n]) {
			q := s.buf8[4*i : 4*i+4 : 4*i+4]
			q[0], q[1], q[2] = color.CMYKToRGB(p[0], p[1], p[2], p[3])
			q[3] = 0xff
		}
	}
	return s.buf8
}

// row16 returns pixels from..to of a row of a source of 16 bits, or of multiplied8, not
// premultiplied, until the next call.
func (s *source) row16(y, from, to int) []uint16 {
	row := s.stored16(y, from, to)
	if _, ok := s.m.(*image.RGBA64); ok && !s.opaque || s.multiplied8() {
		unpremultiply(row)
	}
	return row
}

// multiplied8 reports whether 8-bit colors are premultiplied: divided by alpha they have more than
// 8 bits.
func (s *source) multiplied8() bool {
	_, ok := s.m.(*image.RGBA)
	return ok && !s.opaque
}

// stored16 returns pixels from..to of a row of such a source as they are.
func (s *source) stored16(y, from, to int) []uint16 {
	x, y := s.rect.Min.X+from, s.rect.Min.Y+y
	var pix []uint8
	switch m := s.m.(type) {
	case *image.Gray16:
		pix = m.Pix[m.PixOffset(x, y):]
	case *image.NRGBA64:
		pix = m.Pix[m.PixOffset(x, y):]
	case *image.RGBA64:
		pix = m.Pix[m.PixOffset(x, y):]
	case *image.RGBA:
		s.buf16 = resample.Grow(s.buf16, (to-from)*4)
		for i, v := range m.Pix[m.PixOffset(x, y):][:len(s.buf16)] {
			s.buf16[i] = uint16(v) * 0x101
		}
		return s.buf16
	}
	s.buf16 = resample.Grow(s.buf16, (to-from)*s.channels)
	fromBytes(s.buf16, pix)
	return s.buf16
}

// weighted returns pixels from..to of a row of any source as the scaler needs them: 16 bits,
// premultiplied, and in linear light if s.linear is set.
func (s *source) weighted(y, from, to int) []uint16 {
	// These are premultiplied already.
	if _, ok := s.m.(*image.RGBA64); s.linear == nil && (ok || s.multiplied8()) {
		return s.stored16(y, from, to)
	}
	if s.bits16 || s.multiplied8() {
		row := s.row16(y, from, to)
		if s.linear != nil {
			applyLUT(row, s.channels, s.linear.decode16)
		}
		if !s.opaque {
			premultiply(row)
		}
		return row
	}
	row := s.row8(y, from, to)
	s.buf16 = resample.Grow(s.buf16, len(row))
	switch {
	case s.linear == nil:
		premultiply8(s.buf16, row)
	case s.channels == 1:
		for i, v := range row {
			s.buf16[i] = s.linear.decode8[v]
		}
	default:
		for i := 0; i < len(row); i += 4 {
			p, q := row[i:i+4:i+4], s.buf16[i:i+4:i+4]
			q[0] = s.linear.decode8[p[0]]
			q[1] = s.linear.decode8[p[1]]
			q[2] = s.linear.decode8[p[2]]
			q[3] = uint16(p[3]) * 0x101
		}
		if !s.opaque {
			premultiply(s.buf16)
		}
	}
	return s.buf16
}

// yccRow converts pixels of JFIF's YCbCr from (x, y) on, as image/color does, with the chroma of
// the nearest sample.
func yccRow(row []uint8, m *image.YCbCr, x, y int) {
	shift := 0
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420:
		shift = 1
	case image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410:
		shift = 2
	}
	base := m.COffset(m.Rect.Min.X, y) - m.Rect.Min.X>>shift
	for i, v := range m.Y[m.YOffset(x, y):][:len(row)/4] {
		c := base + (x+i)>>shift
		p := row[4*i : 4*i+4 : 4*i+4]
		p[0], p[1], p[2] = color.YCbCrToRGB(v, m.Cb[c], m.Cr[c])
		p[3] = 0xff
	}
}

// fromBytes reads dst's samples as package image stores them.
func fromBytes(dst []uint16, src []uint8) {
	src = src[:2*len(dst)]
	for len(dst) >= 4 && len(src) >= 8 {
		v := binary.BigEndian.Uint64(src)
		dst[0], dst[1], dst[2], dst[3] = uint16(v>>48), uint16(v>>32), uint16(v>>16), uint16(v)
		dst, src = dst[4:], src[8:]
	}
	for i := range dst {
		dst[i] = binary.BigEndian.Uint16(src[2*i:])
	}
}

// toBytes turns samples, in place, into the bytes that package image stores.
func toBytes(pix []uint16) []uint8 {
	all := unsafe.Slice((*uint8)(unsafe.Pointer(unsafe.SliceData(pix))), 2*len(pix))
	dst := all
	for len(pix) >= 4 && len(dst) >= 8 {
		v := uint64(pix[0])<<48 | uint64(pix[1])<<32 | uint64(pix[2])<<16 | uint64(pix[3])
		binary.BigEndian.PutUint64(dst, v)
		pix, dst = pix[4:], dst[8:]
	}
	for i, v := range pix {
		binary.BigEndian.PutUint16(dst[2*i:], v)
	}
	return all
}
