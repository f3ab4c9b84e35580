package icc

import "math"

// grid is a model's table at evenly spaced points. Between them its numbers are interpolated in the tetrahedron around the colour,
// and of inks linearly between two of those along cyan, as other engines do.
type grid struct {
	light
	cubic  bool
	at     [4][]uint32 // where a value lies along its axis, in 65536ths of a point
	stride [4]int      // the way to the next point along an axis, in numbers
	points []float32   // three of each point
	opaque uint16
}

// one is a step between two points.
const one = 1 << 16

// gridSide is how many points a grid has along each axis: near the number that is right for so many channels, and such that the points
// of the profile's own table are among them.
func gridSide(channels, own int) int {
	want, most := 33, 53
	if channels == 4 {
		want, most = 17, 23
	}
	if own < 2 {
		return want
	}
	times := max(1, int(math.Round(float64(want-1)/float64(own-1))))
	if side := (own-1)*times + 1; side <= most {
		return side
	}
	return want
}

func newGrid(m model, most int) *grid {
	side := gridSide(m.channels, m.grid)
	g := &grid{light: newLight(m, most), cubic: m.cubic, opaque: uint16(most)}
	count, reach := 1, 3
	for c := m.channels - 1; c >= 0; c-- {
		g.stride[c] = 3 * count
		reach += g.stride[c]
		count *= side
		g.at[c] = make([]uint32, most+1)
		for v := range g.at[c] {
			g.at[c][v] = uint32(unit(m.pre[c](float64(v)/float64(most)))*float64((side-1)*one) + 0.5)
		}
	}
	g.points = make([]float32, 3*count+reach) // a colour on the last point looks at those behind it, with no weight
	last := float64(side - 1)
	for i := range count {
		var v vec
		for c, rest := m.channels-1, i; c >= 0; c, rest = c-1, rest/side {
			v[c] = float64(rest%side) / last
		}
		v = m.table(v)
		for c, x := range v[:3] {
			g.points[3*i+c] = float32(x)
		}
	}
	return g
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
		}
		px[0], px[1], px[2] = g.value(0, a, b, c), g.value(1, a, b, c), g.value(2, a, b, c)
	}
}

func cubed32(t float32) float32 {
	const delta = 6.0 / 29
	if t > delta {
		return t * t * t
	}
	return 3 * delta * delta * (t - 4.0/29)
}

// corners are the way from one corner of a tetrahedron to the others, and the weights of all four.
type corners struct {
	step   [3]int
	weight [4]float32
}

// tetrahedron finds the corners for a place between points: along the axis of the largest part first.
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
	return corners{[3]int{x, x + y, x + y + z}, [4]float32{float32(one-a) / one, float32(a-b) / one, float32(b-c) / one, float32(c) / one}}
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
