package gif

import "slices"

// A palette is chosen in two steps. First the colors are cut in boxes, always where it takes most
// from the sum of squared distances from their box's mean (after Wu, "Efficient Statistical
// Computations for Optimal Color Quantization", 1991); then the means are moved to the center of
// their nearest colors a few times (Lloyd's algorithm). Both run on a histogram of bounded size.
// All numbers are integers, or multiplied and added in a fixed order without fusing, so that a
// picture gives the same palette everywhere.

// colorPoint is some pixels of nearly the same color.
type colorPoint struct {
	n      int64
	sum    [3]int64 // of their channels
	mean   [3]int32 // of their channels, in sixteenths
	common [3]byte  // the color of most of them, if one is
	votes  int64    // at least how many more have that color than others
}

const (
	// histogramBits is the size of the table below: it tells apart as many colors as there are with
	// six bits per channel.
	histogramBits = 18
	// exactColors is how many colors are told apart exactly. Photos have more, and for them six
	// bits are as good.
	exactColors = 1 << 15
)

// countColors counts the visible colors of pixels: all of them where they are not too many. Points
// are in the order of their first pixels.
func countColors(pix []byte) []colorPoint {
	h := colorCounter{at: make([]int32, 1<<histogramBits)}
	if !h.count(pix, true) {
		clear(h.at)
		h.points, h.keys = h.points[:0], h.keys[:0]
		h.count(pix, false)
	}
	for i := range h.points {
		q := &h.points[i]
		for ch := range 3 {
			q.mean[ch] = int32((16*q.sum[ch] + q.n/2) / q.n)
		}
	}
	return h.points
}

// colorCounter finds the point of a color.
type colorCounter struct {
	at     []int32 // where a point is, plus one: by a hash of its color, or by the first bits of it
	points []colorPoint
	keys   []uint32 // the exact colors
}

// count counts pixels, and reports false where there are too many exact colors.
func (h *colorCounter) count(pix []byte, exact bool) bool {
	for i := 0; i < len(pix); i += 4 {
		p := pix[i : i+4 : i+4]
		if p[3] < 0x80 {
			continue
		}
		var at int32
		if exact {
			at = h.exact(uint32(p[0])<<16 | uint32(p[1])<<8 | uint32(p[2]))
		} else {
			at = h.slot(uint32(p[0]>>2)<<12 | uint32(p[1]>>2)<<6 | uint32(p[2]>>2))
		}
		if at < 0 {
			return false
		}
		q := &h.points[at]
		q.n++
		for ch := range 3 {
			q.sum[ch] += int64(p[ch])
		}
		// The majority's vote after Boyer and Moore.
		switch c := [3]byte(p); {
		case q.votes == 0:
			q.common, q.votes = c, 1
		case q.common == c:
			q.votes++
		default:
			q.votes--
		}
	}
	return true
}

// slot is the point at a place of the table.
func (h *colorCounter) slot(place uint32) int32 {
	if h.at[place] == 0 {
		h.points = append(h.points, colorPoint{})
		h.at[place] = int32(len(h.points))
	}
	return h.at[place] - 1
}

// exact is the point of a color; negative where there is no room for more.
func (h *colorCounter) exact(key uint32) int32 {
	const multiplier = 2654435769 // 2^32 over the golden ratio, after Knuth
	place := key * multiplier >> (32 - histogramBits)
	for h.at[place] != 0 && h.keys[h.at[place]-1] != key {
		place = (place + 1) % (1 << histogramBits)
	}
	if h.at[place] == 0 {
		if len(h.keys) == exactColors {
			return -1
		}
		h.keys = append(h.keys, key)
	}
	return h.slot(place)
}

// colorBox is some of the points, and the best way to cut them in two.
type colorBox struct {
	points  []colorPoint
	channel int
	at      int32   // points whose mean in that channel is less go to one side
	gain    float64 // what the cut takes from the sum of squares
}

// cutLevels is how many means a channel is cut between.
const cutLevels = 256

// newColorBox finds the best of all cuts across the channels.
func newColorBox(points []colorPoint) colorBox {
	b := colorBox{points: points}
	if len(points) < 2 {
		return b
	}
	for ch := range 3 {
		var count, sum [cutLevels]int64
		var all, total int64
		for i := range points {
			p := &points[i]
			level := p.mean[ch] >> 4
			count[level] += p.n
			sum[level] += p.sum[ch]
			all += p.n
			total += p.sum[ch]
		}
		// Between two sides of n and m pixels the squares lose nm/(n+m) times the square of their
		// means' distance. What a cut takes in the other channels is left out: it is little, and
		// would have to be summed up for every level.
		var n, s int64
		for level := range int32(cutLevels - 1) {
			n += count[level]
			s += sum[level]
			m := all - n
			if count[level] == 0 || n == 0 || m == 0 {
				continue
			}
			apart := float64(s)/float64(n) - float64(total-s)/float64(m)
			gain := float64(float64(n)*float64(m)) / float64(all) * float64(apart*apart)
			if gain > b.gain {
				b.channel, b.at, b.gain = ch, (level+1)<<4, gain
			}
		}
	}
	return b
}

// split cuts b; it has a gain.
func (b colorBox) split() (colorBox, colorBox) {
	i := 0
	for j := range b.points {
		if b.points[j].mean[b.channel] < b.at {
			b.points[i], b.points[j] = b.points[j], b.points[i]
			i++
		}
	}
	return newColorBox(b.points[:i]), newColorBox(b.points[i:])
}

// cutColors returns the means of boxes, in sixteenths: at most counts[0], and as many as each of
// the other counts, which become smaller. It changes the order of points.
func cutColors(points []colorPoint, counts ...int) [][][3]int32 {
	out := make([][][3]int32, len(counts))
	boxes := []colorBox{newColorBox(points)}
	for i, most := range slices.Backward(counts) {
		boxes = cutBoxes(boxes, most)
		for _, b := range boxes {
			var g colorGroup
			for j := range b.points {
				g.add(&b.points[j])
			}
			out[i] = append(out[i], g.mean())
		}
	}
	return out
}

// cutBoxes cuts boxes until they are most, or cutting gains nothing.
func cutBoxes(boxes []colorBox, most int) []colorBox {
	for len(boxes) < most {
		best := 0
		for i := range boxes {
			if boxes[i].gain > boxes[best].gain {
				best = i
			}
		}
		if boxes[best].gain <= 0 {
			break
		}
		a, b := boxes[best].split()
		boxes[best] = a
		boxes = append(boxes, b)
	}
	return boxes
}

// colorGroup is what a color of the palette stands for.
type colorGroup struct {
	n      int64
	sum    [3]int64
	common [3]byte // the most frequent color
	votes  int64
}

func (g *colorGroup) add(p *colorPoint) {
	g.n += p.n
	for ch := range 3 {
		g.sum[ch] += p.sum[ch]
	}
	if p.votes > g.votes {
		g.common, g.votes = p.common, p.votes
	}
}

func (g *colorGroup) mean() [3]int32 {
	var m [3]int32
	for ch := range 3 {
		m[ch] = int32((16*g.sum[ch] + g.n/2) / g.n)
	}
	return m
}

// refinements is how often means are moved at most. The first few bring nearly all of what can be
// gained.
const refinements = 8

// refineColors moves the means and returns the colors that they have become. A color that most of a
// group's pixels have is taken itself, so that plain areas stay plain.
func refineColors(points []colorPoint, means [][3]int32) [][3]byte {
	groups := make([]colorGroup, len(means))
	for range refinements {
		clear(groups)
		search := newColorSearch(means, 4)
		for i := range points {
			groups[search.nearest(points[i].mean)].add(&points[i])
		}
		moved := false
		for i := range groups {
			if groups[i].n == 0 {
				continue // it stays where it was
			}
			m := groups[i].mean()
			moved = moved || m != means[i]
			means[i] = m
		}
		if !moved {
			break
		}
	}
	colors := make([][3]byte, len(means))
	for i, m := range means {
		for ch := range 3 {
			colors[i][ch] = byte(min((m[ch]+8)>>4, 0xFF))
		}
		if groups[i].votes > groups[i].n/2 {
			colors[i] = groups[i].common
		}
	}
	return colors
}
