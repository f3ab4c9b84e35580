package webp

import "sizemill/resize/codec/format"

// DecodeMemory estimates the memory that Decode needs: for the file, the pixels, and those that the
// library has of its own while it decodes a lossless picture.
func DecodeMemory(h format.Header, size int64) int64 {
	const perPixel = 10
	return perPixel*h.Pixels() + size
}

// EncodeMemory estimates the memory that Encode needs.
func EncodeMemory(h format.Header) int64 {
	perPixel := int64(8)
	switch {
	case h.Lossless:
		perPixel = 26
	case h.Alpha:
		perPixel = 20
	}
	return perPixel * h.Pixels()
}
