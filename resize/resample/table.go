package resample

import (
	"fmt"
	"math"
)

const (
	lanes   = 8  // samples in a horizontal kernel's group, and taps in a chunk
	columns = 32 // samples in a vertical kernel's block
)

// table holds an axis's weights in fixed point, laid out for the kernels.
//
// Across (along the rows) taps are padded to chunks of 8 and samples to groups of 8. Each pair of
// samples has 8 weights of the even sample, then 8 of the odd one, per chunk: an AVX2 register.
// Down (along the columns) a sample's taps follow each other, padded to an even number. Padding has
// a weight of zero.
type table struct {
	lo, hi int     // the source samples that have a weight: lo <= i < hi
	single bool    // each destination sample is one source sample
	taps   int     // weights of a destination sample, with padding
	first  []int32 // the first source sample of each destination sample, less lo
	weight []int16 // high parts of the weights
	low    []int16 // low parts, in 1/2^lowBits of the high parts' unit; may be empty

	lowBits int
	shift   int // bits that a sum is shifted right by
}

// pass is the range of one pass of the kernels, and the precision of its weights.
type pass struct {
	across bool
	peak   float64 // the largest absolute value of a sample
	bits   int     // a weight of one is at most 2^bits
	gain   int     // bits that the result has more than the samples
	split  bool    // weights have low parts
}

// build fills the table from t, whose weights it overwrites.
func (tb *table) build(t *taps, p pass) error {
	peak, total, runs := t.extent()
	// A weight must fit into an int16, and a sum, with half a unit for rounding, into an int32.
	// Rounding the weights adds less than one to each run.
	room := (math.MaxInt32/p.peak - float64(runs)) / (total + 0.01)
	bits := min(p.bits, floorLog2(room), floorLog2((math.MaxInt16-1)/peak))
	if bits < max(p.gain, 1) {
		return fmt.Errorf("resample: filter has weights up to %g", peak)
	}
	tb.shift, tb.lowBits = bits-p.gain, 0
	if p.split {
		// Low parts are at most half a unit. Their sum must fit into an int32 as well.
		tb.lowBits = max(min(8, floorLog2(math.MaxInt32/p.peak/float64(t.width))), 0)
	}
	t.quantize(bits + tb.lowBits)
	t.order()
	tb.measure(t, p)
	for j := range t.first {
		tb.put(t, p, j)
	}
	return nil
}

// measure sets the sizes and allocates the weights.
func (tb *table) measure(t *taps, p pass) {
	taps, samples := 1, len(t.first)
	tb.lo, tb.hi, tb.single = t.first[0], 0, true
	for j, n := range t.count {
		taps = max(taps, n)
		tb.hi = max(tb.hi, t.first[j]+n)
	}
	tb.single = taps == 1
	tb.taps = roundUp(taps, 2)
	if p.across {
		tb.taps, samples = roundUp(taps, lanes), roundUp(samples, lanes)
	}
	tb.first = Grow(tb.first, samples)
	tb.weight = Grow(tb.weight, samples*tb.taps)
	tb.low = tb.low[:0]
	if p.split {
		tb.low = Grow(tb.low, samples*tb.taps)
	}
	clear(tb.first)
	clear(tb.weight)
	clear(tb.low)
}

// put writes the weights of sample j.
func (tb *table) put(t *taps, p pass, j int) {
	tb.first[j] = int32(t.first[j] - tb.lo)
	base, others := j*tb.taps, 0
	if p.across {
		base, others = acrossIndex(j, tb.taps), ^(lanes - 1)
	}
	round := half(tb.lowBits)
	for i, w := range t.weight[j*t.width:][:t.count[j]] {
		at := base + i + i&others // across, over the chunks of the pair's other sample
		high := (int32(w) + round) >> tb.lowBits
		tb.weight[at] = int16(high)
		if p.split {
			tb.low[at] = int16(int32(w) - high<<tb.lowBits)
		}
	}
}

// acrossIndex returns where the weights of sample j start in a table for the horizontal kernel.
func acrossIndex(j, taps int) int {
	return j/2*2*taps + j%2*lanes
}

// half returns what rounds a sum that then loses so many bits.
func half(bits int) int32 {
	return int32(1) << bits >> 1
}

func roundUp(n, unit int) int {
	return (n + unit - 1) / unit * unit
}

func floorLog2(x float64) int {
	_, e := math.Frexp(x)
	return e - 1
}
