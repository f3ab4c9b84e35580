package icc

import (
	"math"
	"sync"
)

// DefaultCMYK is the profile of inks without a profile: commercial offset printing on coated paper,
// as ANSI CGATS/GRACoL TR 006-2007 describes it. Fogra 39 ("ISO Coated v2") and newer conditions
// differ little from it.
//
// It is computed. The 16 solid overprints are that report's measurements; tones between them follow
// Neugebauer's equations with Yule and Nielsen's correction. Each ink has a curve of dot gain,
// fitted to the report's 1,617 patches. The mean difference from them is ΔE*ab 0.84, and from Fogra
// 39's measurements 2.2. A red of full magenta and yellow is (229, 14, 22) in sRGB, not the (255,
// 0, 0) of naive arithmetic.
func DefaultCMYK() *Profile { return defaultCMYK() }

var defaultCMYK = sync.OnceValue(func() *Profile {
	coated := press{
		solids: [16]vec{
			{0.8447, 0.8762, 0.7452}, {0.1497, 0.2289, 0.5278}, {0.3298, 0.1674, 0.1497}, {0.0531, 0.0414, 0.1582}, // paper, C, M, CM
			{0.6904, 0.7404, 0.0697}, {0.0784, 0.1852, 0.0727}, {0.3069, 0.1630, 0.0228}, {0.0368, 0.0380, 0.0317}, // Y, CY, MY, CMY
			{0.0184, 0.0190, 0.0158}, {0.0082, 0.0104, 0.0165}, {0.0144, 0.0103, 0.0074}, {0.0088, 0.0075, 0.0087}, // the same with K
			{0.0165, 0.0186, 0.0078}, {0.0077, 0.0116, 0.0076}, {0.0135, 0.0115, 0.0057}, {0.0087, 0.0089, 0.0074},
		},
		n: [3]float64{1.491, 1.556, 1.709},
		gain: [4][3][2]float64{
			{{0.076, -0.004}, {0.066, -0.011}, {0.068, 0.041}},
			{{0.080, 0.030}, {0.078, 0.034}, {0.021, 0.040}},
			{{0.111, 0.002}, {0.063, 0.023}, {0.054, 0.013}},
			{{0.087, -0.016}, {0.073, -0.015}, {0.046, -0.014}},
		},
	}
	table := coated.table()
	m := model{
		channels: 4, pre: []curve{identity, identity, identity, identity}, cubic: true,
		table: table, matrix: diagonal(d50),
	}
	return newProfile("CMYK", m.compensated(m.xyz(vec{1, 1, 1, 1})[1]))
})

// press is a printing process.
type press struct {
	solids [16]vec    // XYZ of paper and overprints: bit 0 is cyan, 1 magenta, 2 yellow, 3 black
	n      [3]float64 // Yule and Nielsen's factor for X, Y and Z
	// gain is each ink's dot gain at half coverage, in X, Y and Z, and its bias towards the dark.
	gain [4][3][2]float64
}

// coverage returns the effective coverage of a nominal one.
func coverage(v float64, gain [2]float64) float64 { return v + 4*v*(1-v)*(gain[0]+gain[1]*(2*v-1)) }

// table returns the color of inks as roots of light relative to paper.
func (p press) table() func(vec) vec {
	var powers [3][16]float64
	for c := range powers {
		for i, s := range p.solids {
			powers[c][i] = math.Pow(s[c], 1/p.n[c])
		}
	}
	return func(inks vec) vec {
		var out vec
		for c := range 3 {
			sums := powers[c]
			// Each ink halves the rest: with and without it.
			for ink, n := 3, 8; ink >= 0; ink, n = ink-1, n/2 {
				share := coverage(inks[ink], p.gain[ink][c])
				for i := range n {
					sums[i] += (sums[i+n] - sums[i]) * share
				}
			}
			out[c] = root(math.Pow(max(sums[0], 0), p.n[c]) / p.solids[0][c])
		}
		return out
	}
}
