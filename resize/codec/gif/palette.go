package gif

import (
	"math/bits"
	"slices"
)

// palette is a color table with a slot for transparency. It shows colors between its own by mixing
// two, unless it is plain.
type palette struct {
	colors [][3]byte // the first is transparent
	off    int       // the mean square error of the colors it was made for
	plain  bool      // it shows colors by the nearest of its own
	search *colorSearch
	close  [][]byte  // for each color those that may stand for it; nil before they are looked for
	mixed  []mixture // a cache of mix, by a hash of the color
}

// mixture is how a color is shown.
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

// newPalette chooses a palette for opaque pixels, given with four bytes each: their own colors
// where they are few.
func newPalette(pix []byte, most int, plain bool) *palette {
	p := &palette{plain: plain, mixed: make([]mixture, 1<<12)}
	if few, ok := ownColors(pix, most); ok {
		if len(few) == 0 {
			few = [][3]byte{{}} // of a wholly transparent animation
		}
		p.set(few)
		return p
	}
	p.choose(pix, most)
	p.off = p.miss(pix)
	return p
}

// unseen is the mean square error that is not seen.
const unseen = 20

// choose chooses at most most colors: in a plain palette no more than it takes to look right,
// because each costs bytes in every frame.
func (p *palette) choose(pix []byte, most int) {
	counts := []int{most}
	for _, fewer := range []int{127, 63, 31, 15} {
		if p.plain && fewer < most {
			counts = append(counts, fewer)
		}
	}
	sample := paletteSample(pix)
	points := countColors(sample)
	for i, means := range cutColors(points, counts...) {
		q := palette{}
		q.set(refineColors(points, means))
		if i > 0 && q.miss(sample) > unseen {
			return
		}
		p.colors, p.search = q.colors, q.search
	}
}

// nothing is the index of the transparent color.
const nothing = 0

// set gives the palette its colors, behind the transparent one.
func (p *palette) set(colors [][3]byte) {
	p.colors = append(make([][3]byte, 1, len(colors)+1), colors...)
	p.search = newByteSearch(p.colors[1:])
}

// order sorts the colors so that those of most of the pixels come first: a frame of few indexes
// takes shorter codes.
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
	colors := slices.Clone(p.colors[1:])
	slices.SortStableFunc(colors, func(a, b [3]byte) int { return uses[b] - uses[a] })
	p.set(colors)
}

// paletteSample returns pixels that lie equally far apart.
func paletteSample(pix []byte) []byte {
	n := len(pix) / 4
	step := n/sample | 1
	if step == 1 {
		return pix
	}
	out := make([]byte, 0, 4*(n/step+1))
	for i := 0; i < n; i += step {
		out = append(out, pix[4*i:4*i+4]...)
	}
	return out
}

// bits is the size of the table: it has 1<<bits colors.
func (p *palette) bits() int { return max(1, bits.Len(uint(len(p.colors)-1))) }

// table is the palette as it is stored.
func (p *palette) table() []byte {
	b := make([]byte, 3<<p.bits())
	for i, c := range p.colors {
		copy(b[3*i:], c[:])
	}
	return b
}

// miss is the mean square error of the pixels shown in the palette's colors.
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

// serves reports whether the palette shows pixels, missed by missed, about as well as those it was
// made for, or so well that the difference is not seen.
func (p *palette) serves(missed int) bool { return missed <= max(2*p.off, 12) }

func distance(a, b [3]byte) int {
	r, g, bl := int(a[0])-int(b[0]), int(a[1])-int(b[1]), int(a[2])-int(b[2])
	return r*r + g*g + bl*bl
}

// nearest returns the index of the color nearest to c.
func (p *palette) nearest(c [3]byte) byte {
	return byte(1 + p.search.nearest([3]int32{int32(c[0]), int32(c[1]), int32(c[2])}))
}

// pick returns the index for color c at (x, y). A color that the palette lacks is shown by two of
// its colors, in a pattern that depends on the place alone (ordered dithering after Bayer): what
// does not change from frame to frame does not flicker, and compresses.
func (p *palette) pick(c [3]byte, x, y int) byte {
	hash := int(c[0])*0x9E5 + int(c[1])*0x3B1 + int(c[2])*0x47
	m := &p.mixed[hash&(len(p.mixed)-1)]
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

// mix finds the color nearest to c, and the one nearest to what that lacks.
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

// alternatives returns for each color those that may stand for it where a pixel's error may grow
// by alike, the nearest first.
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
		slices.SortStableFunc(near, func(x, y byte) int {
			return distance(p.colors[x], a) - distance(p.colors[y], a)
		})
		p.close[i+1] = near
	}
	return p.close
}
