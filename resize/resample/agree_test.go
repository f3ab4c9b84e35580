package resample

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// scaled runs one Scaler on planes that end at their last sample, with guards around them, and
// returns the result and whether all guards are untouched.
func scaled8(t *testing.T, s *Scaler, src Plane, dst Plane, x, y Axis, f Filter) []uint8 {
	t.Helper()
	pix, all := guarded[uint8](samples(dst.Stride, dst.Width*dst.Channels, dst.Height))
	dst.Pix = pix
	if err := s.Scale(dst, src, x, y, f); err != nil {
		t.Fatal(err)
	}
	if !untouched(all, dst.Stride, dst.Width*dst.Channels, dst.Height) {
		t.Errorf("%s wrote outside the plane", s.kernels.name)
	}
	return pix
}

func scaled16(t *testing.T, s *Scaler, src Plane16, dst Plane16, x, y Axis, f Filter) []uint16 {
	t.Helper()
	pix, all := guarded[uint16](samples(dst.Stride, dst.Width*dst.Channels, dst.Height))
	dst.Pix = pix
	if err := s.Scale16(dst, src, x, y, f); err != nil {
		t.Fatal(err)
	}
	if !untouched(all, dst.Stride, dst.Width*dst.Channels, dst.Height) {
		t.Errorf("%s wrote outside the plane", s.kernels.name)
	}
	return pix
}

// compareKernels scales noise and expects the same bits of every implementation. It reads past the
// end of nothing: the source's slice is full to its capacity, and ends where a page of memory may.
func compareKernels(t *testing.T, s sizes, channels, pad int, x, y Axis, f Filter) {
	t.Helper()
	compareScalers(t, s, channels, pad, x, y, f, withKernels)
}

func compareScalers(t *testing.T, s sizes, channels, pad int, x, y Axis, f Filter, scalerOf func(kernels) *Scaler) {
	t.Helper()
	random := rand.New(rand.NewPCG(uint64(s.srcW), uint64(s.dstW)))
	src := Plane{Stride: s.srcW*channels + pad, Width: s.srcW, Height: s.srcH, Channels: channels}
	src16 := Plane16{nil, src.Stride, s.srcW, s.srcH, channels}
	for range samples(src.Stride, s.srcW*channels, s.srcH) {
		// Half of the samples at the ends of the range: there sums are largest and limits bite.
		v := []uint16{0, 0xffff, uint16(random.Uint32()), uint16(random.Uint32())}[random.IntN(4)]
		src.Pix, src16.Pix = append(src.Pix, uint8(v>>8)), append(src16.Pix, v)
	}
	src.Pix, src16.Pix = slices.Clip(src.Pix), slices.Clip(src16.Pix)
	before, before16 := slices.Clone(src.Pix), slices.Clone(src16.Pix)
	dst := Plane{Stride: s.dstW*channels + 2*pad, Width: s.dstW, Height: s.dstH, Channels: channels}
	dst16 := Plane16{nil, dst.Stride, s.dstW, s.dstH, channels}

	var want []uint8
	var want16 []uint16
	for _, k := range implementations() {
		scaler := scalerOf(k)
		got, got16 := scaled8(t, scaler, src, dst, x, y, f), scaled16(t, scaler, src16, dst16, x, y, f)
		if want == nil {
			want, want16 = got, got16
		}
		if at := difference(want, got); at >= 0 {
			t.Errorf("8 bit, %s: sample %d of row %d is %d, in Go %d", k.name, at%dst.Stride, at/dst.Stride, got[at], want[at])
		}
		if at := difference(want16, got16); at >= 0 {
			t.Errorf("16 bit, %s: sample %d of row %d is %d, in Go %d", k.name, at%dst.Stride, at/dst.Stride, got16[at], want16[at])
		}
	}
	if !slices.Equal(src.Pix, before) || !slices.Equal(src16.Pix, before16) {
		t.Error("the source was changed")
	}
}

// difference is where two slices first differ, -1 if they do not.
func difference[T comparable](a, b []T) int {
	for i := range a {
		if a[i] != b[i] {
			return i
		}
	}
	return -1
}

func TestKernelsAgree(t *testing.T) {
	if len(implementations()) == 1 {
		t.Log("only the kernels in Go run here: they are compared with themselves")
	}
	for _, f := range filters {
		for _, s := range scalings {
			for _, channels := range []int{1, 4} {
				t.Run(fmt.Sprintf("%s/%v/%dch", f.name, s, channels), func(t *testing.T) {
					compareKernels(t, s, channels, s.srcW%5, Fit(s.srcW, s.dstW), Fit(s.srcH, s.dstH), f.filter)
				})
			}
		}
	}
}

func FuzzKernelsAgree(f *testing.F) {
	f.Add(uint16(100), uint16(75), uint16(80), uint16(60), uint8(9), uint8(3), false, 0.25, 1.2, 0.0, 1.25)
	f.Add(uint16(1), uint16(300), uint16(40), uint16(2), uint8(1), uint8(0), true, 0.0, 0.025, 3.5, 140.0)
	f.Fuzz(func(t *testing.T, srcW, srcH, dstW, dstH uint16, filter, pad uint8, four bool, x0, dx, y0, dy float64) {
		s := sizes{int(srcW)%400 + 1, int(srcH)%100 + 1, int(dstW)%400 + 1, int(dstH)%100 + 1}
		x, y := Axis{x0, dx}, Axis{y0, dy}
		if x.check("x", s.srcW, s.dstW) != nil {
			x = Fit(s.srcW, s.dstW)
		}
		if y.check("y", s.srcH, s.dstH) != nil {
			y = Fit(s.srcH, s.dstH)
		}
		channels := 1
		if four {
			channels = 4
		}
		compareKernels(t, s, channels, int(pad%9), x, y, filters[int(filter)%len(filters)].filter)
	})
}
