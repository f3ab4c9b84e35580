package resample

import "math"

// taps are the weights of an axis before rounding. Destination sample j has count weights, from
// width*j on, of the source samples from first on. The slices are reused.
type taps struct {
	width  int
	first  []int
	count  []int
	weight []float64
}

func (t *taps) reset(dst, width int) {
	t.width = width
	t.first = Grow(t.first, dst)
	t.count = Grow(t.count, dst)
	t.weight = Grow(t.weight, dst*width)
}

// fill computes the weights as imaging does, by the same expressions where possible, so that
// samples exactly on a filter's edge count alike.
func (t *taps) fill(a Axis, src, dst int, filter Filter) {
	if filter == NearestNeighbor || a.Step == 1 && a.Start == math.Trunc(a.Start) {
		t.nearest(a, src, dst)
		return
	}
	scale := max(a.Step, 1)
	reach := math.Ceil(scale * filter.definition().Support)
	t.reset(dst, min(src, 2*int(reach)+1))
	weigher := newWeigher(filter, scale)
	for j := range dst {
		center := a.Start + (float64(j)+0.5)*a.Step - 0.5
		first := min(max(int(math.Ceil(center-reach)), 0), src-1)
		last := min(max(int(math.Floor(center+reach)), first), src-1)
		w := t.weight[j*t.width:][:last+1-first]
		weigher.weigh(w, first, center)
		sum := 0.0
		for _, v := range w {
			sum += v
		}
		if sum == 0 {
			// If no sample lies under the filter, take the nearest.
			clear(w)
			w[min(max(nearest(a, j, src), first), last)-first], sum = 1, 1
		}
		for i := range w {
			w[i] /= sum
		}
		t.first[j], t.count[j] = first, len(w)
	}
}

// nearest gives each destination sample one source sample. It also serves axes that only move the
// picture by whole samples: a filter that blurs must not blur without scaling.
func (t *taps) nearest(a Axis, src, dst int) {
	t.reset(dst, 1)
	for j := range dst {
		t.first[j], t.count[j], t.weight[j] = nearest(a, j, src), 1, 1
	}
}

func nearest(a Axis, j, src int) int {
	return min(max(int(math.Floor(a.Start+(float64(j)+0.5)*a.Step)), 0), src-1)
}

// extent returns the largest absolute weight, the largest sum of a sample's absolute weights, and
// how many runs of one sign a sample's weights have at most.
func (t *taps) extent() (peak, total float64, runs int) {
	for j, n := range t.count {
		sum, r, negative := 0.0, 1, false
		for _, w := range t.weight[j*t.width:][:n] {
			peak = max(peak, math.Abs(w))
			sum += math.Abs(w)
			if w != 0 && (w < 0) != negative {
				negative = !negative
				r++
			}
		}
		total, runs = max(total, sum), max(runs, r)
	}
	return peak, total, runs
}

// quantize replaces the weights by whole numbers whose sum is exactly 2^bits for each sample, and
// drops those that become zero at both ends. It rounds the running sum, so that errors cancel
// between neighbors, where pictures are alike. A run of one sign grows by less than one in all.
func (t *taps) quantize(bits int) {
	one := math.Ldexp(1, bits)
	for j, n := range t.count {
		w := t.weight[j*t.width:][:n]
		sum, before := 0.0, 0.0
		for i, v := range w {
			sum += v
			after := math.Floor(sum*one + 0.5)
			if i == n-1 {
				after = one
			}
			w[i], before = after-before, after
		}
		skip := 0
		for skip < n-1 && w[skip] == 0 {
			skip++
		}
		for n > skip+1 && w[n-1] == 0 {
			n--
		}
		copy(w, w[skip:n])
		t.first[j] += skip
		t.count[j] = n - skip
	}
}

// order makes first increase from sample to sample, which dropping weights may have upset, by
// putting zeros in front.
func (t *taps) order() {
	for j := len(t.first) - 2; j >= 0; j-- {
		more := t.first[j] - t.first[j+1]
		if more <= 0 {
			continue
		}
		w := t.weight[j*t.width:][:t.width]
		copy(w[more:], w[:t.count[j]])
		clear(w[:more])
		t.first[j] -= more
		t.count[j] += more
	}
}
