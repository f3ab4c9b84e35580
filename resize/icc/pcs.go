package icc

import "math"

// vec is a color: three or four numbers, the rest zero.
type vec [4]float64

// matrix is a linear map of the first three numbers of a vec, row by row.
type matrix [3][3]float64

func (m matrix) apply(v vec) vec {
	var out vec
	for i, row := range m {
		out[i] = row[0]*v[0] + row[1]*v[1] + row[2]*v[2]
	}
	return out
}

// times returns the map that applies n, then m.
func (m matrix) times(n matrix) matrix {
	var out matrix
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				out[i][j] += m[i][k] * n[k][j]
			}
		}
	}
	return out
}

// inverse uses Cramer's rule; ok is false if there is no inverse.
func (m matrix) inverse() (out matrix, ok bool) {
	minor := func(i, j int) float64 {
		a, b, c, d := (i+1)%3, (i+2)%3, (j+1)%3, (j+2)%3
		return m[a][c]*m[b][d] - m[a][d]*m[b][c]
	}
	det := m[0][0]*minor(0, 0) + m[0][1]*minor(0, 1) + m[0][2]*minor(0, 2)
	if math.Abs(det) < 1e-9 || math.IsNaN(det) {
		return out, false
	}
	for i := range 3 {
		for j := range 3 {
			out[j][i] = minor(i, j) / det
		}
	}
	return out, true
}

func diagonal(v vec) matrix { return matrix{{v[0], 0, 0}, {0, v[1], 0}, {0, 0, v[2]}} }

// columns returns the matrix that maps 1 of each channel to a, b and c.
func columns(a, b, c vec) matrix {
	return matrix{{a[0], b[0], c[0]}, {a[1], b[1], c[1]}, {a[2], b[2], c[2]}}
}

// d50 is the white of the connection space, as the profile header states it (ICC.1:2022 7.2.16).
var d50 = vec{0.9642, 1, 0.8249}

// xy is a chromaticity.
type xy struct{ x, y float64 }

func (c xy) xyz() vec { return vec{c.x / c.y, 1, (1 - c.x - c.y) / c.y} }

// primaries are chromaticities of a white and three lights.
type primaries struct{ white, red, green, blue xy }

// d65 is the white of video and of sRGB.
var d65 = xy{0.3127, 0.3290}

// bt709 are the primaries of sRGB.
var bt709 = primaries{d65, xy{0.64, 0.33}, xy{0.30, 0.60}, xy{0.15, 0.06}}

// toXYZ returns the map from linear light of these primaries to the connection space, whose white
// is adapted by Bradford's method (ICC.1:2022 annex E). The map is invalid if ok is false: the
// primaries span no colors.
func (p primaries) toXYZ() (m matrix, ok bool) {
	for _, c := range []xy{p.white, p.red, p.green, p.blue} {
		if c.y < 1e-4 || c.x < 0 || c.x+c.y > 1.0001 {
			return m, false
		}
	}
	lights := columns(p.red.xyz(), p.green.xyz(), p.blue.xyz())
	inverse, ok := lights.inverse()
	if !ok {
		return m, false
	}
	share := inverse.apply(p.white.xyz())
	for i := range lights {
		for j := range 3 {
			lights[i][j] *= share[j]
		}
	}
	adapt, ok := bradford(p.white.xyz())
	return adapt.times(lights), ok
}

// bradford returns the map that adapts colors from a white to D50.
func bradford(white vec) (matrix, bool) {
	cone := matrix{{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}
	back, ok := cone.inverse()
	if !ok {
		return matrix{}, false
	}
	from, to := cone.apply(white), cone.apply(d50)
	var scale matrix
	for i := range 3 {
		if from[i] < 1e-6 {
			return matrix{}, false
		}
		scale[i][i] = to[i] / from[i]
	}
	return back.times(scale).times(cone), true
}

// fromXYZ returns the map from the connection space to sRGB's linear light.
func fromXYZ() matrix {
	m, _ := bt709.toXYZ()
	inverse, _ := m.inverse()
	return inverse
}

// encode is sRGB's transfer function (IEC 61966-2-1); values below black are returned unchanged.
func encode(x float64) float64 {
	if x <= 0.0031308 {
		return 12.92 * x
	}
	return 1.055*math.Pow(x, 1/2.4) - 0.055
}

// roots returns the cube roots of CIE 15's L*a*b*; cubed makes light relative to white of them.
func roots(lab vec) vec {
	y := (lab[0] + 16) / 116
	return vec{y + lab[1]/500, y, y - lab[2]/200}
}

func cubed(t float64) float64 {
	const delta = 6.0 / 29
	if t > delta {
		return t * t * t
	}
	return 3 * delta * delta * (t - 4.0/29)
}

// root is the inverse of cubed.
func root(t float64) float64 {
	const delta = 6.0 / 29
	if t > delta*delta*delta {
		return math.Cbrt(t)
	}
	return t/(3*delta*delta) + 4.0/29
}

// luminance returns the relative luminance of an L*; lightness is its inverse.
func luminance(l float64) float64 { return cubed((l + 16) / 116) }

func lightness(y float64) float64 { return 116*root(y) - 16 }
