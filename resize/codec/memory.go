package codec

import "sizemill/resize/codec/format"

// DecodeMemory estimates the peak memory that Decode needs, in bytes with the pixels that it
// returns, for a file of size bytes whose header is h.
func DecodeMemory(h format.Header, size int64) int64 {
	if row, _ := lookup(h.Format); row.decodeMemory != nil {
		return row.decodeMemory(h, size)
	}
	const perPixel = 4
	return perPixel * (h.Pixels() + h.Hidden)
}

// EncodeMemory estimates the peak memory that Encode needs beside the pixels that it is given, for
// a still picture whose file will have the header h.
func EncodeMemory(h format.Header) int64 {
	if row, _ := lookup(h.Format); row.encodeMemory != nil {
		return row.encodeMemory(h)
	}
	return h.Pixels()
}

// PlanesMemory estimates the peak memory that decoding to planes needs, in bytes with the planes,
// at a scale of so many eighths. The format GivesPlanes.
func PlanesMemory(h format.Header, size int64, eighths int) int64 {
	if row, _ := lookup(h.Format); row.planesMemory != nil {
		return row.planesMemory(h, size, eighths)
	}
	return DecodeMemory(h, size)
}
