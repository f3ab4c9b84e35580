package raster

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
)

// source reads the pixels of a decoded picture, or of a part, row by row. Row 0 is the part's
// first.
type source struct {
	m        image.Image
	rect     image.Rectangle // the part, in m's coordinates
	channels int
	bits16   bool // 16 bits per channel
	opaque   bool
	colors   [256][4]uint8 // of a palette
	linear   *linearizer   // converts to linear light; nil if that is not wanted

	buf8  []uint8
	buf16 []uint16
}

// open prepares s for a part of m, where (0, 0) is m's first pixel.
func (s *source) open(m image.Image, part image.Rectangle, opaque bool) error {
	s.m, s.rect, s.linear = m, part.Add(m.Bounds().Min), nil
	s.channels, s.bits16 = 4, false
	switch m := m.(type) {
	case *image.Gray:
		s.channels = 1
	case *image.Gray16:
		s.channels, s.bits16 = 1, true
	case *image.NRGBA64, *image.RGBA64:
		s.bits16 = true
	case *image.NRGBA, *image.RGBA, *image.YCbCr, *image.NYCbCrA, *image.CMYK:
	case *image.Paletted:
		s.colors = [256][4]uint8{}
		for i, c := range m.Palette[:min(len(m.Palette), 256)] {
			n := color.NRGBAModel.Convert(c).(color.NRGBA)
			s.colors[i] = [4]uint8{n.R, n.G, n.B, n.A}
		}
	default:
		return fmt.Errorf("raster: a picture of type %T", m)
	}
	s.opaque = opaque || s.looksOpaque()
	return nil
}

// close drops the picture.
func (s *source) close() { s.m = nil }

func (s *source) kept() int { return cap(s.buf8) + 2*cap(s.buf16) }

// looksOpaque reports whether all pixels are opaque. It stops at the first that is not.
func (s *source) looksOpaque() bool {
	rows := func(
		pix []uint8, offset func(x, y int) int, opaque func(row []uint8) bool, bytes int,
	) bool {
		for y := s.rect.Min.Y; y < s.rect.Max.Y; y++ {
			if !opaque(pix[offset(s.rect.Min.X, y):][:s.rect.Dx()*bytes]) {
				return false
			}
		}
		return true
	}
	switch m := s.m.(type) {
	case *image.NRGBA:
		return rows(m.Pix, m.PixOffset, opaqueRow, 4)
	case *image.RGBA:
		return rows(m.Pix, m.PixOffset, opaqueRow, 4)
	case *image.NRGBA64:
		return rows(m.Pix, m.PixOffset, opaqueRow64, 8)
	case *image.RGBA64:
		return rows(m.Pix, m.PixOffset, opaqueRow64, 8)
	case *image.NYCbCrA:
		return rows(m.A, m.AOffset, func(row []uint8) bool {
			for _, a := range row {
				if a != 0xff {
					return false
				}
			}
			return true
		}, 1)
	case *image.Paletted:
		return rows(m.Pix, m.PixOffset, func(row []uint8) bool {
			for _, i := range row {
				if s.colors[i][3] != 0xff {
					return false
				}
			}
			return true
		}, 1)
	}
	return true
}

// opaqueRow reads four pixels at a time.
func opaqueRow(row []uint8) bool {
	const alphas = 0xff000000_ff000000
	for len(row) >= 16 {
		if binary.LittleEndian.Uint64(row)&binary.LittleEndian.Uint64(row[8:])&alphas != alphas {
			return false
		}
		row = row[16:]
	}
	for i := 3; i < len(row); i += 4 {
		if row[i] != 0xff {
			return false
		}
	}
	return true
}

func opaqueRow64(row []uint8) bool {
	for i := 7; i < len(row); i += 8 {
		if row[i]&row[i-1] != 0xff {
			return false
		}
	}
	return true
}

// whole8 returns the pixels of an 8-bit source themselves, if they lie in memory as in a result.
func (s *source) whole8() ([]uint8, bool) {
	switch m := s.m.(type) {
	case *image.Gray:
		return s.contiguous(m.Pix, m.PixOffset, m.Stride, 1)
	case *image.NRGBA:
		return s.contiguous(m.Pix, m.PixOffset, m.Stride, 4)
	case *image.RGBA:
		if s.opaque { // then both have the same bytes
			return s.contiguous(m.Pix, m.PixOffset, m.Stride, 4)
		}
	}
	return nil, false
}

// whole16 is whole8 for a source of 16 bits.
func (s *source) whole16() ([]uint8, bool) {
	switch m := s.m.(type) {
	case *image.Gray16:
		return s.contiguous(m.Pix, m.PixOffset, m.Stride, 2)
	case *image.NRGBA64:
		return s.contiguous(m.Pix, m.PixOffset, m.Stride, 8)
	case *image.RGBA64:
		if s.opaque {
			return s.contiguous(m.Pix, m.PixOffset, m.Stride, 8)
		}
	}
	return nil, false
}

// contiguous returns the part, with so many bytes per pixel, unless there are gaps between its
// rows.
func (s *source) contiguous(
	pix []uint8, offset func(x, y int) int, stride, bytes int,
) ([]uint8, bool) {
	n := s.rect.Dx() * bytes
	if stride != n && s.rect.Dy() > 1 {
		return nil, false
	}
	return pix[offset(s.rect.Min.X, s.rect.Min.Y):][:n*s.rect.Dy()], true
}
