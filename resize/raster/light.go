package raster

import "math"

// linearizer converts sRGB samples to linear light and back. Light has 16 bits, so 8-bit samples
// survive the round trip. Near black, up to thirteen 16-bit samples share one amount of light.
type linearizer struct {
	decode8  [256]uint16
	decode16 []uint16 // of 16-bit samples
	encode16 []uint16 // nil until the tables are made
}

// prepare makes the tables; deep asks for the one of 16-bit samples, too.
func (l *linearizer) prepare(deep bool) {
	if l.encode16 == nil {
		for i := range l.decode8 {
			l.decode8[i] = quantized(decodeSRGB(float64(i) / 0xff))
		}
		l.encode16 = newLUT(encodeSRGB)
	}
	if deep && l.decode16 == nil {
		l.decode16 = newLUT(decodeSRGB)
	}
}

// newLUT returns a table of a function's values for all 16-bit samples.
func newLUT(f func(float64) float64) []uint16 {
	t := make([]uint16, 1<<16)
	for i := range t {
		t[i] = quantized(f(float64(i) / 0xffff))
	}
	return t
}

func quantized(v float64) uint16 { return uint16(math.Round(v * 0xffff)) }

// decodeSRGB is sRGB's transfer function to linear light, as IEC 61966-2-1 defines it, for 0 to 1.
func decodeSRGB(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// encodeSRGB is the inverse of decodeSRGB.
func encodeSRGB(v float64) float64 {
	if v <= 0.0031308 {
		return v * 12.92
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}
