package turbo

import (
	"fmt"

	"sizemill/resize/fault"
)

const (
	// defaultPixels decode to 750 MB of 4:2:0; the largest camera backs have 151 megapixels,
	// stitched works some 400.
	defaultPixels = 500_000_000
	// defaultScans is ten times what encoders write, and several times what optimizers of scan
	// scripts produce.
	defaultScans = 100
	// defaultMemory holds the coefficients of 350 megapixels of 4:2:0.
	defaultMemory = 1 << 30
	// pixelsPerByte bounds what a byte can claim: at one bit per block of 64 gray pixels, 512.
	// Arithmetic coding has no such bound.
	pixelsPerByte = 1024
)

// DecodeOptions are the settings of decoding. The zero value decodes at full size, strictly, within
// the usual limits.
type DecodeOptions struct {
	Scale       int   // eighths of the full size, 1 to 8; 0 is 8
	ChromaScale int   // likewise for Cb and Cr, of their own full size; 0 is Scale
	MaxPixels   int64 // width × height at full size; 0 is 500 million
	MaxScans    int   // 0 is 100
	MaxMemory   int64 // bytes for libjpeg, mostly coefficients of Buffered pictures; 0 is 1 GiB
	// Salvage decodes what can be read of a damaged file; Planes.Damage is what was wrong. Lost
	// parts are gray or smeared. A file with an invalid structure is ErrDamaged nevertheless.
	Salvage bool
}

func (o DecodeOptions) orDefault() (DecodeOptions, error) {
	if o.Scale == 0 {
		o.Scale = 8
	}
	if o.ChromaScale == 0 {
		o.ChromaScale = o.Scale
	}
	if o.Scale < 1 || o.Scale > 8 || o.ChromaScale < 1 || o.ChromaScale > 8 {
		return o, fmt.Errorf("scale %d, chroma %d: not 1 to 8", o.Scale, o.ChromaScale)
	}
	if o.MaxPixels <= 0 {
		o.MaxPixels = defaultPixels
	}
	if o.MaxScans <= 0 {
		o.MaxScans = defaultScans
	}
	if o.MaxMemory <= 0 {
		o.MaxMemory = defaultMemory
	}
	return o, nil
}

// scale returns the scale of component i, with or without defaults filled in.
func (o DecodeOptions) scale(space ColorSpace, i int) int {
	if space.chroma(i) && o.ChromaScale != 0 {
		return o.ChromaScale
	}
	if o.Scale != 0 {
		return o.Scale
	}
	return 8
}

// check refuses a header before anything is allocated for it; size is the file's, in bytes.
func (o DecodeOptions) check(h Header, size int) error {
	pixels := int64(h.Width) * int64(h.Height)
	switch {
	case pixels > o.MaxPixels:
		return fault.TooLarge("%d × %d pixels; the limit is %d megapixels",
			h.Width, h.Height, o.MaxPixels/1_000_000)
	case !h.Arithmetic && pixels > int64(size)*pixelsPerByte+1<<16:
		return fault.Damaged("the file is far too short for its picture")
	}
	return nil
}

// EncodeOptions are the settings of encoding.
type EncodeOptions struct {
	Quality     int  // 1 to 100, on libjpeg's scale
	Progressive bool // some 4 % smaller, in at least four times the time; implies Optimize
	Optimize    bool // optimized Huffman tables: some 2 % smaller, in more than twice the time
	Markers     []Marker
	Density     Density // written in gray pictures and in those of YCbCr
}

// Density is what the JFIF header of a file states about the size of its pixels. The zero value
// states nothing.
type Density struct {
	Unit uint8  // 0: X and Y are only the shape of a pixel; 1: per inch; 2: per centimeter
	X, Y uint16 // pixels per unit; 0 is absent
}

// Marker is an application segment or a comment. It is written unchanged, in the given order, after
// the JFIF segment.
type Marker struct {
	Code byte   // 0xE0 to 0xEF for APP0 to APP15, 0xFE for a comment
	Data []byte // up to MaxMarker bytes, without the segment's own length
}

// MaxMarker is the most bytes that a Marker can hold.
const MaxMarker = 0xFFFF - 2

func (o EncodeOptions) check() error {
	if o.Quality < 1 || o.Quality > 100 {
		return fmt.Errorf("%w: quality %d is not 1 to 100", ErrPlanes, o.Quality)
	}
	if o.Density.Unit > 2 {
		return fmt.Errorf("%w: density unit %d is not 0 to 2", ErrPlanes, o.Density.Unit)
	}
	for _, m := range o.Markers {
		if (m.Code < 0xE0 || m.Code > 0xEF) && m.Code != 0xFE {
			return fmt.Errorf("%w: 0x%02x marks no application segment", ErrPlanes, m.Code)
		}
		if len(m.Data) > MaxMarker {
			return fmt.Errorf("%w: a segment of %d bytes, the limit is %d",
				ErrPlanes, len(m.Data), MaxMarker)
		}
	}
	return nil
}
