package icc

import (
	"image/color"
	"math"
)

// FromSRGB returns the color c of sRGB in the numbers of an RGB profile, or the nearest that it
// has; alpha is unchanged. Other profiles return c.
//
// It runs Newton's method, with differences as derivatives, on the way to sRGB, which every profile
// has. Tables of the way back are missing from many profiles, and coarser.
func (p *Profile) FromSRGB(c color.NRGBA) color.NRGBA {
	if p.space != "RGB " || p.IsSRGB() {
		return c
	}
	const most = math.MaxUint8
	linear := p.model.linear()
	want := vec{float64(c.R) / most, float64(c.G) / most, float64(c.B) / most}
	missed := func(d vec) vec {
		light := linear(d)
		return vec{
			encode(light[0]) - want[0], encode(light[1]) - want[1], encode(light[2]) - want[2],
		}
	}
	at := want
	best := missed(at)
	for range 50 {
		if size(best) < 1e-9 {
			break
		}
		next, ok := newton(at, best, missed)
		for ; ok && size(missed(next)) >= size(best); ok = size(sub(next, at)) > 1e-12 { // too far
			for i := range 3 {
				next[i] = (next[i] + at[i]) / 2
			}
		}
		if !ok {
			break
		}
		at, best = next, missed(next)
	}
	return color.NRGBA{
		R: byte(quantized(at[0], most)), G: byte(quantized(at[1], most)),
		B: byte(quantized(at[2], most)), A: c.A,
	}
}

func sub(a, b vec) vec { return vec{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }

// size returns the square of a difference.
func size(d vec) float64 { return d[0]*d[0] + d[1]*d[1] + d[2]*d[2] }

// newton returns the next step from at, where the function is f, within 0…1; false if the function
// has no slope there.
func newton(at, f vec, function func(vec) vec) (vec, bool) {
	var slopes matrix // row i, column j: of f's number i along at's number j
	for j := range 3 {
		step := 1.0 / 1024
		if at[j] > 0.5 {
			step = -step // stay inside
		}
		var change vec
		for ; math.Abs(step) <= 0.5; step *= 4 { // curves may be flat at their ends
			along := at
			along[j] += step
			if change = sub(function(along), f); size(change) > 1e-12 {
				break
			}
		}
		for i := range 3 {
			slopes[i][j] = change[i] / step
		}
	}
	back, ok := slopes.inverse()
	if !ok {
		return at, false
	}
	by := back.apply(f)
	for i := range 3 {
		at[i] = clamp(at[i] - by[i])
	}
	return at, true
}
