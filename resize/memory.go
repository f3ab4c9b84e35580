package resize

import (
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/planar"
)

// The figures below were measured on Linux, with one job on a picture of 8 megapixels: the peak
// growth of the process. They include garbage that is not yet collected. TestMemoryBytes lists the
// measurements.

const (
	// jobBytes is what every job takes.
	jobBytes = 1 << 20
	// framesBytes is for the frames that the palette of an animation is chosen by.
	framesBytes = 24 << 20
)

// MemoryBytes estimates the peak memory that DoAll needs for the job: no less than it needs, and at
// most some three times as much. For JPEG files in several scans it may be more, since only
// decoding shows whether all their coefficients are needed at once.
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
	// The memory of the failed decoding may still be held; of a GIF, all compressed pixels are
	// read, twice two bytes each.
	if j.Salvage {
		n += pick(j.Source.Depth > 8, 8, 4)*j.Source.Upright.Pixels() + j.Source.Bytes
	}
	if j.Action == Convert {
		n += result*j.pixelBytes() + codec.EncodeMemory(j.encodedHeader())
	}
	return n
}

// MemoryBytes estimates the peak memory that Check needs to decode the whole picture, the frames of
// an animation one after another.
func (s Source) MemoryBytes() int64 {
	if moves(s.Frames, s.Format, s.Format) { // canvases, a partly decoded frame, the file
		return jobBytes + framesBytes + 24*s.Upright.Pixels() + 2*s.Bytes
	}
	return jobBytes + s.decodeBytes()
}

// decodeBytes estimates reading the picture for the job: planes, at the scale that the job needs,
// if they serve it.
func (j ImageJob) decodeBytes() int64 {
	s := j.Source
	if !codec.DecodesPlanes || !codec.GivesPlanes(s.Format) || s.CMYK || s.RGB ||
		j.Action != Convert || j.linear() {
		return s.decodeBytes()
	}
	return codec.PlanesMemory(s.Header, s.Bytes,
		planar.Scale(j.planar(Orientation(s.Orientation), false)))
}

// decodeBytes estimates reading the picture, with its pixels.
func (s Source) decodeBytes() int64 { return codec.DecodeMemory(s.Header, s.Bytes) }

// encodedHeader returns the header that the job's result will have, as far as memory depends on it.
func (j ImageJob) encodedHeader() format.Header {
	return format.Header{
		Format: j.Format, Width: j.Geometry.Canvas.Width, Height: j.Geometry.Canvas.Height,
		Depth: j.Source.Depth, Alpha: j.Source.Alpha, Lossless: j.Lossless(),
	}
}

// pixelBytes returns how many bytes each pixel of the result takes before it is encoded.
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
