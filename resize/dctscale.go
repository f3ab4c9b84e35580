package resize

import "sizemill/resize/codec/jpeg/turbo"

// How much larger than the result brightness and color have to be decoded. A JPEG decoder can shrink by eighths at next to no
// cost, but what it does is a crude filter: the resampling that follows has to have enough left to work on. Color has
// less detail to lose, and its planes take as much memory as brightness. See docs/performance.md for what each step brings.
const (
	lumaMargin   = 2
	chromaMargin = 1.5
)

// dctScales chooses the scales, in eighths, at which brightness and color are decoded: the smallest at which the part crop of
// the upright picture still has those margins times the samples of the result to, in both directions. chromaStep pixels of the
// result share a sample of color.
func dctScales(crop, to Size, luma, chroma turbo.Sampling, o Orientation, chromaStep int) (lumaScale, chromaScale int) {
	lumaScale = max(eighths(crop.Width, to.Width, lumaMargin), eighths(crop.Height, to.Height, lumaMargin))
	if chroma == (turbo.Sampling{}) {
		return lumaScale, lumaScale
	}
	// The share of brightness' samples that color has, in the upright picture.
	h, v := float64(chroma.H)/float64(luma.H), float64(chroma.V)/float64(luma.V)
	if o.SwapsSides() {
		h, v = v, h
	}
	need := func(from, to int, share float64) int {
		return eighths(int(float64(from)*share), (to+chromaStep-1)/chromaStep, chromaMargin)
	}
	return lumaScale, max(need(crop.Width, to.Width, h), need(crop.Height, to.Height, v))
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
