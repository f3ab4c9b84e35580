package gif

import (
	"image"
	"math/bits"
)

// pixels is what is compressed.
type pixels struct {
	index  []byte
	other  []byte       // for each pixel another index that shows the same, or the same index; nil for the same everywhere
	row    int          // pixels per row
	colors [][3]byte    // of the indexes; nil where pixels are stored exactly
	near   [][]byte     // for each index others that show nearly the same
	alike  int          // the square of how much farther from what is wanted another color may be
	want   *image.NRGBA // what is wanted; nothing where the pixel is not drawn
	shown  *image.NRGBA // what is shown where the pixel is transparent
	wanted []byte       // index before pixels were changed
}

// trace is alike where a pixel goes on showing what it showed before: more would leave traces of what has gone.
const trace = 300

// plain reports whether pixel i is part of a plain area, where another color would be seen.
func (p *pixels) plain(i int) bool {
	v := p.wanted[i]
	return i > 0 && v == p.wanted[i-1] && (i < p.row || v == p.wanted[i-p.row])
}

// width is the number of bits that the indexes take, at least two.
func (p *pixels) width() int {
	var all byte
	for i, v := range p.index {
		all |= v
		if p.other != nil {
			all |= p.other[i]
		}
	}
	return max(2, bits.Len8(all))
}

// loss returns how much farther from what is wanted index v is than the pixel's own, and whether it may stand for that.
func (p *pixels) loss(i int, v byte) (int, bool) {
	if p.colors == nil || p.want.Pix[4*i+3] == 0 || p.plain(i) {
		return 0, false
	}
	color, alike := p.colors[v], p.alike
	if v == nothing {
		seen := p.shown.Pix[4*i : 4*i+4 : 4*i+4]
		if seen[3] == 0 {
			return 0, false
		}
		color, alike = [3]byte(seen), min(alike, trace)
	}
	want := [3]byte(p.want.Pix[4*i : 4*i+3])
	d := max(0, distance(want, color)-distance(want, p.colors[p.wanted[i]]))
	return d, d <= alike
}

// trie tells which pixels may follow a code.
type trie struct {
	child   [maxCodes]uint16 // the one given last
	sibling [maxCodes]uint16
	pixel   [maxCodes]byte
}

func (t *trie) add(parent, code uint32, pixel byte) {
	t.pixel[code] = pixel
	t.sibling[code] = t.child[parent]
	t.child[parent] = uint16(code)
}

// match is a run of pixels that a code stands for.
type match struct {
	code uint32
	run  []byte
	loss int
}

// branches is how many ways to go on are tried for one code.
const branches = 48

// match returns the code that stands for the longest run of pixels from i on, and of the longest the one that loses least.
func (z *compressor) match(p *pixels, i int) (uint32, []byte) {
	z.best.run, z.best.loss = z.best.run[:0], 0
	z.trial.run, z.trial.loss = z.trial.run[:0], 0
	z.tries = branches
	a := p.wanted[i]
	z.follow(p, i, uint32(a), a, 0)
	if len(p.other) > i && p.other[i] != a {
		z.follow(p, i, uint32(p.other[i]), p.other[i], 0)
	}
	if p.near != nil {
		for _, v := range p.near[a] {
			if loss, ok := p.loss(i, v); ok && uint32(v) < 1<<z.width && z.tries > 0 {
				z.follow(p, i, uint32(v), v, loss)
			}
		}
		if loss, ok := p.loss(i, nothing); ok {
			z.follow(p, i, nothing, nothing, loss)
		}
	}
	return z.best.code, z.best.run
}

// follow goes on behind pixel i, stored as v and at the end of what code stands for.
func (z *compressor) follow(p *pixels, i int, code uint32, v byte, loss int) {
	t := &z.trial
	t.run = append(t.run, v)
	t.loss += loss
	if !z.branch(p, i+1, code) && (len(t.run) > len(z.best.run) || len(t.run) == len(z.best.run) && t.loss < z.best.loss) {
		z.best.code, z.best.loss = code, t.loss
		z.best.run = append(z.best.run[:0], t.run...)
	}
	t.run = t.run[:len(t.run)-1]
	t.loss -= loss
}

// branch follows all pixels that may lie behind code at i, and reports whether there is one.
func (z *compressor) branch(p *pixels, i int, code uint32) bool {
	if i == len(p.index) {
		return false
	}
	a := p.wanted[i]
	b := a
	if p.other != nil {
		b = p.other[i]
	}
	went := false
	if next, ok := z.find(code, uint32(a)); ok {
		went = true
		z.follow(p, i, next, a, 0)
	}
	if a != b && (!went || z.tries > 0) {
		if next, ok := z.find(code, uint32(b)); ok {
			z.tries--
			went = true
			z.follow(p, i, next, b, 0)
		}
	}
	if v := z.trial.run[0]; code == z.last && z.next < maxCodes { // the code that is given with this one's first pixel
		loss, ok := p.loss(i, v)
		if ok || v == a || v == b {
			went = true
			if v == a || v == b {
				loss = 0
			}
			z.trial.run = append(z.trial.run, v)
			if n := len(z.trial.run); n > len(z.best.run) {
				z.best.code, z.best.loss = uint32(z.next), z.trial.loss+loss
				z.best.run = append(z.best.run[:0], z.trial.run...)
			}
			z.trial.run = z.trial.run[:len(z.trial.run)-1]
		}
	}
	if p.colors == nil || z.tries <= 0 {
		return went
	}
	for next := z.trie.child[code]; next != 0; next = z.trie.sibling[next] {
		v := z.trie.pixel[next]
		if v == a || v == b {
			continue
		}
		if loss, ok := p.loss(i, v); ok {
			if z.tries--; z.tries < 0 {
				break
			}
			went = true
			z.follow(p, i, uint32(next), v, loss)
		}
	}
	return went
}
