package raster

import "sizemill/resize/resample"

// Strength is how much a picture is sharpened after it was scaled.
type Strength int

// The strengths. Sharpening subtracts a blur by (1 2 1)/4 in both directions from a picture's
// brightness, and adds half (Low) or all (High) of the difference. An edge between two areas
// overshoots by an eighth or a quarter of its height; the finest stripes gain half or all of their
// contrast. Low is about imaging.Sharpen with a sigma of 0.5, High with 1.
const (
	Off Strength = iota
	Low
	High
)

// Sharpener sharpens pictures in place. It keeps some rows between pictures. The zero value is
// ready. It is not safe for concurrent use.
//
// It sharpens only brightness (Rec. 601, like a JPEG's), by adding the same to all channels, so
// that gray stays gray and edges get no color. A plain area stays exactly what it was; results are
// clamped to black and white. Pixels count by their alpha. Beyond its edge the picture repeats its
// last pixels.
type Sharpener struct {
	bright [3][]int32 // brightness, in 256ths, of the row before, this one and the next
	alpha  [3][]int32
}

// Plane sharpens a plane of one channel.
func (s *Sharpener) Plane(p resample.Plane, strength Strength) {
	if strength != Off {
		c := newCanvas(p.Pix, p.Width, p.Height, 1)
		c.stride = p.Stride
		sharpen(s, c, strength)
	}
}

// Kept returns the memory that s keeps, in bytes.
func (s *Sharpener) Kept() int {
	n := 0
	for i := range s.bright {
		n += 4 * (cap(s.bright[i]) + cap(s.alpha[i]))
	}
	return n
}

// The weights of red, green and blue in brightness, in 256ths.
const redShare, greenShare, blueShare = 77, 150, 29

// sharpen sharpens c, whose colors are not premultiplied.
func sharpen[T sample](s *Sharpener, c canvas[T], strength Strength) {
	shift := 8 + 4 // of 256ths and of the sum of the blur's weights
	if strength == Low {
		shift++
	}
	for i := range s.bright {
		s.bright[i] = resample.Grow(s.bright[i], c.width)
		s.alpha[i] = resample.Grow(s.alpha[i], c.width)
	}
	read := func(y int) {
		if c.channels == 1 {
			for x, v := range c.row(y) {
				s.bright[2][x] = int32(v) << 8
			}
			return
		}
		row := c.row(y)
		for x := range s.bright[2] {
			p := row[4*x : 4*x+4 : 4*x+4]
			s.bright[2][x] = redShare*int32(p[0]) + greenShare*int32(p[1]) + blueShare*int32(p[2])
			s.alpha[2][x] = int32(p[3])
		}
	}
	read(0)
	copy(s.bright[1], s.bright[2])
	copy(s.alpha[1], s.alpha[2])
	for y := range c.height {
		s.bright[0], s.bright[1], s.bright[2] = s.bright[1], s.bright[2], s.bright[0]
		s.alpha[0], s.alpha[1], s.alpha[2] = s.alpha[1], s.alpha[2], s.alpha[0]
		if y+1 < c.height {
			read(y + 1)
		} else {
			copy(s.bright[2], s.bright[1])
			copy(s.alpha[2], s.alpha[1])
		}
		if c.opaque {
			sharpenRow(s, c.row(y), c.channels, shift)
		} else {
			sharpenTranslucent(s, c.row(y), shift)
		}
	}
}

// sharpenRow sharpens an opaque row.
func sharpenRow[T sample](s *Sharpener, row []T, channels, shift int) {
	before, here, after := s.bright[0], s.bright[1], s.bright[2]
	before, after = before[:len(here)], after[:len(here)]
	round := int32(1) << shift >> 1
	left := before[0] + 2*here[0] + after[0]
	middle := left
	for x, v := range here {
		next := min(x+1, len(here)-1)
		right := before[next] + 2*here[next] + after[next]
		add := (16*v - left - 2*middle - right + round) >> shift
		left, middle = middle, right
		if add == 0 {
			continue
		}
		if channels == 1 {
			row[x] = clamp[T](int32(row[x]) + add)
			continue
		}
		p := row[4*x : 4*x+4 : 4*x+4]
		p[0] = clamp[T](int32(p[0]) + add)
		p[1] = clamp[T](int32(p[1]) + add)
		p[2] = clamp[T](int32(p[2]) + add)
	}
}

// sharpenTranslucent sharpens a row in which brightness counts by its alpha.
func sharpenTranslucent[T sample](s *Sharpener, row []T, shift int) {
	column := func(x int) (sum, weight int64) {
		for i, times := range [3]int64{1, 2, 1} {
			a := times * int64(s.alpha[i][x])
			sum, weight = sum+a*int64(s.bright[i][x]), weight+a
		}
		return sum, weight
	}
	round := int64(1) << shift >> 1
	left, leftWeight := column(0)
	middle, middleWeight := left, leftWeight
	for x, v := range s.bright[1] {
		right, rightWeight := column(min(x+1, len(s.bright[1])-1))
		sum, weight := left+2*middle+right, leftWeight+2*middleWeight+rightWeight
		left, leftWeight, middle, middleWeight = middle, middleWeight, right, rightWeight
		p := row[4*x : 4*x+4 : 4*x+4]
		if p[3] == 0 {
			continue
		}
		add := int32((16*(int64(v)*weight-sum)/weight + round) >> shift)
		p[0] = clamp[T](int32(p[0]) + add)
		p[1] = clamp[T](int32(p[1]) + add)
		p[2] = clamp[T](int32(p[2]) + add)
	}
}

// clamp returns v as a sample, between black and white.
func clamp[T sample](v int32) T { return T(min(max(v, 0), int32(^T(0)))) }
