package gif

import (
	"math/bits"
	"slices"
)

// palette is a colour table with a slot for transparency, which shows colours between its own by mixing two.
type palette struct {
	colors [][3]byte // the first stands for none
	off    int       // the mean square of how far the colours it was made for are from its own
	near   [][]byte  // the colours that can be nearest to one of a cube of eight values a side; nil before they are looked for
	plain  bool      // it shows colors by the nearest of its own
	close  [][]byte  // for each color those that may stand for it; nil before they are looked for
	mixed  []mixture // what was found for colours last, each at a place that follows from it
}

// mixture is how a colour is shown.
type mixture struct {
	color         [3]byte
	known         bool
	first, second byte
	share         uint8 // of the second, in 128ths
}

const (
	// sample is how many pixels a palette is chosen by.
	sample = 1 << 18
	// probe is how many pixels tell whether a palette serves a frame.
	probe = 1 << 12
)

// newPalette chooses a palette for opaque pixels, given with four bytes each: their own colours where they are few.
func newPalette(pix []byte, most int, plain bool) *palette {
	p := &palette{plain: plain, near: make([][]byte, 1<<15), mixed: make([]mixture, 1<<12)}
	if few := fewColors(pix, most); few != nil {
		p.set(few)
		return p
	}
	p.choose(pix, most)
	p.off = p.miss(pix)
	return p
}

// unseen is the mean square of how far colors may be off and look right.
const unseen = 20

// choose chooses at most most colors: in a plain palette no more than it takes to look right, because each
// costs bytes in every frame.
func (p *palette) choose(pix []byte, most int) {
	sample := paletteSample(pix)
	own, _ := choosePalette(sample, most)
	p.set(own)
	for _, fewer := range []int{127, 63, 31, 15} {
		if !p.plain || fewer >= most {
			continue
		}
		q := palette{near: make([][]byte, 1<<15)}
		own, _ := choosePalette(sample, fewer)
		if q.set(own); q.miss(sample) > unseen {
			return
		}
		p.set(own)
	}
}

// nothing is the index of the color that is none.
const nothing = 0

// set gives the palette its colors, behind the one that is none.
func (p *palette) set(colors [][3]byte) {
	p.colors = append(make([][3]byte, 1, len(colors)+1), colors...)
	clear(p.near)
}

// order sorts the colors so that those of most of the pixels come first: a frame of few indexes takes shorter codes.
func (p *palette) order(pix []byte) {
	counts := make([]int, len(p.colors))
	pix = paletteSample(pix)
	for i := 0; i < len(pix); i += 4 {
		counts[p.nearest([3]byte(pix[i:i+3]))]++
	}
	uses := make(map[[3]byte]int, len(p.colors))
	for i, c := range p.colors[1:] {
		uses[c] = counts[i+1]
	}
	slices.SortStableFunc(p.colors[1:], func(a, b [3]byte) int { return uses[b] - uses[a] })
	clear(p.near)
}

// fewColors are the colours in order where one slot of a palette stays free, otherwise nil.
func fewColors(pix []byte, most int) [][3]byte {
	seen := map[[3]byte]bool{}
	var last [3]byte
	for i := 0; i < len(pix); i += 4 {
		c := [3]byte(pix[i : i+3])
		if i > 0 && c == last {
			continue
		}
		if last = c; !seen[c] {
			if len(seen) == most {
				return nil
			}
			seen[c] = true
		}
	}
	colors := make([][3]byte, 0, len(seen)+1)
	for c := range seen {
		colors = append(colors, c)
	}
	if len(colors) == 0 {
		colors = append(colors, [3]byte{}) // of a wholly transparent animation
	}
	slices.SortFunc(colors, func(a, b [3]byte) int { return slices.Compare(a[:], b[:]) })
	return colors
}

// paletteSample returns pixels that lie equally far apart.
func paletteSample(pix []byte) []byte {
	n := len(pix) / 4
	step := n/sample | 1
	out := make([]byte, 0, 4*(n/step+1))
	for i := 0; i < n; i += step {
		out = append(out, pix[4*i:4*i+4]...)
	}
	return out
}

// bits is the size of the table: it has 1<<bits colours.
func (p *palette) bits() int { return max(1, bits.Len(uint(len(p.colors)-1))) }

// table is the palette as it is stored.
func (p *palette) table() []byte {
	b := make([]byte, 3<<p.bits())
	for i, c := range p.colors {
		copy(b[3*i:], c[:])
	}
	return b
}

// miss is the mean square of how far the pixels are from the palette's colours.
func (p *palette) miss(pix []byte) int {
	n := len(pix) / 4
	step := n/probe | 1
	sum, count := 0, 0
	for i := 0; i < n; i += step {
		c := [3]byte(pix[4*i : 4*i+3])
		sum += distance(p.colors[p.nearest(c)], c)
		count++
	}
	return sum / max(count, 1)
}

// serves says that the palette shows the pixels about as well as those it was made for, or so well that nobody sees the difference.
func (p *palette) serves(missed int) bool { return missed <= max(2*p.off, 12) }

func distance(a, b [3]byte) int {
	r, g, bl := int(a[0])-int(b[0]), int(a[1])-int(b[1]), int(a[2])-int(b[2])
	return r*r + g*g + bl*bl
}

// nearest is the index of the colour nearest to c.
func (p *palette) nearest(c [3]byte) byte {
	key := int(c[0])>>3<<10 | int(c[1])>>3<<5 | int(c[2])>>3
	if p.near[key] == nil {
		p.near[key] = p.candidates(c)
	}
	best, least := byte(1), 1<<30
	for _, i := range p.near[key] {
		if d := distance(p.colors[i], c); d < least {
			best, least = i, d
		}
	}
	return best
}

// candidates are the colours that are nearest to some colour of c's cube: those that are not farther from its nearest point than
// another one is from its farthest.
func (p *palette) candidates(c [3]byte) []byte {
	closest := make([]int, len(p.colors)-1)
	bound := 1 << 30
	for i, q := range p.colors[1:] {
		farthest := 0
		for ch := range 3 {
			lo := int(c[ch]) &^ 7
			below, above := lo-int(q[ch]), int(q[ch])-lo-7
			if d := max(below, above, 0); d > 0 {
				closest[i] += d * d
			}
			far := max(-below, -above)
			farthest += far * far
		}
		bound = min(bound, farthest)
	}
	var found []byte
	for i, d := range closest {
		if d <= bound {
			found = append(found, byte(i+1))
		}
	}
	return found
}

// pick gives the index for colour c at (x, y). A colour that the palette has not is shown by two of its colours, in a pattern that depends on
// the place alone (ordered dithering after Bayer): what does not change from frame to frame does not flicker, and compresses.
func (p *palette) pick(c [3]byte, x, y int) byte {
	m := &p.mixed[(int(c[0])*0x9E5+int(c[1])*0x3B1+int(c[2])*0x47)&(len(p.mixed)-1)]
	if m.color != c || !m.known {
		if p.plain {
			*m = mixture{color: c, known: true, first: p.nearest(c)}
		} else {
			*m = p.mix(c)
		}
	}
	if int(m.share) > 2*bayer(x, y)+1 {
		return m.second
	}
	return m.first
}

// mix finds the colour nearest to c, and the one that is nearest to what is missing.
func (p *palette) mix(c [3]byte) mixture {
	m := mixture{color: c, known: true, first: p.nearest(c)}
	a := p.colors[m.first]
	if a == c {
		return m
	}
	var mirrored [3]byte // as far on the other side
	for ch := range 3 {
		mirrored[ch] = byte(min(max(2*int(c[ch])-int(a[ch]), 0), 255))
	}
	m.second = p.nearest(mirrored)
	if m.second == m.first {
		return m
	}
	b := p.colors[m.second]
	along, length := 0, 0 // c's way from a to b
	for ch := range 3 {
		d := int(b[ch]) - int(a[ch])
		along += (int(c[ch]) - int(a[ch])) * d
		length += d * d
	}
	m.share = uint8(min(max(128*along+length-1, 0)/length, 128))
	return m
}

// bayer is the 8 × 8 matrix of thresholds 0–63: the bits of x^y and y, interleaved in reverse.
func bayer(x, y int) int {
	v := 0
	for bit := range 3 {
		v = v<<2 | (x^y)>>bit&1<<1 | y>>bit&1
	}
	return v
}

// alternatives returns for each color those that may stand for it where a pixel may be off by alike more, the nearest first.
func (p *palette) alternatives(alike int) [][]byte {
	if p.close != nil {
		return p.close
	}
	p.close = make([][]byte, len(p.colors))
	for i, a := range p.colors[1:] {
		var near []byte
		for j, b := range p.colors[1:] {
			if i != j && distance(a, b) <= 2*alike {
				near = append(near, byte(j+1))
			}
		}
		slices.SortStableFunc(near, func(x, y byte) int { return distance(p.colors[x], a) - distance(p.colors[y], a) })
		p.close[i+1] = near
	}
	return p.close
}
