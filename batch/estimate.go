package batch

import (
	"sizemill/resize"
	"sizemill/resize/codec"
)

// estimate guesses the size of a job's output in bytes. A resized photo of the same format has more
// detail per pixel than its source; in another format it has about what is usual there. The guess
// is good for "about", not for promises.
func estimate(job *resize.ImageJob) int64 {
	if job.Action == resize.Copy {
		return job.Source.Bytes
	}
	pixels := float64(int64(job.Width) * int64(job.Height))
	usual := usualBytesPerPixel(job)
	if job.Format == job.Source.Format {
		if from := job.Source.Upright.Pixels(); from > 0 {
			usual = min(usual, detailGain*float64(job.Source.Bytes)/float64(from))
		}
	}
	bytes := int64(pixels*usual) + headerBytes
	if animated(job) {
		bytes = framesBytes(job) + headerBytes
	}
	if limit := job.Recipe.MaxBytes; limit > 0 {
		bytes = min(bytes, limit)
	}
	return bytes
}

const (
	detailGain  = 1.1 // measured on photos of 8–24 megapixels that were resized to 2
	headerBytes = 2048
)

// usualBytesPerPixel returns what a pixel of a photo takes in the job's result.
func usualBytesPerPixel(job *resize.ImageJob) float64 {
	spec, _ := codec.Lookup(job.Format)
	switch {
	case job.Lossless():
		return spec.LosslessBytesPerPixel
	case spec.Lossy:
		return lossy(spec.BytesPerPixel, job.Recipe.Quality, spec.Quality)
	}
	return spec.BytesPerPixel
}

// lossy converts usual, the bytes per pixel at quality base, to another quality: about twice as
// many every 12 steps.
func lossy(usual float64, quality, base int) float64 {
	if quality == 0 {
		quality = base
	}
	steps := float64(quality-base) / 12
	if steps >= 0 {
		return usual * (1 + steps)
	}
	return usual / (1 - steps)
}
