package planar

import (
	"sizemill/resize/codec/jpeg/turbo"
)

// How much larger than the result brightness and colour have to be decoded. A JPEG decoder can shrink by eighths at next to no
// cost, but what it does is a crude filter: the resampling that follows has to have enough left to work on. Colour has
// less detail to lose, and its planes take as much memory as brightness. See docs/performance.md for what each step brings.
const (
	lumaMargin   = 2
	chromaMargin = 1.5
)

// Scale returns the scale, in eighths, at which brightness is decoded for a job alone.
func Scale(job Job) int {
	scale, _ := dctScales(job, turbo.Sampling{}, turbo.Sampling{})
	return scale
}

// dctScales chooses the scales, in eighths, at which brightness and color are decoded: the smallest at
// which the part of the picture that is used still has those margins times the samples of the result,
// in both directions.
func dctScales(job Job, luma, chroma turbo.Sampling) (lumaScale, chromaScale int) {
	crop, to := job.Crop.Size(), job.Scaled
	lumaScale = max(eighths(crop.X, to.X, lumaMargin), eighths(crop.Y, to.Y, lumaMargin))
	if chroma == (turbo.Sampling{}) {
		return lumaScale, lumaScale
	}
	// The share of brightness' samples that color has, in the upright picture.
	h, v := float64(chroma.H)/float64(luma.H), float64(chroma.V)/float64(luma.V)
	if job.Turn.Swap {
		h, v = v, h
	}
	step := 1 // pixels of the result, in each direction, that share a sample of color
	if job.Halved {
		step = 2
	}
	need := func(from, to int, share float64) int {
		return eighths(int(float64(from)*share), (to+step-1)/step, chromaMargin)
	}
	return lumaScale, max(need(crop.X, to.X, h), need(crop.Y, to.Y, v))
}

// eighths is the smallest scale, 1 to 8, at which from samples are margin times to, or all of them.
func eighths(from, to int, margin float64) int {
	for n := 1; n < 8; n++ {
		if float64(from)*float64(n) >= 8*margin*float64(to) {
			return n
		}
	}
	return 8
}
