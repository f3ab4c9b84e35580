package gif

import (
	"image"
	"slices"
)

// ditherMost is how much of its neighbours' errors a pixel takes, in levels. More would not bring colours back that the palette cannot mix, but
// noise.
const ditherMost = 16

// dither spreads each pixel's error over its neighbours (Floyd and Steinberg, 1976), every other row from right to left, so that no
// worms run across plain gradients. A pixel whose colour the palette has gets just that, and what was left of its neighbours'
// errors ends there: plain areas and lines stay clean.
func dither(dst *image.Paletted, src *image.NRGBA, palette [][3]byte) {
	w := src.Rect.Dx()
	nearest := newNearest(palette)
	clear := byte(len(dst.Palette) - 1)
	row, next := make([][3]int, w+2), make([][3]int, w+2) // errors in sixteenths, one pixel of margin at both ends
	for y := range src.Rect.Dy() {
		x, end, step := 0, w, 1
		if y%2 == 1 {
			x, end, step = w-1, -1, -1
		}
		for ; x != end; x += step {
			p := src.Pix[y*src.Stride+4*x:][:4:4]
			to := &dst.Pix[y*dst.Stride+x]
			if p[3] < 0x80 {
				*to = clear
				continue
			}
			if *to = nearest.find([3]byte(p)); palette[*to] == [3]byte(p) {
				continue
			}
			var want [3]int
			for ch := range 3 {
				want[ch] = int(p[ch]) + min(max((row[x+1][ch]+8)>>4, -ditherMost), ditherMost)
			}
			*to = nearest.find([3]byte{clamp(want[0]), clamp(want[1]), clamp(want[2])})
			for ch := range 3 {
				e := want[ch] - int(palette[*to][ch])
				row[x+1+step][ch] += 7 * e
				next[x+1-step][ch] += 3 * e
				next[x+1][ch] += 5 * e
				next[x+1+step][ch] += e
			}
		}
		row, next = next, row
		for i := range next {
			next[i] = [3]int{}
		}
	}
}

func clamp(v int) byte { return byte(min(max(v, 0), 255)) }

// nearest finds palette entries by colour and remembers what it found for colours that differ by a level: seven bits a channel.
type nearest struct {
	search *colorSearch
	known  []int16 // 1 + index, 0 when not looked up yet, -1 where the palette itself has colours that differ so little
}

func newNearest(palette [][3]byte) *nearest {
	colors := make([][3]int32, len(palette))
	n := &nearest{known: make([]int16, 1<<21)}
	for i, c := range palette {
		colors[i] = [3]int32{int32(c[0]), int32(c[1]), int32(c[2])}
		if at := &n.known[nearestCell(c)]; *at == 0 {
			*at = int16(i) + 1 // so that the palette's own colours are found
		} else {
			*at = -1
		}
	}
	n.search = newColorSearch(colors, 0)
	return n
}

func (n *nearest) find(c [3]byte) byte {
	at := &n.known[nearestCell(c)]
	if *at > 0 {
		return byte(*at - 1)
	}
	i := n.search.nearest([3]int32{int32(c[0]), int32(c[1]), int32(c[2])})
	if *at == 0 {
		*at = int16(i) + 1
	}
	return byte(i)
}

func nearestCell(c [3]byte) int { return int(c[0])>>1<<14 | int(c[1])>>1<<7 | int(c[2])>>1 }

// colorSearch finds the nearest of some colours: they are ordered by their brightness, and those whose brightness alone is farther off than the
// best one are not looked at.
type colorSearch struct {
	color [][3]int32
	sum   []int32 // of the channels
	index []int
	start []int // by the sum of the channels, less shift bits: where to begin
	shift int
}

// newColorSearch takes colours whose channels are up to 255 << shift.
func newColorSearch(colors [][3]int32, shift int) *colorSearch {
	s := &colorSearch{shift: shift, index: make([]int, len(colors)), start: make([]int, 3*256+1)}
	for i := range s.index {
		s.index[i] = i
	}
	sum := func(c [3]int32) int32 { return c[0] + c[1] + c[2] }
	slices.SortStableFunc(s.index, func(a, b int) int { return int(sum(colors[a]) - sum(colors[b])) })
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

// nearest is the index of the colour nearest to c; of equally near ones it is always the same.
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
