package raster

import "math"

// light turns numbers into amounts of light and back. Light has 16 bits: the numbers of 8-bit pictures in sRGB all have
// different ones and come back as they were; near black, up to thirteen numbers of a 16-bit picture share one.
type light struct {
	to8  [256]uint16
	to   []uint16 // of 16-bit numbers
	from []uint16 // nil before the tables are made
}

// prepare makes the tables; deep asks for that of 16-bit numbers too.
func (l *light) prepare(deep bool) {
	if l.from == nil {
		for i := range l.to8 {
			l.to8[i] = quantized(decoded(float64(i) / 0xff))
		}
		l.from = tabled(encoded)
	}
	if deep && l.to == nil {
		l.to = tabled(decoded)
	}
}

// tabled is a function's value for each number of 16 bits.
func tabled(f func(float64) float64) []uint16 {
	t := make([]uint16, 1<<16)
	for i := range t {
		t[i] = quantized(f(float64(i) / 0xffff))
	}
	return t
}

func quantized(v float64) uint16 { return uint16(math.Round(v * 0xffff)) }

// decoded is the light that a number of 0 to 1 stands for: see IEC 61966-2-1.
func decoded(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// encoded is the inverse of decoded.
func encoded(v float64) float64 {
	if v <= 0.0031308 {
		return v * 12.92
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}
