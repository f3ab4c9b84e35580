package icc

import "math"

// readCLUT reads the table of a modular tag, whose sides may differ in length.
func readCLUT(b []byte, in, out int) (clut, error) {
	c := clut{in: in, out: out}
	if len(b) < 20 {
		return c, broken("a table of %d bytes", len(b))
	}
	n := int64(out)
	for i := range in {
		c.sides[i] = int(b[i])
		if n *= int64(b[i]); b[i] < 2 || n > int64(len(b)) {
			return c, broken("a table of %d points per side", b[i])
		}
	}
	width := int64(b[16])
	if width != 1 && width != 2 || n*width > int64(len(b)-20) {
		return c, broken("a table of %d numbers of %d bytes", n, width)
	}
	c.points = samples(b[20:20+n*width], int(width))
	return c, nil
}

// clut is a table of colors at evenly spaced points of a cube of in dimensions, the last varying
// fastest.
type clut struct {
	in, out int
	sides   [4]int
	points  []uint16
}

// apply interpolates in the tetrahedron of the last three axes that holds the color, and linearly
// along an axis before them, as other engines do. So grays stay on the line between their
// neighbors.
func (c clut) apply(v vec) vec {
	var step [4]int
	var part vec
	base, stride := 0, c.out
	for i := c.in - 1; i >= 0; i-- {
		at := clamp(v[i]) * float64(c.sides[i]-1)
		k := min(int(at), c.sides[i]-2)
		base, step[i], part[i] = base+k*stride, stride, at-float64(k)
		stride *= c.sides[i]
	}
	out := c.tetrahedron(base, step[c.in-3:c.in], part[c.in-3:c.in])
	if c.in == 4 && part[0] > 0 {
		next := c.tetrahedron(base+step[0], step[1:], part[1:])
		for i := range out {
			out[i] += (next[i] - out[i]) * part[0]
		}
	}
	return out
}

// tetrahedron goes from the corner at base to the opposite one along the axes, in descending order
// of part.
func (c clut) tetrahedron(base int, step []int, part []float64) vec {
	order := [3]int{0, 1, 2}
	for _, pair := range [3][2]int{{0, 1}, {1, 2}, {0, 1}} {
		if i, j := pair[0], pair[1]; part[order[i]] < part[order[j]] {
			order[i], order[j] = order[j], order[i]
		}
	}
	a, b, d := order[0], order[1], order[2]
	at := [4]int{base, base + step[a], base + step[a] + step[b], base + step[a] + step[b] + step[d]}
	weights := [4]float64{1 - part[a], part[a] - part[b], part[b] - part[d], part[d]}
	var out vec
	for k, weight := range weights {
		for i, p := range c.points[at[k] : at[k]+c.out] {
			out[i] += weight * float64(p) / math.MaxUint16
		}
	}
	return out
}
