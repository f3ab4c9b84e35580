package icc_test

import (
	"errors"
	"math"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/icc"
	"sizemill/resize/metadata"
)

var (
	p3Points    = [8]float64{0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060}
	adobePoints = [8]float64{0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06}
	srgbPoints  = [8]float64{0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06}
)

func cicp(primaries, transfer uint8) metadata.Coding {
	return metadata.Coding{CICP: metadata.CICP{Primaries: primaries, Transfer: transfer, FullRange: true}}
}

// TestFromCodingNothing: what means sRGB needs no profile, whichever way it is said, and the order
// of precedence is PNG's.
func TestFromCodingNothing(t *testing.T) {
	over := cicp(1, 13)
	over.SRGB, over.Gamma, over.Chromaticities = true, 1, p3Points
	chunk := over
	chunk.CICP = metadata.CICP{}
	for name, c := range map[string]metadata.Coding{
		"nothing":            {},
		"cICP":               cicp(1, 13),
		"cICP, unspecified":  cicp(2, 2),
		"cICP over all":      over,
		"sRGB over the rest": chunk,
		"gAMA":               {Gamma: 0.45455},
		"gAMA, rounded":      {Gamma: 0.4545},
		"cHRM":               {Chromaticities: srgbPoints},
		"gAMA and cHRM":      {Gamma: 0.45455, Chromaticities: srgbPoints},
		"YCbCr of AVIF":      {CICP: metadata.CICP{Primaries: 1, Transfer: 13, Matrix: 6}},
	} {
		for _, gray := range []bool{false, true} {
			if b, err := icc.FromCoding(c, gray); b != nil || err != nil {
				t.Errorf("%s: %d bytes, %v", name, len(b), err)
			}
		}
	}
}

// TestFromCoding: the profile means what the coding says, to this engine and to another.
func TestFromCoding(t *testing.T) {
	adobe, p3 := imgtest.Lights("adobe"), imgtest.Lights("p3")
	bt709 := func(v float64) float64 {
		if v < 0.081 {
			return v / 4.5
		}
		return math.Pow((v+0.099)/1.099, 1/0.45)
	}
	for name, row := range map[string]struct {
		coding metadata.Coding
		lights [9]float64
		curve  func(float64) float64
	}{
		"gAMA alone":          {metadata.Coding{Gamma: 1 / 1.8}, imgtest.Lights("srgb"), power(1.8)},
		"linear":              {metadata.Coding{Gamma: 1}, imgtest.Lights("srgb"), power(1)},
		"cHRM alone":          {metadata.Coding{Chromaticities: p3Points}, p3, imgtest.SRGBLight},
		"Adobe RGB's numbers": {metadata.Coding{Gamma: 0.45455, Chromaticities: adobePoints}, adobe, power(2.2)},
		"Display P3":          {cicp(12, 13), p3, imgtest.SRGBLight},
		"P3, unspecified":     {cicp(12, 2), p3, imgtest.SRGBLight},
		"BT.709":              {cicp(1, 1), imgtest.Lights("srgb"), bt709},
		"gamma 2.2":           {cicp(1, 4), imgtest.Lights("srgb"), power(2.2)},
		"gamma 2.8":           {cicp(1, 5), imgtest.Lights("srgb"), power(2.8)},
		"light":               {cicp(12, 8), p3, power(1)},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := icc.FromCoding(row.coding, false)
			if err != nil || b == nil {
				t.Fatalf("%d bytes, %v", len(b), err)
			}
			if len(b) > 700 {
				t.Errorf("a profile of %d bytes", len(b))
			}
			m, cs := shown(colors(2000, 3), true)
			out := convert(t, parse(t, b), m)
			worst, mean, i := difference(t, out, exact(row.lights, row.curve, cs))
			t.Logf("worst %.3f, mean %.4f of 255", worst, mean)
			if worst > 1 || mean > 0.05 { // the makers' numbers of P3 and Adobe RGB are rounded to four digits
				t.Errorf("%v is off by %.3f of 255, the mean is %.4f", cs[i], worst, mean)
			}
			if worst, _, _ := difference(t, out, lcms(t, b, cs)); worst > 0.1 {
				t.Errorf("another engine is off by %.3f of 255", worst)
			}
		})
	}
}

// TestFromCodingGray: gray pictures get gray profiles.
func TestFromCodingGray(t *testing.T) {
	b, err := icc.FromCoding(metadata.Coding{Gamma: 0.5, Chromaticities: adobePoints}, true)
	if err != nil {
		t.Fatal(err)
	}
	p := parse(t, b)
	m, cs := shown(colors(200, 1), true)
	want := make([][3]float64, len(cs))
	for i, c := range cs {
		v := encodeSRGB(c[0] * c[0])
		want[i] = [3]float64{v, v, v}
	}
	if worst, _, i := difference(t, convert(t, p, m), want); p.Space() != "GRAY" || worst > 0.02 {
		t.Errorf("%q, %v is off by %.3f of 255", p.Space(), cs[i], worst)
	}
}

// TestFromCodingWide: every code point that is taken gives a profile whose white is white.
func TestFromCodingWide(t *testing.T) {
	for _, primaries := range []uint8{1, 4, 5, 6, 7, 8, 9, 11, 12, 22} {
		for _, transfer := range []uint8{1, 4, 5, 6, 7, 8, 13, 14, 15} {
			b, err := icc.FromCoding(cicp(primaries, transfer), false)
			if err != nil {
				t.Errorf("%d, %d: %v", primaries, transfer, err)
				continue
			}
			if b == nil {
				continue
			}
			m, cs := shown([][]float64{{1, 1, 1}, {0, 0, 0}}, true)
			if worst, _, i := difference(t, convert(t, parse(t, b), m), [][3]float64{{1, 1, 1}, {0, 0, 0}}); worst > 0.1 {
				t.Errorf("%d, %d: %v is off by %.3f", primaries, transfer, cs[i], worst)
			}
		}
	}
}

// TestFromCodingErrors: what cannot be said by a profile is said to be so.
func TestFromCodingErrors(t *testing.T) {
	limited := cicp(12, 13)
	limited.CICP.FullRange = false
	for name, c := range map[string]metadata.Coding{
		"PQ": cicp(9, 16), "HLG": cicp(9, 18), "unknown primaries": cicp(77, 13), "unknown transfer": cicp(1, 77), "limited range": limited,
		"no gamma": {Gamma: 1e-5}, "a huge gamma": {Gamma: 1e4},
		"no triangle": {Chromaticities: [8]float64{0.3, 0.3, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3}}, "black primaries": {Chromaticities: [8]float64{0.3, 0.3, 0.6, 0, 0.2, 0.7, 0.1, 0.1}},
	} {
		if b, err := icc.FromCoding(c, false); b != nil || !errors.Is(err, icc.ErrUnsupported) {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
		}
	}
}
