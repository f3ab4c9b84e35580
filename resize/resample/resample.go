// Package resample scales planes of pixels with a filter.
//
// A picture is scaled in two passes, as imaging.Resize does it: along its rows first, then along
// its columns. Each sample is the weighted sum of the source samples under the filter. The
// arithmetic is fixed point, in 16-bit weights and 32-bit sums, so that every implementation (Go,
// AVX2, NEON) gives the same bits. Between the passes 8-bit samples keep 7 more bits and are
// limited to black and white, as imaging's are; they are rounded to 8 bits once, at the end. The
// weights of a sample always sum to exactly one: a plain area stays exactly what it was.
package resample

// Plane is a rectangle of 8-bit samples, row by row.
type Plane struct {
	Pix           []uint8 // starts at the upper left sample; may end at the last one
	Stride        int     // samples from one row to the next (>= Width*Channels)
	Width, Height int     // pixels
	Channels      int     // 1 (Y, Cb, Cr, gray) or 4 (RGBA, premultiplied)
}

// Plane16 is a rectangle of 16-bit samples, row by row.
type Plane16 struct {
	Pix           []uint16 // starts at the upper left sample; may end at the last one
	Stride        int      // samples from one row to the next (>= Width*Channels)
	Width, Height int      // pixels
	Channels      int      // 1 (gray) or 4 (RGBA, premultiplied)
}

// Grow returns n samples for a plane, in s's memory if that suffices, so that memory is kept
// between pictures. Their values are undefined.
func Grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// Source is a picture whose rows are made on demand, so that a picture that must be converted first
// is never in memory twice.
type Source[T uint8 | uint16] struct {
	Width, Height int // pixels
	Channels      int // as in Plane
	// Row returns the pixels from..to of row y, which are used until the next call. Rows are read
	// from top to bottom, some of them repeatedly. A plane that is scaled in strips is read from
	// the top for each strip.
	Row func(y, from, to int) []T
}

// Axis maps destination samples onto source samples along one direction: destination sample j
// covers the source interval [Start+j*Step, Start+(j+1)*Step), in source samples, whose edges lie
// at integers. So sample i of the source covers [i, i+1) and has its center at i+0.5.
//
// Start and Step may be fractions: a crop keeps its exact edges. A chroma plane with half the
// samples of luma has the axis {Start/2, Step/2}; if the destination's chroma is halved as well,
// {Start/2, Step}. Intervals may hang over the edge of the source, but each must touch it.
type Axis struct {
	Start, Step float64
}

// Fit returns the axis from all of src samples to all of dst samples.
func Fit(src, dst int) Axis {
	return Axis{Step: float64(src) / float64(dst)}
}
