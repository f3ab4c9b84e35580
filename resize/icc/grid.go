package icc

import "math"

// grid is a model's table at evenly spaced points. Between them it interpolates in the tetrahedron
// around the color, and for inks linearly between two of those along cyan, as other engines do.
type grid struct {
	encoder
	cubic  bool
	at     [4][]uint32  // the place of a value along its axis, in 65536ths of a point
	stride [4]int       // numbers from one point to the next along an axis
	points []float32    // three numbers per point
	last   [3][]float32 // nil, or the curves after it, at lastPoints points
	opaque uint16
}

// lastPoints is large enough that a curve is straight between two points.
const lastPoints = 4096

// one is a step between two points.
const one = 1 << 16

// gridSides returns how many points a grid has along each axis: near the right number for so many
// channels. The points of the profile's own table are among them, equally far apart on all axes, so
// that the grid's tetrahedra fit into the table's.
func gridSides(channels int, own [4]int) [4]int {
	want, most := 33, 53
	if channels == 4 {
		want, most = 17, 23
	}
	largest := max(own[0], own[1], own[2], own[3])
	times := 0
	if largest >= 2 {
		times = max(1, int(math.Round(float64(want-1)/float64(largest-1))))
	}
	var sides [4]int
	for c := range channels {
		sides[c] = want
		if times > 0 && (largest-1)*times+1 <= most {
			sides[c] = (own[c]-1)*times + 1
		}
	}
	return sides
}

func newGrid(m model, most int) *grid {
	g := &grid{encoder: newEncoder(m, most), cubic: m.cubic, opaque: uint16(most)}
	count, reach := 1, 3
	sides := gridSides(m.channels, m.sides)
	for c := m.channels - 1; c >= 0; c-- {
		side := sides[c]
		g.stride[c] = 3 * count
		reach += g.stride[c]
		count *= side
		g.at[c] = make([]uint32, most+1)
		for v := range g.at[c] {
			at := clamp(m.pre[c](float64(v) / float64(most)))
			g.at[c][v] = uint32(at*float64((side-1)*one) + 0.5)
		}
	}
	for i, c := range m.last {
		g.last[i] = make([]float32, lastPoints+1)
		for k := range g.last[i] {
			g.last[i][k] = float32(c(float64(k) / lastPoints))
		}
	}
	// A color on the last point reads those after it, with a weight of zero.
	g.points = make([]float32, 3*count+reach)
	for i := range count {
		var v vec
		for c, rest := m.channels-1, i; c >= 0; c, rest = c-1, rest/sides[c] {
			v[c] = float64(rest%sides[c]) / float64(sides[c]-1)
		}
		v = m.table(v)
		for c, x := range v[:3] {
			g.points[3*i+c] = float32(x)
		}
	}
	return g
}

func (g *grid) bytes() int {
	n := len(g.points)
	for _, at := range g.at {
		n += len(at)
	}
	for _, last := range g.last {
		n += len(last)
	}
	return 4 * n
}

func (g *grid) convert(px []uint16) {
	inks := g.at[3] != nil
	for ; len(px) >= 4; px = px[4:] {
		first, stride, base := 0, g.stride[:3], 0
		if inks {
			first, stride = 1, g.stride[1:]
		}
		x, y, z := g.at[first][px[first]], g.at[first+1][px[first+1]], g.at[first+2][px[first+2]]
		base += int(x/one)*stride[0] + int(y/one)*stride[1] + int(z/one)*stride[2]
		t := tetrahedron(stride, x%one, y%one, z%one)
		var a, b, c float32
		if !inks {
			a, b, c = t.numbers(g.points[base:])
		} else {
			at := g.at[0][px[0]]
			base += int(at/one) * g.stride[0]
			a, b, c = t.numbers(g.points[base:])
			if part := float32(at%one) / one; part != 0 {
				d, e, f := t.numbers(g.points[base+g.stride[0]:])
				a, b, c = a+(d-a)*part, b+(e-b)*part, c+(f-c)*part
			}
			px[3] = g.opaque
		}
		if g.cubic {
			a, b, c = cubed32(a), cubed32(b), cubed32(c)
		} else if g.last[0] != nil {
			a, b, c = between(g.last[0], a), between(g.last[1], b), between(g.last[2], c)
		}
		px[0], px[1], px[2] = g.value(0, a, b, c), g.value(1, a, b, c), g.value(2, a, b, c)
	}
}

// between returns the value of a curve between its points.
func between(points []float32, x float32) float32 {
	x = min(max(x, 0), 1) * lastPoints
	i := min(int(x), lastPoints-1)
	return points[i] + (points[i+1]-points[i])*(x-float32(i))
}

func cubed32(t float32) float32 {
	const delta = 6.0 / 29
	if t > delta {
		return t * t * t
	}
	return 3 * delta * delta * (t - 4.0/29)
}

// corners are the offsets from one corner of a tetrahedron to the others, and the weights of all
// four.
type corners struct {
	step   [3]int
	weight [4]float32
}

// tetrahedron returns the corners for a place between points. The axes come in descending order of
// part.
func tetrahedron(stride []int, a, b, c uint32) corners {
	x, y, z := stride[0], stride[1], stride[2]
	if a < b {
		a, b, x, y = b, a, y, x
	}
	if b < c {
		b, c, y, z = c, b, z, y
	}
	if a < b {
		a, b, x, y = b, a, y, x
	}
	return corners{[3]int{x, x + y, x + y + z},
		[4]float32{float32(one-a) / one, float32(a-b) / one, float32(b-c) / one, float32(c) / one}}
}

func (t *corners) numbers(points []float32) (a, b, c float32) {
	p, w := points[:3], t.weight[0]
	a, b, c = w*p[0], w*p[1], w*p[2]
	for i, at := range t.step {
		p, w = points[at:at+3], t.weight[i+1]
		a, b, c = a+w*p[0], b+w*p[1], c+w*p[2]
	}
	return a, b, c
}
