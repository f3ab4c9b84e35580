package icc_test

import (
	"math"
	"testing"

	"sizemill/internal/imgtest"
)

func power(gamma float64) func(float64) float64 {
	return func(v float64) float64 { return math.Pow(v, gamma) }
}

var matrixProfiles = map[string]struct {
	profile []byte
	lights  [9]float64
	curve   func(float64) float64
}{
	"Adobe RGB":    {imgtest.AdobeRGBProfile(), imgtest.Lights("adobe"), power(563.0 / 256)},
	"Display P3":   {imgtest.DisplayP3Profile(), imgtest.Lights("p3"), imgtest.SRGBLight},
	"ProPhoto RGB": {imgtest.ProPhotoProfile(), imgtest.Lights("prophoto"), power(1.80078125)},
	"linear":       {imgtest.MatrixProfile(2, imgtest.Lights("srgb"), imgtest.SampledCurve(2, power(1))), imgtest.Lights("srgb"), power(1)},
	"no points":    {imgtest.MatrixProfile(2, imgtest.Lights("adobe"), []byte("curv\x00\x00\x00\x00\x00\x00\x00\x00")), imgtest.Lights("adobe"), power(1)},
	"3000 points":  {imgtest.MatrixProfile(2, imgtest.Lights("adobe"), imgtest.SampledCurve(3000, power(2.2))), imgtest.Lights("adobe"), power(2.2)},
	"function 0":   {imgtest.MatrixProfile(4, imgtest.Lights("p3"), imgtest.ParametricCurve(0, 2.4)), imgtest.Lights("p3"), power(2.4)},
	"function 1": {imgtest.MatrixProfile(4, imgtest.Lights("p3"), imgtest.ParametricCurve(1, 2, 1.25, -0.25)), imgtest.Lights("p3"),
		func(v float64) float64 { return math.Pow(max(1.25*v-0.25, 0), 2) }},
	"function 2": {imgtest.MatrixProfile(4, imgtest.Lights("p3"), imgtest.ParametricCurve(2, 2, 1, -0.25, 0.1)), imgtest.Lights("p3"),
		func(v float64) float64 { return math.Pow(max(v-0.25, 0), 2) + 0.1 }},
	"function 4": {imgtest.MatrixProfile(4, imgtest.Lights("p3"), imgtest.ParametricCurve(4, 2, 0.9, 0.1, 0.5, 0.1, -0.01, 0)), imgtest.Lights("p3"),
		func(v float64) float64 {
			if v >= 0.1 {
				return max((0.9*v+0.1)*(0.9*v+0.1)-0.01, 0)
			}
			return 0.5 * v
		}},
}

// TestMatrix: profiles of a matrix and curves agree with the formulas they stand for.
func TestMatrix(t *testing.T) {
	for name, row := range matrixProfiles {
		t.Run(name, func(t *testing.T) {
			p := parse(t, row.profile)
			if p.Space() != "RGB " || p.IsSRGB() {
				t.Errorf("space %q, sRGB %v", p.Space(), p.IsSRGB())
			}
			for _, deep := range []bool{false, true} {
				tolerance := 0.75 // half a step of rounding, a quarter of tables
				if deep {
					tolerance = 0.2 // the profile itself rounds its numbers to 65536ths
				}
				m, cs := shown(colors(4000, 3), deep)
				want := exact(row.lights, row.curve, cs)
				if name == "function 2" { // light where there should be none: the black point is brought down
					continue
				}
				worst, mean, i := difference(t, convert(t, p, m), want)
				t.Logf("16 bit %v: worst %.3f, mean %.4f of 255", deep, worst, mean)
				if worst > tolerance {
					t.Errorf("16 bit %v: %v is off by %.3f of 255 from %v", deep, cs[i], worst, want[i])
				}
			}
		})
	}
}

// TestMatrixLCMS: they agree with another engine.
func TestMatrixLCMS(t *testing.T) {
	for name, row := range matrixProfiles {
		t.Run(name, func(t *testing.T) {
			m, cs := shown(colors(2000, 3), true)
			want := lcms(t, row.profile, cs)
			worst, mean, i := difference(t, convert(t, parse(t, row.profile), m), want)
			t.Logf("worst %.3f, mean %.4f of 255", worst, mean)
			if worst > 1 || mean > 0.05 {
				t.Errorf("%v is off by %.3f of 255 from %v, the mean is %.4f", cs[i], worst, want[i], mean)
			}
		})
	}
}
