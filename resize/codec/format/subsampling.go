package format

import (
	"image"
)

// Subsampling is how many pixels share a chroma sample, as TIFF states it and as Go names it.
type Subsampling struct {
	Horiz, Vert int
	Ratio       image.YCbCrSubsampleRatio
	Known       bool
}

// Subsamplings lists the ratios that image.YCbCr knows.
func Subsamplings() [6]Subsampling {
	return [6]Subsampling{
		{1, 1, image.YCbCrSubsampleRatio444, true}, {2, 1, image.YCbCrSubsampleRatio422, true},
		{2, 2, image.YCbCrSubsampleRatio420, true}, {1, 2, image.YCbCrSubsampleRatio440, true},
		{4, 1, image.YCbCrSubsampleRatio411, true}, {4, 2, image.YCbCrSubsampleRatio410, true},
	}
}

// SubsamplingOf returns the row of a ratio; an unknown one is 1 × 1.
func SubsamplingOf(ratio image.YCbCrSubsampleRatio) Subsampling {
	for _, r := range Subsamplings() {
		if r.Ratio == ratio {
			return r
		}
	}
	return Subsampling{Horiz: 1, Vert: 1}
}
