package codec

import "bytes"

const (
	gifCodes    = 1 << 12 // codes there are at most
	gifHashBits = 14
	// gifPatience is how many pixels a full table is used for before it is asked whether it still serves.
	gifPatience = 1 << 11
)

// gifLZW compresses the indexes of a picture. Unlike compress/lzw it may choose between two indexes of a pixel that show the
// same, and it keeps a full table as long as that compresses well.
type gifLZW struct {
	out   []byte // sub-blocks
	block int    // where the current one begins in out
	bits  uint32 // not in out yet
	held  uint   // how many they are
	width uint   // of the first codes, less one
	wide  uint   // of a code now
	next  int    // the code to be given next
	table [1 << gifHashBits]uint32
}

// gifPixels is what is compressed.
type gifPixels struct {
	index []byte
	other []byte   // for each pixel another index that shows the same, or the same index; nil for the same everywhere
	width int      // pixels per row
	near  [][]byte // for each index others that show nearly the same; nil for none
}

// plain reports whether pixel i is part of a plain area, where another color would be seen.
func (p *gifPixels) plain(i int) bool {
	return p.index[i] == p.index[i-1] && (i < p.width || p.index[i] == p.index[i-p.width])
}

// compress returns p as sub-blocks behind their code size. Pixels that are stored nearly the same are changed in p's index.
func (z *gifLZW) compress(p gifPixels, width int) []byte {
	index, other := p.index, p.other
	if other == nil {
		other = index
	}
	z.width = uint(width)
	z.out = append(z.out[:0], byte(width), 0)
	z.block, z.bits, z.held = 1, 0, 0
	z.wide = z.width + 1
	z.clear()
	start, codes, best := 0, 0, 0.0 // of the stretch of pixels whose compression is measured
	code := uint32(index[0])
	for i := 1; i < len(index); i++ {
		a, b := uint32(index[i]), uint32(other[i])
		if found, ok := z.find(code, a); ok {
			code = found
			continue
		}
		if a != b {
			if found, ok := z.find(code, b); ok {
				code = found
				continue
			}
		}
		if p.near != nil && a == b {
			if found, v, ok := z.findNear(code, p.near[a]); ok && !p.plain(i) {
				code, index[i] = found, v
				continue
			}
		}
		z.put(code)
		codes++
		z.add(code, a)
		code = a
		if z.next == gifCodes && i-start >= gifPatience {
			if rate := float64(i-start) / float64(codes); rate >= best {
				best = rate
			} else {
				z.clear()
				best = 0
			}
			start, codes = i, 0
		}
	}
	z.put(code)
	z.grow()
	z.put(1<<z.width + 1) // the end
	return z.end()
}

// find returns the code of what code stands for and a pixel behind it.
func (z *gifLZW) find(code, pixel uint32) (uint32, bool) {
	key := code<<8 | pixel
	for at := gifHash(key); ; at = (at + 1) & (1<<gifHashBits - 1) {
		entry := z.table[at]
		if entry == 0 {
			return 0, false
		}
		if entry>>12 == key+1 {
			return entry & (gifCodes - 1), true
		}
	}
}

// findNear returns the code of what code stands for and one of some pixels behind it.
func (z *gifLZW) findNear(code uint32, near []byte) (found uint32, pixel byte, ok bool) {
	for _, v := range near {
		if found, ok := z.find(code, uint32(v)); ok {
			return found, v, true
		}
	}
	return 0, 0, false
}

func gifHash(key uint32) uint32 { return key * 2654435769 >> (32 - gifHashBits) }

// add gives the next code to what code stands for and a pixel behind it, unless all are given.
func (z *gifLZW) add(code, pixel uint32) {
	if z.next == gifCodes {
		return
	}
	key := code<<8 | pixel
	at := gifHash(key)
	for z.table[at] != 0 {
		at = (at + 1) & (1<<gifHashBits - 1)
	}
	z.table[at] = (key+1)<<12 | uint32(z.next)
	z.next++
	if z.next > 1<<z.wide && z.wide < 12 {
		z.wide++
	}
}

// grow widens the next code as add does: the reader gives codes for the last pixels too.
func (z *gifLZW) grow() {
	if z.next < gifCodes {
		z.next++
		if z.next > 1<<z.wide && z.wide < 12 {
			z.wide++
		}
	}
}

// clear forgets all codes and tells the reader.
func (z *gifLZW) clear() {
	z.put(1 << z.width)
	clear(z.table[:])
	z.next, z.wide = 1<<z.width+2, z.width+1
}

func (z *gifLZW) put(code uint32) {
	z.bits |= code << z.held
	z.held += z.wide
	for z.held >= 8 {
		z.byte(byte(z.bits))
		z.bits >>= 8
		z.held -= 8
	}
}

func (z *gifLZW) byte(b byte) {
	if len(z.out)-z.block > 255 {
		z.out[z.block] = 255
		z.block = len(z.out)
		z.out = append(z.out, 0)
	}
	z.out = append(z.out, b)
}

// end closes the last sub-block and returns all of them.
func (z *gifLZW) end() []byte {
	if z.held > 0 {
		z.byte(byte(z.bits))
	}
	z.out[z.block] = byte(len(z.out) - z.block - 1)
	if z.out[z.block] != 0 {
		z.out = append(z.out, 0)
	}
	return bytes.Clone(z.out)
}
