package resample

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPlainStaysPlain(t *testing.T) {
	for _, k := range implementations() {
		scaler := withKernels(k)
		for _, f := range filters {
			for _, s := range scalings {
				for _, v := range []uint8{0, 1, 100, 254, 255} {
					x, y := Axis{0.25, (float64(s.srcW) - 0.5) / float64(s.dstW)}, Fit(s.srcH, s.dstH)
					src := Plane{slices.Repeat([]uint8{v}, s.srcW*s.srcH), s.srcW, s.srcW, s.srcH, 1}
					dst := Plane{Stride: s.dstW, Width: s.dstW, Height: s.dstH, Channels: 1}
					for i, got := range scaled8(t, scaler, src, dst, x, y, f.filter) {
						if got != v {
							t.Fatalf("%s, %s, %v: sample %d is %d, not %d", k.name, f.name, s, i, got, v)
						}
					}
					v16 := uint16(v) * 257
					src16 := Plane16{slices.Repeat([]uint16{v16}, s.srcW*s.srcH), s.srcW, s.srcW, s.srcH, 1}
					dst16 := Plane16{nil, s.dstW, s.dstW, s.dstH, 1}
					for i, got := range scaled16(t, scaler, src16, dst16, x, y, f.filter) {
						if got != v16 {
							t.Fatalf("16 bit, %s, %s, %v: sample %d is %d, not %d", k.name, f.name, s, i, got, v16)
						}
					}
				}
			}
		}
	}
}

// TestColorBelowAlpha scales opaque and empty pixels next to each other, where filters with
// negative weights overshoot.
func TestColorBelowAlpha(t *testing.T) {
	for _, k := range implementations() {
		scaler := withKernels(k)
		for _, f := range filters {
			for _, s := range []sizes{{64, 48, 40, 30}, {20, 15, 64, 48}} {
				random := rand.New(rand.NewPCG(3, 4))
				src := Plane{make([]uint8, 4*s.srcW*s.srcH), 4 * s.srcW, s.srcW, s.srcH, 4}
				src16 := Plane16{make([]uint16, len(src.Pix)), src.Stride, s.srcW, s.srcH, 4}
				for i := 0; i < len(src.Pix); i += 4 {
					alpha := []uint8{0, 0, 128, 255}[random.IntN(4)]
					for c := range 3 {
						src.Pix[i+c] = uint8(random.IntN(int(alpha) + 1))
					}
					src.Pix[i+3] = alpha
				}
				for i, v := range src.Pix {
					src16.Pix[i] = uint16(v) * 257
				}
				x, y := Fit(s.srcW, s.dstW), Fit(s.srcH, s.dstH)
				got := scaled8(t, scaler, src, Plane{Stride: 4 * s.dstW, Width: s.dstW, Height: s.dstH, Channels: 4}, x, y, f.filter)
				got16 := scaled16(t, scaler, src16, Plane16{nil, 4 * s.dstW, s.dstW, s.dstH, 4}, x, y, f.filter)
				for i := range got {
					if got[i] > got[i|3] || got16[i] > got16[i|3] {
						t.Fatalf("%s, %s, %v: colour %d or %d above alpha %d or %d", k.name, f.name, s, got[i], got16[i], got[i|3], got16[i|3])
					}
				}
			}
		}
	}
}

// TestChannelsAreAlike scales each channel of an opaque picture as a plane of its own.
func TestChannelsAreAlike(t *testing.T) {
	s := sizes{75, 60, 51, 43}
	x, y := Axis{1.5, 1.4}, Fit(s.srcH, s.dstH)
	src := Plane{noise(4 * s.srcW * s.srcH), 4 * s.srcW, s.srcW, s.srcH, 4}
	for i := 3; i < len(src.Pix); i += 4 {
		src.Pix[i] = 255
	}
	got := scaled8(t, new(Scaler), src, Plane{Stride: 4 * s.dstW, Width: s.dstW, Height: s.dstH, Channels: 4}, x, y, Lanczos)
	for c := range 4 {
		one := Plane{Stride: s.srcW, Width: s.srcW, Height: s.srcH, Channels: 1}
		for i := c; i < len(src.Pix); i += 4 {
			one.Pix = append(one.Pix, src.Pix[i])
		}
		for i, v := range scaled8(t, new(Scaler), one, Plane{Stride: s.dstW, Width: s.dstW, Height: s.dstH, Channels: 1}, x, y, Lanczos) {
			if got[4*i+c] != v {
				t.Fatalf("channel %d of pixel %d is %d, alone %d", c, i, got[4*i+c], v)
			}
		}
	}
}

// TestFarDown takes so many samples into one that single weights are tiny.
func TestFarDown(t *testing.T) {
	s := sizes{100000, 1, 3, 1}
	for _, size := range []sizes{s, {1, 100000, 1, 3}} {
		compareKernels(t, size, 1, 0, Fit(size.srcW, size.dstW), Fit(size.srcH, size.dstH), Lanczos)
		src := Plane{noise(100000), size.srcW, size.srcW, size.srcH, 1}
		for _, v := range scaled8(t, new(Scaler), src, Plane{Stride: size.dstW, Width: size.dstW, Height: size.dstH, Channels: 1},
			Fit(size.srcW, size.dstW), Fit(size.srcH, size.dstH), Lanczos) {
			if v < 126 || v > 129 {
				t.Errorf("%v: the mean of noise is %d", size, v)
			}
		}
	}
}

// TestCache uses more axes than are kept, and several filters.
func TestCache(t *testing.T) {
	scaler := new(Scaler)
	src := Plane{noise(90 * 70), 90, 90, 70, 1}
	for range 2 {
		for i := range cached {
			dst := Plane{Stride: 20 + i, Width: 20 + i, Height: 15 + i, Channels: 1}
			for _, f := range []Filter{Linear, Box, Lanczos} {
				got := scaled8(t, scaler, src, dst, Fit(90, dst.Width), Fit(70, dst.Height), f)
				want := scaled8(t, new(Scaler), src, dst, Fit(90, dst.Width), Fit(70, dst.Height), f)
				if !slices.Equal(got, want) {
					t.Fatalf("%d×%d: a Scaler that was used before gives another picture", dst.Width, dst.Height)
				}
			}
		}
	}
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	scaler := new(Scaler)
	luma, chroma := Plane{noise(300 * 200), 300, 300, 200, 1}, Plane{noise(150 * 100), 150, 150, 100, 1}
	color, wide := Plane{noise(300 * 200 * 4), 1200, 300, 200, 4}, Plane16{make([]uint16, 300*200*4), 1200, 300, 200, 4}
	out, out16 := make([]uint8, 240*160*4), make([]uint16, 240*160*4)
	run := func() {
		err := scaler.Scale(Plane{out, 240, 240, 160, 1}, luma, Fit(300, 240), Fit(200, 160), Lanczos)
		for _, dst := range []Plane{{out, 120, 120, 80, 1}, {out, 240, 240, 160, 1}} {
			if err == nil {
				err = scaler.Scale(dst, chroma, Fit(150, dst.Width), Fit(100, dst.Height), Lanczos)
			}
		}
		if err == nil {
			err = scaler.Scale(Plane{out, 960, 240, 160, 4}, color, Fit(300, 240), Fit(200, 160), CatmullRom)
		}
		if err == nil {
			err = scaler.Scale16(Plane16{out16, 960, 240, 160, 4}, wide, Fit(300, 240), Fit(200, 160), Linear)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	run()
	if n := testing.AllocsPerRun(20, run); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func TestErrors(t *testing.T) {
	plane := func(n, stride, w, h, channels int) Plane { return Plane{make([]uint8, n), stride, w, h, channels} }
	good, fit := plane(100, 10, 10, 10, 1), Fit(10, 10)
	tests := []struct {
		name     string
		dst, src Plane
		x, y     Axis
		filter   Filter
	}{
		{"zero planes", Plane{}, Plane{}, fit, fit, Lanczos},
		{"no width", good, plane(100, 10, 0, 10, 1), fit, fit, Lanczos},
		{"negative height", plane(100, 10, 10, -1, 1), good, fit, fit, Lanczos},
		{"three channels", plane(300, 30, 10, 10, 3), plane(300, 30, 10, 10, 3), fit, fit, Lanczos},
		{"other channels", plane(400, 40, 10, 10, 4), good, fit, fit, Lanczos},
		{"short stride", good, plane(100, 9, 10, 10, 1), fit, fit, Lanczos},
		{"negative stride", good, plane(100, -10, 10, 10, 1), fit, fit, Lanczos},
		{"short source", good, plane(99, 10, 10, 10, 1), fit, fit, Lanczos},
		{"short destination", plane(99, 10, 10, 10, 1), good, fit, fit, Lanczos},
		{"no pixels", good, plane(0, 10, 10, 1, 1), fit, fit, Lanczos},
		{"overflow", good, plane(100, math.MaxInt, 10, 10, 1), fit, fit, Lanczos},
		{"huge", good, plane(100, math.MaxInt, math.MaxInt/2, math.MaxInt/2, 1), fit, fit, Lanczos},
		{"zero axis", good, good, Axis{}, fit, Lanczos},
		{"backwards", good, good, fit, Axis{10, -1}, Lanczos},
		{"nan", good, good, Axis{math.NaN(), 1}, fit, Lanczos},
		{"infinite step", good, good, Axis{0, math.Inf(1)}, fit, NearestNeighbor},
		{"starts too early", good, good, Axis{-1, 1}, fit, Lanczos},
		{"ends too late", good, good, fit, Axis{1, 1}, Box},
		{"unknown filter", good, good, fit, fit, NearestNeighbor + 1},
		{"negative filter", good, good, fit, fit, -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := slices.Clone(tt.dst.Pix)
			err := new(Scaler).Scale(tt.dst, tt.src, tt.x, tt.y, tt.filter)
			if err == nil {
				t.Error("no error")
			}
			if !slices.Equal(tt.dst.Pix, before) {
				t.Error("the destination was changed")
			}
		})
	}
	if err := new(Scaler).Scale(good, plane(100, 10, 10, 10, 1), fit, fit, Lanczos); err != nil {
		t.Errorf("what all rows start from: %v", err)
	}
}
