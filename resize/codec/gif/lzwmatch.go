package gif

import (
	"image"
	"math/bits"
)

// pixels are the indexes to be compressed, and what may stand for them.
type pixels struct {
	index  []byte
	other  []byte       // for each pixel an index that shows the same; nil for none
	row    int          // pixels per row
	colors [][3]byte    // of the indexes; nil where pixels are stored exactly
	near   [][]byte     // for each index others that show nearly the same
	alike  int          // how much larger the square of a pixel's error may become
	want   *image.NRGBA // the colors wanted; transparent where the pixel is not drawn
	shown  *image.NRGBA // the colors shown where the pixel is transparent
	wanted []byte       // index before pixels were changed
	off    []int32      // the square of a pixel's error in index; exact where it must not change
}

// exact is off of pixels that no other color may stand for.
const exact = -1

// trace is alike where a pixel goes on showing its previous color: more would leave traces of what
// has gone.
const trace = 300

// measure finds off. In plain areas, where another color would be seen, pixels are exact.
func (p *pixels) measure(off []int32) {
	p.off = off
	for i, v := range p.wanted {
		want := [4]byte(p.want.Pix[4*i:])
		plain := i > 0 && v == p.wanted[i-1] && (i < p.row || v == p.wanted[i-p.row])
		if plain || want[3] == 0 {
			p.off[i] = exact
		} else {
			p.off[i] = int32(distance([3]byte(want[:]), p.colors[v]))
		}
	}
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

// loss returns how much larger the pixel's error becomes with index v, and whether v may stand for
// its own index.
func (p *pixels) loss(i int, v byte) (int, bool) {
	if p.colors == nil || p.off[i] == exact {
		return 0, false
	}
	color, alike := p.colors[v], p.alike
	if v == nothing {
		seen := [4]byte(p.shown.Pix[4*i:])
		if seen[3] == 0 {
			return 0, false
		}
		color, alike = [3]byte(seen[:]), min(alike, trace)
	}
	d := max(0, distance([3]byte(p.want.Pix[4*i:]), color)-int(p.off[i]))
	return d, d <= alike
}

// trie holds the pixels that may follow a code.
type trie struct {
	child   [maxCodes]uint16 // the code added last
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

// branches is how many continuations are tried for one code.
const branches = 48

// match returns the code that stands for the longest run of pixels from i on, and of the longest
// the one that loses least.
func (z *compressor) match(p *pixels, i int) (uint32, []byte) {
	z.best.run, z.best.loss = z.best.run[:0], 0
	z.trial.run, z.trial.loss = z.trial.run[:0], 0
	z.tries = branches
	a := p.wanted[i]
	z.follow(p, i, uint32(a), a, 0)
	if len(p.other) > i && p.other[i] != a {
		z.follow(p, i, uint32(p.other[i]), p.other[i], 0)
	}
	if p.near != nil && p.off[i] != exact {
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

// follow continues the trial behind pixel i, which is stored as v and ends the run of code.
func (z *compressor) follow(p *pixels, i int, code uint32, v byte, loss int) {
	t := &z.trial
	t.run = append(t.run, v)
	t.loss += loss
	if !z.branch(p, i+1, code) {
		z.propose(code)
	}
	t.run = t.run[:len(t.run)-1]
	t.loss -= loss
}

// propose makes the trial the best match if it is.
func (z *compressor) propose(code uint32) {
	t, best := &z.trial, &z.best
	longer := len(t.run) - len(best.run)
	if longer > 0 || longer == 0 && t.loss < best.loss {
		best.code, best.loss = code, t.loss
		best.run = append(best.run[:0], t.run...)
	}
}

// branch follows all indexes that may stand for pixel i behind code, and reports whether there is
// one.
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
	if code == z.last && z.next < maxCodes {
		went = z.repeat(p, i) || went
	}
	if p.colors == nil || p.off[i] == exact || z.tries <= 0 {
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

// repeat tries the code that is about to be added: the run of the last one, and its first pixel
// once more. It reports whether that may stand for pixel i.
func (z *compressor) repeat(p *pixels, i int) bool {
	t := &z.trial
	v, loss := t.run[0], 0
	if v != p.wanted[i] && (len(p.other) == 0 || v != p.other[i]) {
		var ok bool
		if loss, ok = p.loss(i, v); !ok {
			return false
		}
	}
	t.run = append(t.run, v)
	if len(t.run) > len(z.best.run) {
		z.best.code, z.best.loss = uint32(z.next), t.loss+loss
		z.best.run = append(z.best.run[:0], t.run...)
	}
	t.run = t.run[:len(t.run)-1]
	return true
}
