package samples

import "math"

// ridgeTops returns per ridge, the farthest first, and per column the row, in pixels from the top,
// where it begins.
func (s scene) ridgeTops(width, height int) [][]float32 {
	tops := make([][]float32, s.ridges)
	for i := range tops {
		tops[i] = make([]float32, width)
		near := float32(i) / float32(s.ridges-1)
		base := s.first + (s.last-s.first)*near
		swing := (0.2 - 0.1*near) * s.roughness * (s.last - s.first + 0.14)
		// The same width holds the same number of hills, whatever the picture's shape.
		scale := float32(width) / float32(height)
		for x := range width {
			at := float32(x) / float32(width) * scale
			tops[i][x] = (base - swing*ridge(s.seed+uint32(i)*101, at*(1.4+near))) * float32(height)
		}
		if s.trees > 0 && near > 0.45 {
			s.plant(tops[i], height, near, uint32(i))
		}
	}
	return tops
}

// plant raises a ridge's outline by a row of firs.
func (s scene) plant(top []float32, height int, near float32, ridgeSeed uint32) {
	tall := s.trees * near * near * float32(height)
	step := max(tall*0.36, 3)
	outline := make([]float32, len(top))
	copy(outline, top)
	for i := range int(float32(len(top))/step) + 2 {
		h := hash(s.seed^0x5bd1, ridgeSeed, uint32(i))
		if h%8 == 0 {
			continue // a gap
		}
		middle := (float32(i) + float32(h>>8&0xff)/255 - 0.5) * step
		size := tall * (0.45 + 0.55*float32(h>>16&0xff)/255)
		half := size * 0.24
		for x := max(int(middle-half), 0); x <= min(int(middle+half), len(top)-1); x++ {
			side := float32(math.Abs(float64(float32(x)-middle))) / half
			// Branches: a saw-tooth along the slope.
			teeth := 0.07 * (side*6 - float32(math.Floor(float64(side*6))))
			lift := size * (1 - min(side-teeth, 1))
			outline[x] = min(outline[x], top[x]-lift)
		}
	}
	copy(top, outline)
}

// ridge returns the height of a mountain outline at x, about -1 to 1: octaves of noise.
func ridge(seed uint32, x float32) float32 {
	var sum float32
	amplitude, frequency := float32(1), float32(2.3)
	for octave := range 7 {
		sum += amplitude * (2*noise(seed, x*frequency, float32(octave)*7.7) - 1)
		amplitude *= 0.5
		frequency *= 2.1
	}
	return sum
}

// noise returns smooth value noise in the plane, 0 to 1.
func noise(seed uint32, x, y float32) float32 {
	x0, y0 := math.Floor(float64(x)), math.Floor(float64(y))
	fx, fy := x-float32(x0), y-float32(y0)
	fx, fy = fx*fx*(3-2*fx), fy*fy*(3-2*fy)
	corner := func(dx, dy int32) float32 {
		return float32(hash(seed, uint32(int32(x0)+dx), uint32(int32(y0)+dy))&0xffff) / 0xffff
	}
	upper := corner(0, 0) + (corner(1, 0)-corner(0, 0))*fx
	lower := corner(0, 1) + (corner(1, 1)-corner(0, 1))*fx
	return upper + (lower-upper)*fy
}

// hash mixes three numbers into one that looks random, and is the same on every machine.
func hash(a, b, c uint32) uint32 {
	h := a*0x9e3779b1 ^ b*0x85ebca77 ^ c*0xc2b2ae3d
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 12
	h *= 0x297a2d39
	return h ^ h>>15
}
