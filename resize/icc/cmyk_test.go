package icc_test

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"os"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/icc"
)

// naive is the arithmetic that ignores what inks look like.
func naive(c []float64) [3]float64 {
	k := 1 - c[3]
	return [3]float64{(1 - c[0]) * k, (1 - c[1]) * k, (1 - c[2]) * k}
}

// printed reads measured prints as Debian's icc-profiles-free has them: inks, and their colors
// relative to paper and black, in sRGB.
func printed(t *testing.T, path string) (inks [][]float64, want [][3]float64) {
	t.Helper()
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not there (Debian: icc-profiles-free)", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var colors [][3]float64
	for s := bufio.NewScanner(f); s.Scan(); {
		var id string
		var c, m, y, k, X, Y, Z float64
		if n, _ := fmt.Sscan(s.Text(), &id, &c, &m, &y, &k, &X, &Y, &Z); n == 8 {
			inks = append(inks, []float64{c / 100, m / 100, y / 100, k / 100})
			colors = append(colors, [3]float64{X, Y, Z})
		}
	}
	if len(inks) < 1000 {
		t.Fatalf("%d prints in %s", len(inks), path)
	}
	white, black := colors[0], math.Inf(1)
	for i, c := range inks {
		if c[0]+c[1]+c[2]+c[3] == 4 {
			black = colors[i][1] / white[1]
		}
	}
	for _, xyz := range colors {
		v := [3]float64{}
		for i, w := range []float64{0.9642, 1, 0.8249} {
			v[i] = w * (xyz[i]/white[i] - black) / (1 - black)
		}
		rgb := fromD50(v[0], v[1], v[2])
		want = append(want, [3]float64{encodeSRGB(rgb[0]), encodeSRGB(rgb[1]), encodeSRGB(rgb[2])})
	}
	return inks, want
}

// TestDefaultCMYK: inks without a profile look as they do in print, by measurements of several
// printing conditions.
func TestDefaultCMYK(t *testing.T) {
	for name, row := range map[string]struct {
		path  string
		limit float64 // the mean difference in steps of 255
	}{
		"GRACoL, which it is made from": {"/usr/share/color/icc/TR006.ti3", 2},
		"Fogra 39":                      {"/usr/share/color/icc/FOGRA39L.ti3", 4.5},
		"SWOP, grade 3":                 {"/usr/share/color/icc/TR003.ti3", 8},
		"SWOP, grade 5":                 {"/usr/share/color/icc/TR005.ti3", 8},
	} {
		t.Run(name, func(t *testing.T) {
			inks, want := printed(t, row.path)
			m, inks := shown(inks, false)
			worst, mean, i := difference(t, convert(t, icc.DefaultCMYK(), m), want)
			guess := image.NewNRGBA(m.Bounds())
			for x, c := range inks {
				v := naive(c)
				guess.SetNRGBA(x, 0, color.NRGBA{R: byte(255 * v[0]), G: byte(255 * v[1]), B: byte(255 * v[2]), A: 255})
			}
			_, naively, _ := difference(t, guess, want)
			t.Logf("mean %.2f, worst %.1f of 255 at %v; naive arithmetic: mean %.1f", mean, worst, inks[i], naively)
			if mean > row.limit || mean > naively/3 {
				t.Errorf("the mean difference is %.2f of 255", mean)
			}
		})
	}
}

// TestDefaultCMYKLCMS: it is near what Ghostscript's default profile makes of inks, where that is
// installed.
func TestDefaultCMYKLCMS(t *testing.T) {
	b, err := os.ReadFile("/usr/share/color/icc/ghostscript/default_cmyk.icc")
	if err != nil {
		t.Skip("Ghostscript's profile is not there (Debian: libgs-common)")
	}
	m, cs := shown(colors(3000, 4), false)
	want := lcms(t, b, cs)
	worst, mean, i := difference(t, convert(t, parse(t, b), m), want)
	if worst > 0.75 {
		t.Errorf("by the profile itself: %v is off by %.2f of 255", cs[i], worst)
	}
	_, byDefault, _ := difference(t, convert(t, icc.DefaultCMYK(), m), want)
	t.Logf("by the profile: mean %.3f, worst %.3f of 255; without it: mean %.1f", mean, worst, byDefault)
	if byDefault > 15 {
		t.Errorf("without the profile the mean difference is %.1f of 255", byDefault)
	}
}

// TestDefaultCMYKPixels: it makes another picture of inks than a profile of their own does.
func TestDefaultCMYKPixels(t *testing.T) {
	m := image.NewCMYK(image.Rect(0, 0, 4, 3))
	for i := range m.Pix {
		m.Pix[i] = byte(17 * i)
	}
	if imgtest.MeanDifference(t, convert(t, parse(t, imgtest.CMYKProfile()), m), convert(t, icc.DefaultCMYK(), m)) < 5 {
		t.Error("the profile makes no difference")
	}
}
