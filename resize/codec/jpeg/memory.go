package jpeg

import (
	"io"
	"math"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
)

// coefficients returns how many bytes the coefficients of a JPEG take whose frame header states
// these sampling factors: two per sample in libjpeg, four in Go's decoder.
func coefficients(h format.Header, sampling []byte) int64 {
	const side = 8 // of a block, in samples
	perBlock := int64(2 * side * side)
	if !turbo.Available {
		perBlock *= 2
	}
	factors := func(s byte) (across, down int64) { return max(int64(s>>4), 1), max(int64(s&15), 1) }
	var mostAcross, mostDown int64
	for _, s := range sampling {
		across, down := factors(s)
		mostAcross, mostDown = max(mostAcross, across), max(mostDown, down)
	}
	var blocks int64
	for _, s := range sampling { // whole groups of blocks, as interleaved channels are stored
		across, down := factors(s)
		groups := ceil(int64(h.Width), side*mostAcross) * ceil(int64(h.Height), side*mostDown)
		blocks += groups * across * down
	}
	return blocks * perBlock
}

func ceil(a, b int64) int64 { return (a + b - 1) / b }

// DecodeOptions returns options to decode what the header states at full size, with no more memory
// than that explains. Only the whole file tells which pictures of several scans can be decoded
// without all of their coefficients.
func DecodeOptions(h format.Header) turbo.DecodeOptions {
	const others = 1 << 20 // tables, and rows of blocks
	return turbo.DecodeOptions{MaxPixels: max(h.Pixels(), 1), MaxScans: format.MaxScans,
		MaxMemory: h.Coefficients + others}
}

// maxMetadata is how many bytes may precede the pixels. A picture is read whole, with all that is
// before it.
const maxMetadata = 64 << 20

// UsefulBytes returns how many bytes of a file can belong to a picture of that many pixels:
// metadata, and four channels at the best quality. Phones append films, which need not be read.
func UsefulBytes(pixels, size int64) int64 {
	const perPixel = 8
	return min(size, maxMetadata+perPixel*pixels)
}

// DecodeMemory estimates the memory that Decode needs: for three planes; four of ink become an
// image, and that another.
func DecodeMemory(h format.Header, size int64) int64 {
	perPixel := int64(4)
	if h.CMYK {
		perPixel = 13
	}
	return perPixel*h.Pixels() + UsefulBytes(h.Pixels(), size) + h.Coefficients
}

// PlanesMemory estimates the memory that decoding at a scale of so many eighths needs.
func PlanesMemory(h format.Header, size int64, eighths int) int64 {
	const perPixel, perColumn = 4, 96 // of planes, and of rows of blocks
	scale := int64(eighths)
	return UsefulBytes(h.Pixels(), size) + h.Coefficients +
		perPixel*h.Pixels()*scale*scale/64 + perColumn*int64(max(h.Width, h.Height))
}

// EncodeMemory estimates the memory that Encode needs.
func EncodeMemory(h format.Header) int64 { return h.Pixels() }

// data reads as much of the file as the decoder needs.
func data(r *io.SectionReader, h format.Header) ([]byte, error) {
	n := UsefulBytes(h.Pixels(), r.Size())
	if n > math.MaxInt {
		return nil, fault.TooLarge("a file of %d bytes", n)
	}
	data := make([]byte, n)
	_, err := io.ReadFull(r, data)
	return data, err
}
