package tiff

import "sizemill/resize/codec/format"

// DecodeMemory estimates the memory that Decode needs: for all pixels in one strip, and as a
// picture; for inks as two.
func DecodeMemory(h format.Header, _ int64) int64 {
	perPixel := h.ByDepth(9, 16)
	switch {
	case h.Gray && !h.Alpha && h.Depth <= 8:
		perPixel = 3
	case h.CMYK:
		perPixel = 13
	}
	return perPixel * h.Pixels()
}

// EncodeMemory estimates the memory that Encode needs.
func EncodeMemory(h format.Header) int64 { return h.ByDepth(6, 13) * h.Pixels() }
