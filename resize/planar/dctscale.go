package planar

import "sizemill/resize/codec/format"

// The least factors by which decoded brightness and color are larger than the result. A JPEG
// decoder shrinks by eighths at next to no cost, but with a crude filter, so the resampling that
// follows needs samples to work on. Color has less detail to lose, and its planes take as much
// memory as brightness. docs/performance.md has the figures.
const (
	lumaMargin   = 2
	chromaMargin = 1.5
)

// Scale returns the scale, in eighths, at which brightness is decoded for a job alone.
func Scale(job Job) int {
	scale, _ := dctScales(job, format.ColorShare{})
	return scale
}

// Scales returns a function that chooses the scales, in eighths, at which brightness and color are
// decoded: the smallest that serve all jobs.
func Scales(jobs []Job) func(format.ColorShare) (luma, chroma int) {
	return func(color format.ColorShare) (luma, chroma int) {
		luma, chroma = 1, 1
		for _, job := range jobs {
			l, c := dctScales(job, color)
			luma, chroma = max(luma, l), max(chroma, c)
		}
		return luma, chroma
	}
}

// dctScales chooses the scales, in eighths, at which brightness and color are decoded. They are the
// smallest at which the part that is used has those margins times the samples of the result, in
// both directions.
func dctScales(job Job, color format.ColorShare) (lumaScale, chromaScale int) {
	crop, to := job.Crop.Size(), job.Scaled
	lumaScale = max(eighths(crop.X, to.X, lumaMargin), eighths(crop.Y, to.Y, lumaMargin))
	if color == (format.ColorShare{}) {
		return lumaScale, lumaScale
	}
	if job.Turn.Swap { // in the upright picture
		color.X, color.Y = color.Y, color.X
	}
	step := 1 // pixels of the result per sample of color, in each direction
	if job.Halved {
		step = 2
	}
	need := func(from, to int, share float64) int {
		return eighths(int(float64(from)*share), (to+step-1)/step, chromaMargin)
	}
	return lumaScale, max(need(crop.X, to.X, color.X), need(crop.Y, to.Y, color.Y))
}

// eighths returns the smallest scale, 1 to 8, at which from samples are margin times to, or 8.
func eighths(from, to int, margin float64) int {
	for n := 1; n < 8; n++ {
		if float64(from)*float64(n) >= 8*margin*float64(to) {
			return n
		}
	}
	return 8
}
