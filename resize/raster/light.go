package raster

import "math"

// maxGamma is far above what pictures state, which is 1 to 3.
const maxGamma = 10

// light turns numbers into amounts of light and back. Light has 16 bits: the numbers of 8-bit pictures in sRGB all have
// different ones and come back as they were; near black, up to thirteen numbers of a 16-bit picture share one.
type light struct {
	gamma float64 // that the tables are for
	made  bool
	to8   [256]uint16
	to    []uint16 // of 16-bit numbers
	from  []uint16
}

// prepare makes the tables for an exponent, 0 being sRGB's curve; deep asks for that of 16-bit numbers too.
func (l *light) prepare(gamma float64, deep bool) {
	if !l.made || l.gamma != gamma {
		l.made, l.gamma, l.to = true, gamma, l.to[:0]
		for i := range l.to8 {
			l.to8[i] = quantized(decoded(float64(i)/0xff, gamma))
		}
		l.from = resized(l.from, 1<<16)
		for i := range l.from {
			l.from[i] = quantized(encoded(float64(i)/0xffff, gamma))
		}
	}
	if deep && len(l.to) == 0 {
		l.to = resized(l.to, 1<<16)
		for i := range l.to {
			l.to[i] = quantized(decoded(float64(i)/0xffff, gamma))
		}
	}
}

func quantized(v float64) uint16 { return uint16(math.Round(v * 0xffff)) }

// decoded is the light that a number of 0 to 1 stands for. For sRGB see IEC 61966-2-1.
func decoded(v, gamma float64) float64 {
	switch {
	case gamma != 0:
		return math.Pow(v, gamma)
	case v <= 0.04045:
		return v / 12.92
	default:
		return math.Pow((v+0.055)/1.055, 2.4)
	}
}

// encoded is the inverse of decoded.
func encoded(v, gamma float64) float64 {
	switch {
	case gamma != 0:
		return math.Pow(v, 1/gamma)
	case v <= 0.0031308:
		return v * 12.92
	default:
		return 1.055*math.Pow(v, 1/2.4) - 0.055
	}
}
