package icc_test

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/icc"
)

func parse(t testing.TB, profile []byte) *icc.Profile {
	t.Helper()
	p, err := icc.Parse(profile)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func convert(t testing.TB, p *icc.Profile, m image.Image) image.Image {
	t.Helper()
	out, err := p.ToSRGB(m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// colors are n colors of so many channels, of 0…1: the corners of the cube first, then grays, then
// others.
func colors(n, channels int) [][]float64 {
	random := rand.New(rand.NewPCG(3, 4))
	var out [][]float64
	for i := range n {
		c := make([]float64, channels)
		for j := range c {
			switch {
			case i < 1<<channels:
				c[j] = float64(i >> j & 1)
			case i < 1<<channels+64:
				c[j] = float64(i-1<<channels) / 63
			default:
				c[j] = random.Float64()
			}
		}
		out = append(out, c)
	}
	return out
}

// shown is a row of pixels of those colors, and the colors as they are after rounding to its depth.
func shown(cs [][]float64, deep bool) (image.Image, [][]float64) {
	rect, most := image.Rect(0, 0, len(cs), 1), 255.0
	if deep {
		most = 65535
	}
	rounded := make([][]float64, len(cs))
	at := func(i, c int) int {
		v := math.Round(cs[i][c] * most)
		rounded[i] = append(rounded[i], v/most)
		return int(v)
	}
	switch {
	case len(cs[0]) == 4:
		m := image.NewCMYK(rect)
		for i := range cs {
			m.SetCMYK(i, 0, color.CMYK{C: uint8(at(i, 0)), M: uint8(at(i, 1)), Y: uint8(at(i, 2)), K: uint8(at(i, 3))})
		}
		return m, rounded
	case len(cs[0]) == 1 && deep:
		m := image.NewGray16(rect)
		for i := range cs {
			m.SetGray16(i, 0, color.Gray16{Y: uint16(at(i, 0))})
		}
		return m, rounded
	case len(cs[0]) == 1:
		m := image.NewGray(rect)
		for i := range cs {
			m.SetGray(i, 0, color.Gray{Y: uint8(at(i, 0))})
		}
		return m, rounded
	case deep:
		m := image.NewNRGBA64(rect)
		for i := range cs {
			m.SetNRGBA64(i, 0, color.NRGBA64{R: uint16(at(i, 0)), G: uint16(at(i, 1)), B: uint16(at(i, 2)), A: 0xFFFF})
		}
		return m, rounded
	}
	m := image.NewNRGBA(rect)
	for i := range cs {
		m.SetNRGBA(i, 0, color.NRGBA{R: uint8(at(i, 0)), G: uint8(at(i, 1)), B: uint8(at(i, 2)), A: 255})
	}
	return m, rounded
}

// difference compares a row of pixels with colors of 0…1 (clipped here), in steps of 255.
func difference(t testing.TB, m image.Image, want [][3]float64) (worst, mean float64, where int) {
	t.Helper()
	imgtest.SameSize(t, m, len(want), 1)
	for i, w := range want {
		r, g, b, _ := m.At(m.Bounds().Min.X+i, 0).RGBA()
		for c, v := range []uint32{r, g, b} {
			d := math.Abs(float64(v)/257 - 255*min(max(w[c], 0), 1))
			mean += d / float64(3*len(want))
			if d > worst {
				worst, where = d, i
			}
		}
	}
	return worst, mean, where
}

// lcms converts with littlecms' own program, in floating point: relative colorimetric with black
// point compensation.
func lcms(t testing.TB, profile []byte, cs [][]float64) [][3]float64 {
	t.Helper()
	program, err := exec.LookPath("transicc")
	if err != nil {
		t.Skip("transicc is not installed (Debian: liblcms2-utils)")
	}
	path := filepath.Join(t.TempDir(), "profile.icc")
	if err := os.WriteFile(path, profile, 0o600); err != nil {
		t.Fatal(err)
	}
	var in strings.Builder
	for _, c := range cs {
		for _, v := range c {
			scale := 255.0
			if len(c) == 4 { // it takes inks in per cent
				scale = 100
			}
			fmt.Fprintf(&in, "%.6f ", v*scale)
		}
		in.WriteByte('\n')
	}
	cmd := exec.Command(program, "-i"+path, "-o*sRGB", "-t1", "-b", "-v0", "-n", "-c0")
	cmd.Stdin = strings.NewReader(in.String())
	b, err := cmd.Output()
	if err != nil {
		t.Fatalf("transicc: %v", err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if len(lines) < len(cs) {
		t.Fatalf("transicc gave %d lines for %d colours", len(lines), len(cs))
	}
	out := make([][3]float64, len(cs))
	for i, line := range lines[len(lines)-len(cs):] {
		if _, err := fmt.Sscan(line, &out[i][0], &out[i][1], &out[i][2]); err != nil {
			t.Fatalf("transicc said %q", line)
		}
		for c := range out[i] {
			out[i][c] /= 255
		}
	}
	return out
}

// fromD50 takes XYZ relative to D50 to linear sRGB: the inverse of imgtest's colors, by solving
// three equations.
func fromD50(x, y, z float64) [3]float64 {
	l := imgtest.Lights("srgb")
	det := func(a, b, c [3]float64) float64 {
		return a[0]*(b[1]*c[2]-b[2]*c[1]) - b[0]*(a[1]*c[2]-a[2]*c[1]) + c[0]*(a[1]*b[2]-a[2]*b[1])
	}
	r, g, b, v := [3]float64(l[:3]), [3]float64(l[3:6]), [3]float64(l[6:]), [3]float64{x, y, z}
	d := det(r, g, b)
	return [3]float64{det(v, g, b) / d, det(r, v, b) / d, det(r, g, v) / d}
}

func encodeSRGB(v float64) float64 {
	if v <= 0.0031308 {
		return 12.92 * v
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// exact converts colors of a profile of lights and a curve.
func exact(lights [9]float64, curve func(float64) float64, cs [][]float64) [][3]float64 {
	out := make([][3]float64, len(cs))
	for i, c := range cs {
		var xyz [3]float64
		for j, v := range c {
			for k := range xyz {
				xyz[k] += curve(v) * lights[3*j+k]
			}
		}
		out[i] = fromD50(xyz[0], xyz[1], xyz[2])
		for k := range out[i] {
			out[i][k] = encodeSRGB(out[i][k])
		}
	}
	return out
}
