package pixels

import (
	"cmp"
	"encoding/binary"
	"image"
	"maps"
	"slices"
)

// source is a picture to be written, and the form chosen for it.
type source struct {
	header
	rows    func(y int) []byte // the picture's own pixels of row y
	pack    func(dst, row []byte)
	palette []uint32 // colors as R, G, B, A bytes, from the lowest
	index   map[uint32]byte
}

func newSource(m image.Image, colored bool) (*source, error) {
	b := m.Bounds()
	s := &source{header: header{width: b.Dx(), height: b.Dy(), depth: 8}}
	rows := func(pix []byte, stride, pixel int) {
		s.rows = func(y int) []byte { return pix[y*stride:][:s.width*pixel] }
	}
	switch m := m.(type) {
	case *image.Gray:
		rows(m.Pix, m.Stride, 1)
		s.grayForm()
	case *image.Gray16:
		rows(m.Pix, m.Stride, 2)
		s.color, s.depth, s.pack = gray, 16, copyRow
	case *image.NRGBA:
		rows(m.Pix, m.Stride, 4)
		s.colorForm(colored)
	case *image.NRGBA64:
		rows(m.Pix, m.Stride, 8)
		s.deepForm(colored)
	default:
		return nil, kindError(m)
	}
	return s, nil
}

// grayForm finds the fewest bits that hold all levels exactly.
func (s *source) grayForm() {
	s.color, s.depth, s.pack = gray, 1, copyRow
	for y := 0; y < s.height && s.depth < 8; y++ {
		for _, v := range s.rows(y) {
			for s.depth < 8 && v%(255/(1<<s.depth-1)) != 0 {
				s.depth *= 2
			}
		}
	}
	if s.depth < 8 {
		s.pack = func(dst, row []byte) { packBits(dst, row, s.depth, 255/(1<<s.depth-1)) }
	}
}

// packBits stores each byte of row, divided by unit, in depth bits.
func packBits(dst, row []byte, depth int, unit byte) {
	clear(dst)
	per := 8 / depth
	for x, v := range row {
		dst[x/per] |= v / unit << (8 - depth - x%per*depth)
	}
}

// colorForm finds out whether an 8-bit picture has transparency, colors, and more than 256 of them.
func (s *source) colorForm(colored bool) {
	// opaque while all alpha is full; gray while channels are equal
	all, differs := ^uint32(0), uint32(0)
	for y := 0; y < s.height && (all>>24 == 0xFF || differs == 0); y++ {
		row := s.rows(y)
		for i := 0; i+3 < len(row); i += 4 {
			v := binary.LittleEndian.Uint32(row[i:])
			all &= v
			differs |= (v ^ v>>8) & 0xFFFF
		}
	}
	opaque, isGray := all>>24 == 0xFF, differs == 0 && !colored
	switch {
	case isGray && opaque:
		s.color, s.pack = gray, packGray
	case isGray:
		s.color, s.pack = grayAlpha, packGrayAlpha
	case s.paletteForm(opaque):
	case opaque:
		s.color, s.pack = rgb, packRGB
	default:
		s.color, s.pack = rgbAlpha, copyRow
	}
}

// paletteForm uses a palette if all colors fit into one and the file becomes smaller.
func (s *source) paletteForm(opaque bool) bool {
	index := make(map[uint32]byte, 256)
	var last uint32
	for y := range s.height {
		row := s.rows(y)
		for i := 0; i+3 < len(row); i += 4 {
			v := binary.LittleEndian.Uint32(row[i:])
			if v == last && len(index) > 0 {
				continue
			}
			last = v
			if _, known := index[v]; known {
				continue
			}
			if len(index) == 256 {
				return false
			}
			index[v] = 0
		}
	}
	saved := 2
	if !opaque {
		saved = 3
	}
	if s.width*s.height*saved < 4*len(index)+24 {
		return false
	}
	s.color, s.index = indexed, index
	s.palette = sortedColors(index)
	for i, v := range s.palette {
		index[v] = byte(i)
	}
	s.depth = 1
	for 1<<s.depth < len(s.palette) {
		s.depth *= 2
	}
	line := make([]byte, s.width)
	s.pack = func(dst, row []byte) {
		last, i := uint32(0), index[0]
		for x := range line {
			if v := binary.LittleEndian.Uint32(row[4*x:]); v != last {
				last, i = v, index[v]
			}
			line[x] = i
		}
		packBits(dst, line, s.depth, 1)
	}
	return true
}

// sortedColors returns the colors, transparent ones first, independent of the map's order.
func sortedColors(index map[uint32]byte) []uint32 {
	return slices.SortedFunc(maps.Keys(index), func(a, b uint32) int {
		if opaque := cmp.Compare(a>>24/0xFF, b>>24/0xFF); opaque != 0 {
			return opaque
		}
		return cmp.Compare(a, b)
	})
}

// deepForm finds out whether a 16-bit picture has transparency and colors.
func (s *source) deepForm(colored bool) {
	all, differs := ^uint64(0), uint64(0)
	for y := 0; y < s.height && (all&0xFFFF == 0xFFFF || differs == 0); y++ {
		row := s.rows(y)
		for i := 0; i+7 < len(row); i += 8 {
			v := binary.BigEndian.Uint64(row[i:])
			all &= v
			differs |= (v ^ v>>16) >> 16 & 0xFFFFFFFF
		}
	}
	s.depth = 16
	opaque, isGray := all&0xFFFF == 0xFFFF, differs == 0 && !colored
	switch {
	case isGray && opaque:
		s.color, s.pack = gray, packDeepGray
	case isGray:
		s.color, s.pack = grayAlpha, packDeepGrayAlpha
	case opaque:
		s.color, s.pack = rgb, packDeepRGB
	default:
		s.color, s.pack = rgbAlpha, copyRow
	}
}

func copyRow(dst, row []byte) { copy(dst, row) }

func packGray(dst, row []byte) {
	for x := range dst {
		dst[x] = row[4*x]
	}
}

func packGrayAlpha(dst, row []byte) {
	for i := 0; i+1 < len(dst); i += 2 {
		dst[i], dst[i+1] = row[2*i], row[2*i+3]
	}
}

func packRGB(dst, row []byte) {
	for i, j := 0, 0; i+2 < len(dst); i, j = i+3, j+4 {
		p, q := dst[i:i+3:i+3], row[j:j+3:j+3]
		p[0], p[1], p[2] = q[0], q[1], q[2]
	}
}

func packDeepGray(dst, row []byte) {
	for i := 0; i+1 < len(dst); i += 2 {
		dst[i], dst[i+1] = row[4*i], row[4*i+1]
	}
}

func packDeepGrayAlpha(dst, row []byte) {
	for i := 0; i+3 < len(dst); i += 4 {
		dst[i], dst[i+1], dst[i+2], dst[i+3] = row[2*i], row[2*i+1], row[2*i+6], row[2*i+7]
	}
}

func packDeepRGB(dst, row []byte) {
	for i, j := 0, 0; i+5 < len(dst); i, j = i+6, j+8 {
		copy(dst[i:i+6:i+6], row[j:])
	}
}

// ihdr returns IHDR's data.
func (s *source) ihdr() []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(s.width))
	b = binary.BigEndian.AppendUint32(b, uint32(s.height))
	return append(b, byte(s.depth), byte(s.color), 0, 0, 0)
}

// paletteChunks returns the data of PLTE and tRNS; transparent colors come first, so that tRNS is
// short.
func (s *source) paletteChunks() (colors, alphas []byte) {
	for _, v := range s.palette {
		colors = append(colors, byte(v), byte(v>>8), byte(v>>16))
		if a := byte(v >> 24); a != 0xFF {
			alphas = append(alphas, a)
		}
	}
	return colors, alphas
}
