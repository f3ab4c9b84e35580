package resize

import (
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/planar"
)

// The figures below were measured on Linux: how far the process grew beyond what it had, at its
// highest, while it carried out one job on a picture of 8 megapixels. They hold what the garbage
// collector has not got to yet. TestMemoryBytes lists the measurements.

const (
	// jobBytes is what any job takes.
	jobBytes = 1 << 20
	// framesBytes is for the frames by which the palette of an animation is chosen.
	framesBytes = 24 << 20
)

// MemoryBytes estimates the peak memory that DoAll needs for the job. It is meant to be no less
// than what is needed, and at most some three times as much. More are JPEG files in several scans,
// of which only decoding shows whether all their coefficients have to be held.
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
		n += result*j.pixelBytes() + codec.EncodeMemory(j.encodedHeader())
	}
	return n
}

// MemoryBytes estimates the peak memory that Check needs for the picture: to decode it whole, of an
// animation all frames one after another.
func (s Source) MemoryBytes() int64 {
	if moves(s.Frames, s.Format, s.Format) { // canvases, a frame in the making, and the compressed file
		return jobBytes + framesBytes + 24*s.Upright.Pixels() + 2*s.Bytes
	}
	return jobBytes + s.decodeBytes()
}

// decodeBytes is what reading the picture takes for the job: where planes serve, they are decoded
// at the scale that the job needs.
func (j ImageJob) decodeBytes() int64 {
	s := j.Source
	if !codec.DecodesPlanes || !codec.GivesPlanes(s.Format) || s.CMYK || s.RGB || j.Action != Convert || j.linear() {
		return s.decodeBytes()
	}
	return codec.PlanesMemory(s.Header, s.Bytes, planar.Scale(j.planar(Orientation(s.Orientation), false)))
}

// decodeBytes is what reading the picture takes, with its pixels.
func (s Source) decodeBytes() int64 { return codec.DecodeMemory(s.Header, s.Bytes) }

// encodedHeader is the header that the job's result will have, as far as memory goes by it.
func (j ImageJob) encodedHeader() format.Header {
	return format.Header{
		Format: j.Format, Width: j.Geometry.Canvas.Width, Height: j.Geometry.Canvas.Height,
		Depth: j.Source.Depth, Alpha: j.Source.Alpha, Lossless: j.Lossless(),
	}
}

// pixelBytes is what the result's pixels take before they are encoded, each.
func (j ImageJob) pixelBytes() int64 {
	wide := j.Source.Depth > 8 || j.Source.Alpha // computed with 16 bits
	n := pick(wide, 12, 4)
	switch {
	case !codec.GivesPlanes(j.Source.Format) || j.Source.CMYK:
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

func pick(yes bool, a, b int64) int64 {
	if yes {
		return a
	}
	return b
}
