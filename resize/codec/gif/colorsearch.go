package gif

import "slices"

// colorSearch finds the nearest of some colors: they are ordered by their brightness, and those
// whose brightness alone is farther off than the best one are not looked at.
type colorSearch struct {
	color [][3]int32
	sum   []int32 // of the channels
	index []int
	start []int // by the sum of the channels, less shift bits: where to begin
	shift int
}

// newByteSearch takes colors of eight bits per channel.
func newByteSearch(colors [][3]byte) *colorSearch {
	wide := make([][3]int32, len(colors))
	for i, c := range colors {
		wide[i] = [3]int32{int32(c[0]), int32(c[1]), int32(c[2])}
	}
	return newColorSearch(wide, 0)
}

// newColorSearch takes colors whose channels are up to 255 << shift.
func newColorSearch(colors [][3]int32, shift int) *colorSearch {
	s := &colorSearch{shift: shift, index: make([]int, len(colors)), start: make([]int, 3*256+1)}
	for i := range s.index {
		s.index[i] = i
	}
	sum := func(c [3]int32) int32 { return c[0] + c[1] + c[2] }
	slices.SortStableFunc(s.index, func(a, b int) int {
		return int(sum(colors[a]) - sum(colors[b]))
	})
	for _, i := range s.index {
		s.color = append(s.color, colors[i])
		s.sum = append(s.sum, sum(colors[i]))
	}
	at := 0
	for i := range s.start {
		for at < len(s.sum)-1 && s.sum[at] < int32(i)<<shift {
			at++
		}
		s.start[i] = at
	}
	return s
}

// nearest returns the index of the color nearest to c; of equally near ones it is always the same.
func (s *colorSearch) nearest(c [3]int32) int {
	sum := c[0] + c[1] + c[2]
	at := s.start[sum>>s.shift]
	best, least := 0, int32(1<<29)
	look := func(i int) bool {
		d := s.sum[i] - sum
		if d*d > 3*least { // the squares of three differences are at least a third of their sum's
			return false
		}
		q := &s.color[i]
		r, g, b := q[0]-c[0], q[1]-c[1], q[2]-c[2]
		if d := r*r + g*g + b*b; d < least {
			best, least = i, d
		}
		return true
	}
	for up, down, i := true, true, 0; up || down; i++ {
		up = up && at+i < len(s.sum) && look(at+i)
		down = down && at-1-i >= 0 && look(at-1-i)
	}
	return s.index[best]
}
