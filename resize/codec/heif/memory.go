package heif

import "sizemill/resize/codec/format"

// avifBytes is what AVIF's codec takes whatever the picture: its code, compiled from WebAssembly,
// and a machine to run it on.
const avifBytes = 120 << 20

// AVIFDecodeMemory estimates the memory that decoding an AVIF needs: for 8 bits, and what they are
// converted from. Transparency is a second picture.
func AVIFDecodeMemory(h format.Header, _ int64) int64 {
	perPixel := h.ByDepth(30, 60)
	if h.Alpha {
		perPixel += 24
	}
	return perPixel*(h.Pixels()+h.Hidden) + avifBytes
}

// AVIFEncodeMemory estimates the memory that encoding an AVIF needs: WebAssembly's, which is copied
// when it grows.
func AVIFEncodeMemory(h format.Header) int64 {
	perPixel := int64(155)
	if h.Alpha {
		perPixel = 180
	}
	return perPixel*h.Pixels() + avifBytes
}

// HEICDecodeMemory estimates the memory that decoding a HEIC needs.
func HEICDecodeMemory(h format.Header, _ int64) int64 {
	perPixel := h.ByDepth(12, 25)
	if h.Alpha {
		perPixel += h.ByDepth(9, 18)
	}
	return perPixel * (h.Pixels() + h.Hidden)
}
