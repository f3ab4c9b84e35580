package pixels

import "slices"

// filtering is a source with the decision how its rows are filtered, and the memory for that.
type filtering struct {
	*source
	adaptive  bool // each row gets the best filter; otherwise none
	level     level
	cur, prev []byte
	last      int // the row in prev; −1 for none
}

const (
	// sampleBands and bandRows bound the sample of the picture.
	sampleBands = 8
	bandRows    = 16
	// cheap is the compression ratio from which thorough costs next to nothing.
	cheap = 20
)

// choose decides by the picture's own pixels. Filters make photos smaller by a third. Drawings of
// few colors, whose pixels mostly equal their neighbors, often compress better without, and so do
// pictures with palettes.
func (f *filtering) choose() {
	n := int(f.rowBytes(f.width))
	f.cur, f.prev = make([]byte, n+slack)[:n], make([]byte, n+slack)[:n]
	f.last = -1
	if f.depth < 8 || f.color == indexed {
		f.level = thorough
		return
	}
	f.adaptive, f.level = true, quick
	if !f.flat() {
		return
	}
	f.level = thorough
	with, of, err := f.sample()
	f.adaptive = false
	without, _, err2 := f.sample()
	if err != nil || err2 != nil || with < without {
		f.adaptive = true
		if with*cheap > of {
			f.level = quick
		}
	}
}

// sample returns the compressed and the raw size of some bands of the picture.
func (f *filtering) sample() (takes, of int, err error) {
	for _, y := range f.bands() {
		end := min(y+bandRows, f.height)
		z, err := f.compress(y, end, f.level)
		if err != nil {
			return 0, 0, err
		}
		takes += len(z)
		of += (end - y) * (1 + len(f.cur))
	}
	return takes, of, nil
}

// bands returns the first rows of the bands that are sampled.
func (f *filtering) bands() []int {
	var list []int
	step := max(f.height/sampleBands, bandRows)
	for y := step / 4; y < f.height; y += step {
		list = append(list, y)
	}
	if len(list) == 0 {
		list = append(list, 0)
	}
	return list
}

// flat reports whether at least half of the sampled pixels equal the one to the left or above.
func (f *filtering) flat() bool {
	flat, seen := 0, 0
	step := f.step()
	for _, y := range f.bands() {
		f.pack(f.prev, f.rows(max(y-1, 0)))
		f.pack(f.cur, f.rows(y))
		for i := step; i < len(f.cur); i += step {
			p := f.cur[i : i+step]
			if slices.Equal(p, f.cur[i-step:i]) || slices.Equal(p, f.prev[i:i+step]) {
				flat++
			}
			seen++
		}
	}
	f.last = -1
	return flat*2 >= seen
}

// compress filters and compresses some rows.
func (f *filtering) compress(from, to int, l level) ([]byte, error) {
	n := 1 + len(f.cur)
	raw := make([]byte, (to-from)*n)
	for y := from; y < to; y++ {
		f.row(raw[(y-from)*n:][:n], y)
	}
	return deflate(raw, l)
}

// row filters row y into dst, after its filter type. Rows are requested from top to bottom.
func (f *filtering) row(dst []byte, y int) {
	f.pack(f.cur, f.rows(y))
	dst[0] = none
	if f.adaptive {
		switch {
		case y == 0:
			clear(f.prev)
		case f.last != y-1:
			f.pack(f.prev, f.rows(y-1))
		}
		dst[0] = best(sums(f.cur, f.prev, f.step()))
	}
	filterRow(dst[0], dst[1:], f.cur, f.prev, f.step())
	f.cur, f.prev, f.last = f.prev, f.cur, y
}

// best returns the filter with the smallest sum.
func best(sums [paeth + 1]uint64) byte {
	least := none
	for i := range sums {
		if sums[i] < sums[least] {
			least = byte(i)
		}
	}
	return least
}
