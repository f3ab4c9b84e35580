package gif

import (
	"bytes"
	"slices"
)

const (
	maxCodes = 1 << 12
	hashBits = 14
	// patience is how many pixels a full table is used for before its compression is measured.
	patience = 1 << 11
)

// compressor compresses the indexes of a picture. Unlike compress/lzw it may choose between two
// indexes of a pixel that show the same, and it keeps a full table as long as that compresses well.
type compressor struct {
	out   []byte // sub-blocks
	block int    // where the current one begins in out
	bits  uint32 // not in out yet
	held  uint   // the number of bits
	width uint   // of the first codes, less one
	wide  uint   // of a code now
	next  int    // the code to be added next
	last  uint32 // the code before; maxCodes for none
	table [1 << hashBits]uint32
	trie  trie
	best  match
	trial match
	tries int     // branches that may still be tried for this code
	off   []int32 // a buffer
}

// compress returns p as sub-blocks behind their code size. Pixels that are stored as another index
// are changed in p's index.
func (z *compressor) compress(p pixels) []byte {
	p.wanted = p.index
	if p.colors != nil {
		p.wanted = bytes.Clone(p.index)
		z.off = slices.Grow(z.off[:0], len(p.index))[:len(p.index)]
		p.measure(z.off)
	}
	z.width = uint(p.width())
	z.out = append(z.out[:0], byte(z.width), 0)
	z.block, z.bits, z.held = 1, 0, 0
	z.wide = z.width + 1
	z.clear()
	start, codes, best := 0, 0, 0.0 // of the stretch of pixels whose compression is measured
	for i := 0; i < len(p.index); {
		code, run := z.match(&p, i)
		if p.colors != nil {
			copy(p.index[i:], run)
		}
		if z.last != maxCodes {
			z.add(z.last, uint32(run[0]))
		}
		if z.next == maxCodes && i-start >= patience {
			if rate := float64(i-start) / float64(codes); rate >= best {
				best = rate
			} else {
				z.clear()
				best = 0
				code, run = z.match(&p, i)
			}
			start, codes = i, 0
		}
		z.put(code)
		codes++
		z.last = code
		i += len(run)
	}
	z.grow()
	z.put(1<<z.width + 1) // the end
	return z.end()
}

// find returns the code for the run of code and a pixel behind it.
func (z *compressor) find(code, pixel uint32) (uint32, bool) {
	key := code<<8 | pixel
	for at := hash(key); ; at = (at + 1) & (1<<hashBits - 1) {
		entry := z.table[at]
		if entry == 0 {
			return 0, false
		}
		if entry>>12 == key+1 {
			return entry & (maxCodes - 1), true
		}
	}
}

func hash(key uint32) uint32 { return key * 2654435769 >> (32 - hashBits) }

// add gives the next code to the run of code and a pixel behind it, unless all are given.
func (z *compressor) add(code, pixel uint32) {
	if z.next == maxCodes {
		return
	}
	key := code<<8 | pixel
	at := hash(key)
	for z.table[at] != 0 {
		at = (at + 1) & (1<<hashBits - 1)
	}
	z.table[at] = (key+1)<<12 | uint32(z.next)
	z.trie.add(code, uint32(z.next), byte(pixel))
	z.next++
	if z.next > 1<<z.wide && z.wide < 12 {
		z.wide++
	}
}

// grow widens the next code as add does: the reader gives codes for the last pixels too.
func (z *compressor) grow() {
	if z.next < maxCodes {
		z.next++
		if z.next > 1<<z.wide && z.wide < 12 {
			z.wide++
		}
	}
}

// clear forgets all codes and tells the reader.
func (z *compressor) clear() {
	z.put(1 << z.width)
	clear(z.table[:])
	z.trie = trie{}
	z.last = maxCodes
	z.next, z.wide = 1<<z.width+2, z.width+1
}

func (z *compressor) put(code uint32) {
	z.bits |= code << z.held
	z.held += z.wide
	for z.held >= 8 {
		z.byte(byte(z.bits))
		z.bits >>= 8
		z.held -= 8
	}
}

func (z *compressor) byte(b byte) {
	if len(z.out)-z.block > 255 {
		z.out[z.block] = 255
		z.block = len(z.out)
		z.out = append(z.out, 0)
	}
	z.out = append(z.out, b)
}

// end closes the last sub-block and returns all of them.
func (z *compressor) end() []byte {
	if z.held > 0 {
		z.byte(byte(z.bits))
	}
	z.out[z.block] = byte(len(z.out) - z.block - 1)
	if z.out[z.block] != 0 {
		z.out = append(z.out, 0)
	}
	return bytes.Clone(z.out)
}
