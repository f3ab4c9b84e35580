package batch

import (
	"math"

	"sizemill/resize"
	"sizemill/resize/codec"
)

// animated reports whether a job's result keeps the frames of its source.
func animated(job *resize.ImageJob) bool {
	from, _ := codec.Lookup(job.Source.Format)
	to, _ := codec.Lookup(job.Format)
	return job.Source.Frames > 1 && from.Animation && to.Animation && !job.Salvage
}

// framesBytes guesses the bytes of an animated result. Only the source's bytes show how much of it
// moves.
func framesBytes(job *resize.ImageJob) int64 {
	s := &job.Source
	pixels := float64(s.Upright.Pixels())
	if pixels == 0 || s.Bytes == 0 {
		return 0
	}
	scale := float64(int64(job.Width)*int64(job.Height)) / pixels
	perPixel := float64(s.Bytes) / pixels / float64(s.Frames)
	// The size of photos goes by their area, that of flat pictures by their edges, which scaling
	// softens.
	flat := max(0, -math.Log10(perPixel/fullBytesPerPixel))
	bytes := float64(s.Bytes) * math.Pow(scale, max(0.5, 1-0.22*flat))
	if scale != 1 {
		bytes *= 1 + 0.2*flat
	}
	from, _ := codec.Lookup(s.Format)
	to, _ := codec.Lookup(job.Format)
	return int64(bytes * to.AnimationWeight / from.AnimationWeight)
}

// fullBytesPerPixel is what each pixel of a frame takes in a GIF of a photo that moves all over;
// measured.
const fullBytesPerPixel = 0.3
