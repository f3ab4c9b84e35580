package icc

import (
	"math"
	"sync"
)

// newRows makes the tables for values of 0…most.
func newRows(m model, most int) rows {
	switch {
	case m.channels == 1:
		return newGray(m, most)
	case m.table == nil:
		return newSum(m, most)
	}
	return newGrid(m, most)
}

// gray maps each value to one of sRGB.
type gray struct{ table []uint16 }

func newGray(m model, most int) *gray {
	g, linear := &gray{make([]uint16, most+1)}, m.linear()
	for i := range g.table {
		g.table[i] = quantized(encode(linear(vec{float64(i) / float64(most)})[1]), most)
	}
	return g
}

func (g *gray) convert(px []uint16) {
	for i := 0; i+4 <= len(px); i += 4 {
		v := g.table[px[i]]
		px[i], px[i+1], px[i+2] = v, v, v
	}
}

func (g *gray) bytes() int { return 2 * len(g.table) }

// quantized returns x as the nearest value of 0…most.
func quantized(x float64, most int) uint16 { return uint16(clamp(x)*float64(most) + 0.5) }

// encoder converts a model's three numbers to values of sRGB: nine factors, and a table.
type encoder struct {
	matrix [3][3]float32
	offset [3]float32
	values []uint16
}

func newEncoder(m model, most int) encoder {
	l := encoder{values: encoderTable(most)}
	from, scale := fromXYZ(), float64(len(l.values)-1)
	offset := from.apply(m.offset)
	for i, row := range from.times(m.matrix) {
		l.offset[i] = float32(offset[i]*scale + 0.5)
		for j, v := range row {
			l.matrix[i][j] = float32(v * scale)
		}
	}
	return l
}

func (l *encoder) value(i int, a, b, c float32) uint16 {
	m := &l.matrix[i]
	return l.values[min(max(int(m[0]*a+m[1]*b+m[2]*c+l.offset[i]), 0), len(l.values)-1)]
}

// sum adds up the light of three channels.
type sum struct {
	encoder
	shine [3][]float32
}

func newSum(m model, most int) *sum {
	s := &sum{encoder: newEncoder(m, most)}
	for c := range s.shine {
		s.shine[c] = make([]float32, most+1)
		for i := range s.shine[c] {
			s.shine[c][i] = float32(m.pre[c](float64(i) / float64(most)))
		}
	}
	return s
}

func (s *sum) convert(px []uint16) {
	red, green, blue := s.shine[0], s.shine[1], s.shine[2]
	for ; len(px) >= 4; px = px[4:] {
		r, g, b := red[px[0]], green[px[1]], blue[px[2]]
		px[0], px[1], px[2] = s.value(0, r, g, b), s.value(1, r, g, b), s.value(2, r, g, b)
	}
}

func (s *sum) bytes() int { return 4 * (len(s.shine[0]) + len(s.shine[1]) + len(s.shine[2])) }

// encoderTable returns sRGB's transfer function as a table of values 0…most. Where the function is
// steepest, 12.92, a value is off by a tenth of a step of 255, and with 16 bits by a hundredth.
func encoderTable(most int) []uint16 {
	if most > math.MaxUint8 {
		return encoderTable16()
	}
	return encoderTable8()
}

var (
	encoderTable8 = sync.OnceValue(func() []uint16 {
		return newEncoderTable(1<<14, math.MaxUint8)
	})
	encoderTable16 = sync.OnceValue(func() []uint16 {
		return newEncoderTable(1<<18, math.MaxUint16)
	})
)

func newEncoderTable(steps, most int) []uint16 {
	t := make([]uint16, steps+1)
	for i := range t {
		t[i] = quantized(encode(float64(i)/float64(steps)), most)
	}
	return t
}
