package png

import "sizemill/resize/codec/format"

// DecodeMemory estimates the memory that Decode needs: for the file, the pixels as they are stored
// and as they are returned, and once more where no row is whole before all are read.
func DecodeMemory(h format.Header, size int64) int64 {
	perPixel := h.ByDepth(5, 9)
	if h.Gray && !h.Alpha {
		perPixel = h.ByDepth(2, 4)
	}
	if h.Interlaced {
		perPixel += h.ByDepth(5, 10)
	}
	return perPixel*h.Pixels() + size
}

// EncodeMemory estimates the memory that Encode needs.
func EncodeMemory(h format.Header) int64 { return h.ByDepth(6, 13) * h.Pixels() }
