package codec

import (
	"image"
	"image/color"
	"slices"
)

// maxColors is the size of a GIF's palette.
const maxColors = 256

// grayToNRGBA is g in colour.
func grayToNRGBA(g *image.Gray) *image.NRGBA {
	n := image.NewNRGBA(g.Rect)
	for i, v := range g.Pix {
		n.Pix[4*i], n.Pix[4*i+1], n.Pix[4*i+2], n.Pix[4*i+3] = v, v, v, 0xFF
	}
	return n
}

// quantize gives m at most 256 colours: its own where they are few, otherwise the best that a median cut finds, dithered.
// Pixels that are more transparent than not become wholly transparent, the others opaque.
func quantize(m image.Image) *image.Paletted {
	if g, ok := m.(*image.Gray); ok {
		return grayToPaletted(g)
	}
	src := m.(*image.NRGBA)
	histogram := map[[3]byte]int{}
	clear := false
	for i := 0; i < len(src.Pix); i += 4 {
		if src.Pix[i+3] < 0x80 {
			clear = true
			continue
		}
		histogram[[3]byte(src.Pix[i:i+3])]++
	}
	most := maxColors
	if clear {
		most--
	}
	exact := len(histogram) <= most
	palette := medianCut(histogram, most)
	colors := make(color.Palette, 0, len(palette)+1)
	for _, c := range palette {
		colors = append(colors, color.RGBA{R: c[0], G: c[1], B: c[2], A: 0xFF})
	}
	if clear || len(colors) == 0 {
		colors = append(colors, color.RGBA{})
	}
	dst := image.NewPaletted(src.Rect, colors)
	if exact {
		mapExact(dst, src, palette)
	} else {
		dither(dst, src, palette)
	}
	return dst
}

func grayToPaletted(g *image.Gray) *image.Paletted {
	colors := make(color.Palette, maxColors)
	for i := range colors {
		colors[i] = color.RGBA{R: byte(i), G: byte(i), B: byte(i), A: 0xFF}
	}
	return &image.Paletted{Pix: g.Pix, Stride: g.Stride, Rect: g.Rect, Palette: colors}
}

// weighted is a colour and how many pixels have it.
type weighted struct {
	c [3]byte
	n int
}

// medianCut chooses at most most colours: it halves, again and again, the box of colours with the widest spread times pixels.
func medianCut(histogram map[[3]byte]int, most int) [][3]byte {
	all := make([]weighted, 0, len(histogram))
	for c, n := range histogram {
		all = append(all, weighted{c, n})
	}
	// Maps have no order, and the result must not depend on it.
	slices.SortFunc(all, func(a, b weighted) int { return slices.Compare(a.c[:], b.c[:]) })
	if len(all) <= most {
		exact := make([][3]byte, len(all))
		for i, w := range all {
			exact[i] = w.c
		}
		return exact
	}
	boxes := []colorBox{newColorBox(all)}
	for len(boxes) < most {
		widest := 0
		for i := range boxes {
			if boxes[i].score() > boxes[widest].score() {
				widest = i
			}
		}
		if boxes[widest].score() == 0 {
			break
		}
		a, b := boxes[widest].split()
		boxes[widest] = a
		boxes = append(boxes, b)
	}
	palette := make([][3]byte, len(boxes))
	for i, b := range boxes {
		palette[i] = b.mean()
	}
	return palette
}

// colorBox is a part of the colours with its widest channel.
type colorBox struct {
	colors  []weighted
	channel int
	spread  int
	pixels  int
}

func newColorBox(colors []weighted) colorBox {
	b := colorBox{colors: colors}
	for _, w := range colors {
		b.pixels += w.n
	}
	for ch := range 3 {
		lo, hi := 255, 0
		for _, w := range colors {
			lo, hi = min(lo, int(w.c[ch])), max(hi, int(w.c[ch]))
		}
		if hi-lo > b.spread {
			b.channel, b.spread = ch, hi-lo
		}
	}
	return b
}

func (b colorBox) score() int {
	if len(b.colors) < 2 {
		return 0
	}
	return b.spread * b.pixels
}

// split halves the pixels along the widest channel.
func (b colorBox) split() (colorBox, colorBox) {
	slices.SortStableFunc(b.colors, func(x, y weighted) int { return int(x.c[b.channel]) - int(y.c[b.channel]) })
	sum, at := 0, 1
	for i, w := range b.colors[:len(b.colors)-1] {
		sum += w.n
		at = i + 1
		if sum >= b.pixels/2 {
			break
		}
	}
	return newColorBox(b.colors[:at]), newColorBox(b.colors[at:])
}

func (b colorBox) mean() [3]byte {
	var sum [3]int
	for _, w := range b.colors {
		for ch := range 3 {
			sum[ch] += int(w.c[ch]) * w.n
		}
	}
	return [3]byte{byte(sum[0] / b.pixels), byte(sum[1] / b.pixels), byte(sum[2] / b.pixels)}
}

// mapExact gives every pixel the palette entry that is its colour.
func mapExact(dst *image.Paletted, src *image.NRGBA, palette [][3]byte) {
	index := make(map[[3]byte]byte, len(palette))
	for i, c := range palette {
		index[c] = byte(i)
	}
	clear := byte(len(dst.Palette) - 1)
	for i := range dst.Pix {
		if src.Pix[4*i+3] < 0x80 {
			dst.Pix[i] = clear
		} else {
			dst.Pix[i] = index[[3]byte(src.Pix[4*i:4*i+3])]
		}
	}
}

// dither spreads each pixel's error over its neighbours (Floyd–Steinberg).
func dither(dst *image.Paletted, src *image.NRGBA, palette [][3]byte) {
	w := src.Rect.Dx()
	nearest := newNearest(palette)
	clear := byte(len(dst.Palette) - 1)
	row, next := make([][3]int, w+2), make([][3]int, w+2) // errors in sixteenths, one pixel of margin at both ends
	for y := range src.Rect.Dy() {
		for x := range w {
			p := src.Pix[y*src.Stride+4*x:]
			if p[3] < 0x80 {
				dst.Pix[y*dst.Stride+x] = clear
				continue
			}
			var want [3]int
			for ch := range 3 {
				want[ch] = min(max(int(p[ch])+row[x+1][ch]/16, 0), 255)
			}
			i := nearest.find([3]byte{byte(want[0]), byte(want[1]), byte(want[2])})
			dst.Pix[y*dst.Stride+x] = i
			for ch := range 3 {
				e := want[ch] - int(palette[i][ch])
				row[x+2][ch] += 7 * e
				next[x][ch] += 3 * e
				next[x+1][ch] += 5 * e
				next[x+2][ch] += e
			}
		}
		row, next = next, row
		for i := range next {
			next[i] = [3]int{}
		}
	}
}

// nearest finds palette entries by colour and remembers what it found for colours that differ little: five bits a channel.
type nearest struct {
	palette [][3]byte
	known   []int16 // 1 + index, 0 when not looked up yet
}

func newNearest(palette [][3]byte) *nearest {
	return &nearest{palette: palette, known: make([]int16, 1<<15)}
}

func (n *nearest) find(c [3]byte) byte {
	key := int(c[0])>>3<<10 | int(c[1])>>3<<5 | int(c[2])>>3
	if n.known[key] == 0 {
		best, distance := 0, 1<<30
		for i, p := range n.palette {
			dr, dg, db := int(p[0])-int(c[0]), int(p[1])-int(c[1]), int(p[2])-int(c[2])
			if d := dr*dr + dg*dg + db*db; d < distance {
				best, distance = i, d
			}
		}
		n.known[key] = int16(best) + 1
	}
	return byte(n.known[key] - 1)
}
