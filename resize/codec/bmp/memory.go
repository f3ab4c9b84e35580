package bmp

import "sizemill/resize/codec/format"

// DecodeMemory estimates the memory that Decode needs.
func DecodeMemory(h format.Header, _ int64) int64 { return 5 * h.Pixels() }

// EncodeMemory estimates the memory that Encode needs.
func EncodeMemory(h format.Header) int64 { return h.Pixels() }
