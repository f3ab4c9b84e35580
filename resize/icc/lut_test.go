package icc_test

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
)

// cube is the table of a modular or mft tag: f at every point of sides, the last axis varying
// fastest.
func cube(sides []int, width, out int, f func(v []float64) []float64) []byte {
	count := 1
	for _, s := range sides {
		count *= s
	}
	var b []byte
	for i := range count {
		v := make([]float64, len(sides))
		for c, rest := len(sides)-1, i; c >= 0; c, rest = c-1, rest/sides[c] {
			v[c] = float64(rest%sides[c]) / float64(sides[c]-1)
		}
		for _, x := range f(v)[:out] {
			if x = min(max(x, 0), 1); width == 1 {
				b = append(b, byte(math.Round(x*255)))
			} else {
				b = binary.BigEndian.AppendUint16(b, uint16(math.Round(x*65535)))
			}
		}
	}
	return b
}

// modular is an mAB tag; absent parts are nil.
func modular(sides []int, a, clut, m, matrix, b []byte) []byte {
	be := binary.BigEndian
	tag := append([]byte("mAB \x00\x00\x00\x00"), byte(len(sides)), 3, 0, 0)
	tag = append(tag, make([]byte, 20)...)
	if clut != nil {
		var head [20]byte
		for i, s := range sides {
			head[i] = byte(s)
		}
		head[16] = 2
		clut = append(head[:], clut...)
	}
	for i, part := range [][]byte{b, matrix, m, clut, a} {
		if part == nil {
			continue
		}
		be.PutUint32(tag[12+4*i:], uint32(len(tag)))
		tag = append(tag, part...)
		for len(tag)%4 != 0 {
			tag = append(tag, 0)
		}
	}
	return tag
}

func repeat(b []byte, n int) []byte {
	var out []byte
	for range n {
		out = append(out, b...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return out
}

// mft is an lut8Type or lut16Type tag with straight curves, save for the first ones.
func mft(width, in, side int, first func(float64) float64, f func(v []float64) []float64) []byte {
	be := binary.BigEndian
	tag := append([]byte("mft1\x00\x00\x00\x00"), byte(in), 3, byte(side), 0)
	tag = append(tag, imgtest.FixedXYZ(1, 0, 0, 0, 1, 0, 0, 0, 1)...)
	points := 256
	if width == 2 {
		tag[3], points = '2', 1024
		tag = be.AppendUint16(be.AppendUint16(tag, uint16(points)), 2)
	}
	add := func(n int, f func(float64) float64) {
		for i := range n {
			if x := f(float64(i) / float64(n-1)); width == 1 {
				tag = append(tag, byte(math.Round(255*x)))
			} else {
				tag = be.AppendUint16(tag, uint16(math.Round(65535*x)))
			}
		}
	}
	for range in {
		add(points, first)
	}
	sides := make([]int, in)
	for i := range sides {
		sides[i] = side
	}
	tag = append(tag, cube(sides, width, 3, f)...)
	last := 256
	if width == 2 {
		last = 2
	}
	for range 3 {
		add(last, power(1))
	}
	return tag
}

// p3XYZ encodes the light of Display P3's linear values for a table to XYZ.
func p3XYZ(v []float64) []float64 {
	out, l := make([]float64, 3), imgtest.Lights("p3")
	for i, x := range v {
		for c := range out {
			out[c] += x * l[3*i+c] * 32768 / 65535
		}
	}
	return out
}

// p3Lab encodes the color of Display P3's values as Lab, 100 being scale.
func p3Lab(scale float64) func(v []float64) []float64 {
	return func(v []float64) []float64 {
		xyz := p3XYZ([]float64{imgtest.SRGBLight(v[0]), imgtest.SRGBLight(v[1]), imgtest.SRGBLight(v[2])})
		root := func(v, white float64) float64 {
			if t := v * 65535 / 32768 / white; t > 216.0/24389 {
				return math.Cbrt(t)
			} else {
				return (t*24389/27 + 16) / 116
			}
		}
		x, y, z := root(xyz[0], 0.9642), root(xyz[1], 1), root(xyz[2], 0.8249)
		return []float64{(116*y - 16) / 100 * scale, (500*(x-y) + 128) / 255 * scale, (200*(y-z) + 128) / 255 * scale}
	}
}

func inkLab(scale float64) func(v []float64) []float64 {
	return func(v []float64) []float64 {
		l, a, b := imgtest.InkLab(v[0], v[1], v[2], v[3])
		return []float64{l / 100 * scale, (a + 128) / 255 * scale, (b + 128) / 255 * scale}
	}
}

// tableProfiles are the kinds of profiles that have tables.
func tableProfiles() map[string][]byte {
	rgb := func(version byte, pcs string, tag []byte) []byte {
		return imgtest.MakeProfile(version, "mntr", "RGB ", pcs, imgtest.Tag{Name: "A2B0", Data: tag})
	}
	ink := func(version byte, class string, tag []byte) []byte {
		return imgtest.MakeProfile(version, class, "CMYK", "Lab ", imgtest.Tag{Name: "A2B0", Data: tag}, imgtest.Tag{Name: "A2B1", Data: tag})
	}
	const legacy = 65280.0 / 65535
	straight := imgtest.ParametricCurve(0, 1)
	identity := imgtest.FixedXYZ(1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0)
	back := imgtest.FixedXYZ(0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0) // X and Z change places
	swapped := func(v []float64) []float64 { out := p3XYZ(v); out[0], out[2] = out[2], out[0]; return out }
	s := []int{9, 9, 9}
	return map[string][]byte{
		"mft1 to Lab":              rgb(2, "Lab ", mft(1, 3, 17, power(1), p3Lab(1))),
		"mft2 to Lab":              rgb(2, "Lab ", mft(2, 3, 33, power(1), p3Lab(legacy))),
		"mft2 to Lab, version 4":   rgb(4, "Lab ", mft(2, 3, 20, power(0.8), p3Lab(legacy))),
		"mft2 to XYZ":              rgb(2, "XYZ ", mft(2, 3, 5, imgtest.SRGBLight, p3XYZ)),
		"modular to Lab":           rgb(4, "Lab ", modular(s, repeat(straight, 3), cube(s, 2, 3, p3Lab(1)), nil, nil, repeat(straight, 3))),
		"modular, sides differ":    rgb(4, "Lab ", modular([]int{9, 17, 12}, nil, cube([]int{9, 17, 12}, 2, 3, p3Lab(1)), repeat(straight, 3), identity, repeat(straight, 3))),
		"modular to XYZ, a matrix": rgb(4, "XYZ ", modular([]int{3, 3, 3}, repeat(imgtest.SRGBCurve(), 3), cube([]int{3, 3, 3}, 2, 3, swapped), repeat(straight, 3), back, repeat(straight, 3))),
		"modular without a table":  rgb(4, "XYZ ", modular(s, nil, nil, repeat(imgtest.SRGBCurve(), 3), p3Matrix(), repeat(straight, 3))),
		"modular, bent at the end": rgb(4, "XYZ ", modular(s, nil, cube(s, 2, 3, func(v []float64) []float64 { return v }), nil, nil, repeat(imgtest.ParametricCurve(0, 2.2), 3))),
		"CMYK":                     imgtest.CMYKProfile(),
		"CMYK, mft1":               ink(2, "scnr", mft(1, 4, 7, power(1), inkLab(1))),
		"CMYK, modular":            ink(4, "scnr", modular([]int{9, 9, 9, 9}, repeat(imgtest.GammaCurve(1.2), 4), cube([]int{9, 9, 9, 9}, 2, 3, inkLab(1)), nil, nil, repeat(straight, 3))),
		"grey":                     imgtest.GrayProfile(2.2),
		"grey of 300 points":       imgtest.MakeProfile(2, "mntr", "GRAY", "XYZ ", imgtest.Tag{Name: "kTRC", Data: imgtest.SampledCurve(300, power(1.8))}),
		"grey in parameters":       imgtest.MakeProfile(4, "mntr", "GRAY", "XYZ ", imgtest.Tag{Name: "kTRC", Data: imgtest.ParametricCurve(0, 2.6)}),
		"grey to Lab":              imgtest.MakeProfile(2, "mntr", "GRAY", "Lab ", imgtest.Tag{Name: "kTRC", Data: imgtest.GammaCurve(1)}),
		"grey with a lit black":    imgtest.MakeProfile(2, "mntr", "GRAY", "XYZ ", imgtest.Tag{Name: "kTRC", Data: imgtest.SampledCurve(2, func(v float64) float64 { return 0.05 + 0.95*v })}),
	}
}

// p3Matrix takes P3's linear values to XYZ as tables encode it.
func p3Matrix() []byte {
	l := imgtest.Lights("p3")
	const s = 32768.0 / 65535
	return imgtest.FixedXYZ(s*l[0], s*l[3], s*l[6], s*l[1], s*l[4], s*l[7], s*l[2], s*l[5], s*l[8], 0, 0, 0)
}

// TestTablesLCMS: profiles with tables, and gray ones, agree with another engine.
func TestTablesLCMS(t *testing.T) {
	for name, profile := range tableProfiles() {
		t.Run(name, func(t *testing.T) {
			p := parse(t, profile)
			n := map[string]int{"GRAY": 1, "RGB": 3, "CMYK": 4}[strings.TrimSpace(p.Space())]
			m, cs := shown(colors(3000, n), n < 4)
			want := lcms(t, profile, cs)
			worst, mean, i := difference(t, convert(t, p, m), want)
			t.Logf("worst %.3f, mean %.4f of 255", worst, mean)
			if worst > 1 || mean > 0.26 { // of 8 bits, rounding alone makes 0.5 and 0.25
				t.Errorf("%v is off by %.3f of 255 from %v, the mean is %.4f", cs[i], worst, want[i], mean)
			}
		})
	}
}

// TestTables: the tables of P3 give P3's colors, as far as points between which they are
// interpolated can.
func TestTables(t *testing.T) {
	for name, row := range map[string]float64{ // the mean difference in steps of 255
		"mft1 to Lab": 0.9, "mft2 to Lab": 0.1, "mft2 to XYZ": 0.05, "modular to XYZ, a matrix": 0.05, "modular without a table": 0.01,
	} {
		t.Run(name, func(t *testing.T) {
			m, cs := shown(colors(3000, 3), true)
			want := exact(imgtest.Lights("p3"), imgtest.SRGBLight, cs)
			worst, mean, i := difference(t, convert(t, parse(t, tableProfiles()[name]), m), want)
			t.Logf("worst %.3f, mean %.4f of 255", worst, mean)
			if mean > row {
				t.Errorf("the mean difference is %.3f of 255, %v is off by %.2f", mean, cs[i], worst)
			}
		})
	}
}
