package gif

import "image"

// ditherMost is how much of its neighbours' errors a pixel takes, in levels. More would not bring
// colors back that the palette cannot mix, but noise.
const ditherMost = 16

// dither spreads each pixel's error over its neighbours (Floyd and Steinberg, 1976), every other
// row from right to left, so that no worms run across plain gradients. A pixel whose color the
// palette has gets just that, and what was left of its neighbours' errors ends there: plain areas
// and lines stay clean.
func dither(dst *image.Paletted, src *image.NRGBA, palette [][3]byte) {
	w := src.Rect.Dx()
	nearest := newNearest(palette)
	clear := byte(len(dst.Palette) - 1)
	// Errors in sixteenths, with one pixel of margin at both ends.
	row, next := make([][3]int, w+2), make([][3]int, w+2)
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

// nearest finds palette entries by color and remembers what it found for colors that differ by a
// level: seven bits per channel.
type nearest struct {
	search *colorSearch
	// known is 1 + index; 0 when not looked up yet, -1 where colors of the palette differ so little.
	known []int16
}

func newNearest(palette [][3]byte) *nearest {
	n := &nearest{search: newByteSearch(palette), known: make([]int16, 1<<21)}
	for i, c := range palette {
		if at := &n.known[nearestCell(c)]; *at == 0 {
			*at = int16(i) + 1 // so that the palette's own colors are found
		} else {
			*at = -1
		}
	}
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
