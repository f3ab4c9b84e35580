package codec

import (
	"io"
	"math"

	"sizemill/resize/codec/jpeg/turbo"
)

// jpegCoefficients is how many bytes the coefficients of a JPEG take whose frame header says that its channels are sampled so: two a
// sample in libjpeg, four in Go's decoder.
func jpegCoefficients(h Header, sampling []byte) int64 {
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
	for _, s := range sampling { // whole groups of blocks, as they are stored where the channels take turns
		across, down := factors(s)
		groups := ceil(int64(h.Width), side*mostAcross) * ceil(int64(h.Height), side*mostDown)
		blocks += groups * across * down
	}
	return blocks * perBlock
}

func ceil(a, b int64) int64 { return (a + b - 1) / b }

// TurboOptions let libjpeg-turbo decode what the header says, at full size, and take no more memory than that explains. Which pictures of
// several scans it decodes without all of their coefficients, only the whole file tells.
func (h Header) TurboOptions() turbo.DecodeOptions {
	const others = 1 << 20 // tables, and rows of blocks
	return turbo.DecodeOptions{MaxPixels: max(h.Pixels(), 1), MaxScans: MaxScans, MaxMemory: h.Coefficients + others}
}

// JPEGBytes is how much of a file of size bytes can belong to a picture of so many pixels: metadata, and pixels of four channels at the
// best quality. Phones put films behind it, which nobody needs to read.
func JPEGBytes(pixels, size int64) int64 {
	const metadata, perPixel = 64 << 20, 8
	return min(size, metadata+perPixel*pixels)
}

// jpegData is the file as far as the decoder needs it.
func jpegData(r *io.SectionReader, h Header) ([]byte, error) {
	n := JPEGBytes(h.Pixels(), r.Size())
	if n > math.MaxInt {
		return nil, tooLarge("a file of %d bytes", n)
	}
	data := make([]byte, n)
	_, err := io.ReadFull(r, data)
	return data, err
}
