package resample

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/disintegration/imaging"
)

// seed puts the table of an axis, for a kernel that no Filter has, where f's table is looked for.
func seed(t *testing.T, s *Scaler, a Axis, src, dst int, p pass, f Filter, odd imaging.ResampleFilter) {
	t.Helper()
	e := &entry{key: key{axis: a, src: src, dst: dst, filter: f, pass: p}}
	var weights taps
	weights.reset(dst, src)
	for j := range dst {
		of := axisWeights(a, j, src, odd)
		at := slices.Sorted(maps.Keys(of))
		weights.first[j], weights.count[j] = at[0], at[len(at)-1]+1-at[0]
		for i := range weights.count[j] {
			weights.weight[j*src+i] = of[at[0]+i]
		}
	}
	if err := e.table.build(&weights, p); err != nil {
		t.Fatal(err)
	}
	s.cache.entries = append(s.cache.entries, e)
}

// TestOddFilters returns the kernels weights that the filters do not have.
func TestOddFilters(t *testing.T) {
	gap := func(x float64) float64 { // no sample under it where it is centered on one
		if math.Abs(x) > 0.2 && math.Abs(x) < 0.8 {
			return 1
		}
		return 0
	}
	custom := []imaging.ResampleFilter{
		{Support: 0.01, Kernel: func(float64) float64 { return 1 }},
		{Support: 1, Kernel: gap},
		{Support: 2, Kernel: func(x float64) float64 { return 1.3 - math.Abs(x) }},
		{Support: 20, Kernel: func(x float64) float64 { return math.Cos(x) / (1 + x*x) }},
		{Support: 3, Kernel: func(float64) float64 { return 0 }},
	}
	for i, odd := range custom {
		for _, s := range scalings {
			t.Run(fmt.Sprintf("%d/%v", i, s), func(t *testing.T) {
				x, y := Fit(s.srcW, s.dstW), Fit(s.srcH, s.dstH)
				compareScalers(t, s, 1, 3, x, y, Lanczos, func(k kernels) *Scaler {
					scaler := withKernels(k)
					for _, p := range []pass{k.bits8.across, k.bits16.across} {
						seed(t, scaler, x, s.srcW, s.dstW, p, Lanczos, odd)
					}
					for _, p := range []pass{k.bits8.down, k.bits16.down} {
						seed(t, scaler, y, s.srcH, s.dstH, p, Lanczos, odd)
					}
					return scaler
				})
			})
		}
	}
}

// TestWildWeights: weights that do not fit into fixed point are an error.
func TestWildWeights(t *testing.T) {
	for name, k := range map[string]pass{"8 bits": portable().bits8.across, "16 bits": portable().bits16.across} {
		wild := taps{width: 2, first: []int{0}, count: []int{2}, weight: []float64{1e6, 1 - 1e6}}
		if err := new(table).build(&wild, k); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
