package resize

import (
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg"
	"sizemill/resize/planar"
)

// The figures below were measured on Linux: how far the process grew beyond what it had, at its highest, while it carried out one job on a
// picture of 8 megapixels. They hold what the garbage collector has not got to yet. TestMemoryBytes lists the measurements.

const (
	// jobBytes is what any job takes.
	jobBytes = 1 << 20
	// avifBytes is AVIF's codec: its code, compiled from WebAssembly, and a machine to run it on.
	avifBytes = 120 << 20
	// framesBytes is for the frames by which the palette of an animation is chosen.
	framesBytes = 24 << 20
)

// MemoryBytes estimates the peak memory that Do needs for the job. It is meant to be no less than what is needed, and at most some
// three times as much. More are JPEG files in several scans, of which only decoding shows whether all their coefficients have to be
// held.
func (j ImageJob) MemoryBytes() int64 {
	result := j.Geometry.Canvas.Pixels()
	if moves(j.Source.Frames, j.Source.Format, j.Format) {
		n := j.Source.MemoryBytes()
		if j.Action == Convert {
			n += 44 * result
		}
		return n
	}
	n := jobBytes + j.decodeBytes()
	if j.Salvage { // what decoding took until it failed may still be there; of a GIF, all compressed pixels are read, twice two bytes each
		n += pick(j.Source.Depth > 8, 8, 4)*j.Source.Upright.Pixels() + j.Source.Bytes
	}
	if j.Action == Convert {
		n += result*(j.pixelBytes()+j.encodeBytes()) + codecBytes(j.Format)
	}
	return n
}

// MemoryBytes estimates the peak memory that Check needs for the picture: to decode it whole, of an animation all frames one after another.
func (s Source) MemoryBytes() int64 {
	if moves(s.Frames, s.Format, s.Format) { // canvases, a frame in the making, and the compressed file
		return jobBytes + framesBytes + 24*s.Upright.Pixels() + 2*s.Bytes
	}
	return jobBytes + s.decodeBytes()
}

// codecBytes is what a format's codec takes whatever the picture.
func codecBytes(f Format) int64 {
	if f == format.AVIF {
		return avifBytes
	}
	return 0
}

// decodeBytes is what reading the picture takes for the job: a JPEG is decoded at the scale that the job needs.
func (j ImageJob) decodeBytes() int64 {
	s := j.Source
	if s.Format != JPEG || !planar.Available || s.CMYK || s.RGB || j.Action != Convert || j.linear() {
		return s.decodeBytes()
	}
	const planes, row = 4, 96 // bytes per pixel and, for rows of blocks, per column
	pixels, eighths := s.Upright.Pixels(), int64(planar.Scale(j.planar(s.Orientation, false)))
	return jpeg.UsefulBytes(pixels, s.Bytes) + s.Coefficients + planes*pixels*eighths*eighths/64 + row*int64(max(s.Upright.Width, s.Upright.Height))
}

// decodeBytes is what reading the picture takes, with its pixels.
func (s Source) decodeBytes() int64 {
	deep, pixels := s.Depth > 8, s.Upright.Pixels()+s.Hidden
	perPixel, whole := int64(4), int64(0) // whole is what does not go by pixels
	switch s.Format {
	case JPEG: // three planes; inks become an image, and that another
		perPixel, whole = pick(s.CMYK, 13, 4), jpeg.UsefulBytes(pixels, s.Bytes)+s.Coefficients
	case PNG:
		perPixel, whole = pick(s.Gray && !s.Alpha, pick(deep, 4, 2), pick(deep, 9, 5))+pick(s.Interlaced, pick(deep, 10, 5), 0), s.Bytes
	case WebP: // lossless ones, whose library has pixels of its own
		perPixel, whole = 10, s.Bytes
	case TIFF: // all of them in one strip, and as a picture; inks as two
		perPixel = pick(s.CMYK, 13, pick(deep, 16, 9))
		if s.Gray && !s.Alpha && !deep {
			perPixel = 3
		}
	case GIF, BMP:
		perPixel = 5
	case format.AVIF: // 8 bits, and what they are converted from; transparency is a second picture
		perPixel = pick(deep, 60, 30) + pick(s.Alpha, 24, 0)
	case format.HEIC:
		perPixel = pick(deep, 25, 12) + pick(s.Alpha, pick(deep, 18, 9), 0)
	}
	return pixels*perPixel + whole + codecBytes(s.Format)
}

// pixelBytes is what the result's pixels take before they are encoded, each.
func (j ImageJob) pixelBytes() int64 {
	wide := j.Source.Depth > 8 || j.Source.Alpha // computed with 16 bits
	n := pick(wide, 12, 4)
	switch {
	case j.Source.Format != JPEG || j.Source.CMYK:
	case j.fromPlanes() && !j.linear():
		n = 5
	default:
		n += 7 // planes that become pixels
	}
	if j.Source.Orientation > 1 || j.Geometry.Canvas != j.Geometry.Scaled {
		n += pick(wide, 8, 4)
	}
	if j.Recipe != nil && j.Recipe.Color == ColorSRGB {
		n += pick(wide, 8, 4)
	}
	return n
}

// encodeBytes is what encoding takes, for each pixel of the result.
func (j ImageJob) encodeBytes() int64 {
	deep, alpha := j.Source.Depth > 8, j.Source.Alpha
	switch j.Format {
	case PNG, TIFF:
		return pick(deep, 13, 6)
	case WebP:
		return pick(j.Lossless(), 26, pick(alpha, 20, 8))
	case GIF:
		return 4
	case format.AVIF: // WebAssembly's memory, which is copied when it grows
		return pick(alpha, 180, 155)
	}
	return 1
}

func pick(yes bool, a, b int64) int64 {
	if yes {
		return a
	}
	return b
}
