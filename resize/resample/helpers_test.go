package resample

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/disintegration/imaging"
)

// implementations are all kernels that run here, the portable ones first.
func implementations() []kernels {
	all := []kernels{portable()}
	if k, ok := simd(); ok {
		all = append(all, k)
	}
	return all
}

// withKernels returns a Scaler that uses k whatever the processor has.
func withKernels(k kernels) *Scaler {
	return &Scaler{kernels: &k}
}

type sizes struct{ srcW, srcH, dstW, dstH int }

func (s sizes) String() string {
	return fmt.Sprintf("%dx%d-%dx%d", s.srcW, s.srcH, s.dstW, s.dstH)
}

// filters are all filters by name, with what imaging means by them.
var filters = []struct {
	name   string
	filter Filter
	judge  imaging.ResampleFilter
}{
	{"NearestNeighbor", NearestNeighbor, imaging.NearestNeighbor},
	{"Box", Box, imaging.Box},
	{"Linear", Linear, imaging.Linear},
	{"MitchellNetravali", MitchellNetravali, imaging.MitchellNetravali},
	{"CatmullRom", CatmullRom, imaging.CatmullRom},
	{"Lanczos", Lanczos, imaging.Lanczos},
}

// scalings are sizes on both sides of every block, group and chunk of the kernels.
var scalings = []sizes{
	{1, 1, 1, 1},
	{1, 1, 9, 7},
	{7, 5, 1, 1},
	{8, 8, 8, 8},
	{31, 17, 33, 18},
	{33, 40, 31, 39},
	{64, 9, 64, 5},
	{65, 48, 32, 48},
	{100, 75, 80, 60},
	{127, 61, 64, 31},
	{203, 150, 25, 19},
	{300, 4, 7, 31},
	{5, 301, 67, 3},
	{517, 130, 3, 2},
	{20, 15, 133, 95},
}

// content are pictures of one channel, in 0..1: what the filter meets in photos, and the worst.
var content = []struct {
	name  string
	value func(x, y int, random *rand.Rand) float64
}{
	{"photo", func(x, y int, random *rand.Rand) float64 {
		fx, fy := float64(x), float64(y)
		v := 0.5 + 0.25*math.Sin(fx/9+fy/23) + 0.15*math.Sin(fy/7-fx/31)
		if x/40%2 == y/30%2 {
			v *= 0.8
		}
		return min(max(v+0.02*random.NormFloat64(), 0), 1)
	}},
	{"noise", func(_, _ int, random *rand.Rand) float64 { return random.Float64() }},
	{"black and white", func(_, _ int, random *rand.Rand) float64 { return float64(random.IntN(2)) }},
}

// margin is what surrounds the samples of guarded planes, and tells of writes outside them.
const (
	margin = 64
	guard  = 0xa5
)

// guarded returns a slice of samples with guards in front and behind, and the slice with the
// guards.
func guarded[T uint8 | uint16](n int) (pix, all []T) {
	all = make([]T, n+2*margin)
	for i := range all {
		all[i] = guard
	}
	return all[margin : margin+n : margin+n], all
}

// untouched reports whether all guards of a plane, also those between its rows, are as they were.
func untouched[T uint8 | uint16](all []T, stride, width, height int) bool {
	for i, v := range all {
		at := i - margin
		inside := at >= 0 && at < len(all)-2*margin && at%stride < width && at/stride < height
		if !inside && v != guard {
			return false
		}
	}
	return true
}

// samples is how many a plane's slice has that ends at its last sample.
func samples(stride, width, height int) int {
	return stride*(height-1) + width
}

// axisWeights are an axis's weights for sample j, in floating point and straight from the
// definition.
func axisWeights(a Axis, j, src int, f imaging.ResampleFilter) map[int]float64 {
	if f.Support <= 0 || a.Step == 1 && a.Start == math.Trunc(a.Start) {
		at := math.Floor(a.Start + (float64(j)+0.5)*a.Step)
		return map[int]float64{int(min(max(at, 0), float64(src-1))): 1}
	}
	weights, sum := map[int]float64{}, 0.0
	center, scale := a.Start+(float64(j)+0.5)*a.Step-0.5, max(a.Step, 1)
	for u := range src {
		d := (float64(u) - center) / scale
		if math.Abs(d) > math.Ceil(scale*f.Support)/scale {
			continue
		}
		if w := f.Kernel(d); w != 0 {
			weights[u] = w
			sum += w
		}
	}
	for u := range weights {
		weights[u] /= sum
	}
	if sum == 0 { // no sample under the filter: the nearest
		weights[int(min(max(math.Round(center), 0), float64(src-1)))] = 1
	}
	return weights
}

// reference scales a channel in floating point. Between the passes samples are limited to 0..limit,
// if there is one.
func reference(src []float64, s sizes, x, y Axis, f imaging.ResampleFilter, limit float64) []float64 {
	mid := make([]float64, s.dstW*s.srcH)
	for i := range s.dstW {
		for u, w := range axisWeights(x, i, s.srcW, f) {
			for row := range s.srcH {
				mid[row*s.dstW+i] += w * src[row*s.srcW+u]
			}
		}
	}
	if limit > 0 {
		for i, v := range mid {
			mid[i] = min(max(v, 0), limit)
		}
	}
	dst := make([]float64, s.dstW*s.dstH)
	for j := range s.dstH {
		for u, w := range axisWeights(y, j, s.srcH, f) {
			for i := range s.dstW {
				dst[j*s.dstW+i] += w * mid[u*s.dstW+i]
			}
		}
	}
	return dst
}

func noise(n int) []uint8 {
	random := rand.New(rand.NewPCG(1, 2))
	pix := make([]uint8, n)
	for i := range pix {
		pix[i] = uint8(random.Uint32())
	}
	return pix
}
