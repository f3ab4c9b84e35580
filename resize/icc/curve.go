package icc

import (
	"encoding/binary"
	"math"
)

// curve maps 0…1 to 0…1. Formulas continue outside as far as they can be computed. ICC.1:2022 10.18
// would clip, but in the middle of a table tag that changes colors which the next matrix brings
// back inside. Other engines do not clip either.
type curve func(x float64) float64

// bounded limits the value of a formula to numbers that can be computed with.
func bounded(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return min(max(x, -100), 100)
}

func clamp(x float64) float64 {
	if x > 0 { // false for NaN
		return min(x, 1)
	}
	return 0
}

func identity(x float64) float64 { return x }

// readCurve reads a curveType or a parametricCurveType at the start of b, and returns its size in
// bytes.
func readCurve(b []byte) (c curve, size int, err error) {
	if len(b) < 12 {
		return nil, 0, broken("a curve of %d bytes", len(b))
	}
	switch string(b[:4]) {
	case "curv":
		return readPoints(b)
	case "para":
		return readParametric(b)
	}
	return nil, 0, unsupported("a curve of kind %q", b[:4])
}

func readPoints(b []byte) (curve, int, error) {
	n := int64(binary.BigEndian.Uint32(b[8:]))
	if 12+2*n > int64(len(b)) {
		return nil, 0, broken("a curve of %d points in %d bytes", n, len(b))
	}
	size := 12 + 2*int(n)
	switch n {
	case 0:
		return identity, size, nil
	case 1:
		gamma := float64(binary.BigEndian.Uint16(b[12:])) / 256
		return power(gamma), size, nil
	}
	return sampled(words(b[12:size])), size, nil
}

func power(gamma float64) curve {
	if gamma == 1 {
		return identity
	}
	return func(x float64) float64 { return bounded(math.Pow(max(x, 0), gamma)) }
}

// words decodes 16-bit numbers.
func words(b []byte) []uint16 {
	w := make([]uint16, len(b)/2)
	for i := range w {
		w[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return w
}

// sampled joins two or more evenly spaced points by straight lines.
func sampled(points []uint16) curve {
	last := float64(len(points) - 1)
	return func(x float64) float64 {
		at := clamp(x) * last
		i := min(int(at), len(points)-2)
		low, high := float64(points[i]), float64(points[i+1])
		return (low + (high-low)*(at-float64(i))) / math.MaxUint16
	}
}

// parameters is how many parameters the functions of ICC.1:2022 table 68 have.
var parameters = [...]int{1, 3, 4, 5, 7}

func readParametric(b []byte) (curve, int, error) {
	kind := int(binary.BigEndian.Uint16(b[8:]))
	if kind >= len(parameters) {
		return nil, 0, unsupported("a curve of function %d", kind)
	}
	size := 12 + 4*parameters[kind]
	if len(b) < size {
		return nil, 0, broken("a curve of %d bytes", len(b))
	}
	var p [7]float64
	for i := range parameters[kind] {
		p[i] = fixed(b[12+4*i:])
	}
	g, a, b1, c, d, e, f := p[0], p[1], p[2], p[3], p[4], p[5], p[6]
	switch kind { // all are brought into the form of the last
	case 0:
		return power(g), size, nil
	case 1, 2:
		if a == 0 {
			return nil, 0, broken("a curve that divides by zero")
		}
		c, d, e, f = 0, -b1/a, c, c
	}
	return parametric(g, a, b1, c, d, e, f), size, nil
}

// parametric is (ax+b)^g + e from d on, and cx + f below.
func parametric(g, a, b, c, d, e, f float64) curve {
	return func(x float64) float64 {
		if x >= d {
			return bounded(math.Pow(max(a*x+b, 0), g) + e)
		}
		return bounded(c*x + f)
	}
}
