//go:build cgo && !purego

package pixels

/*
#cgo pkg-config: libdeflate
#cgo CFLAGS: -O2 -Wall -Wextra
#include "shim.h"
*/
import "C"

import "unsafe"

// widens reports whether widen reverses filters and widens pixels in one step.
const widens = true

// Native reports whether this build holds libdeflate.
const Native = true

func at(b []byte) *C.uint8_t { return (*C.uint8_t)(unsafe.SliceData(b)) }

// unfilter is goUnfilter.
func unfilter(filter byte, dst, prev, raw []byte, step int) {
	C.png_unfilter(C.int(filter), at(dst), at(prev), at(raw), C.size_t(len(raw)), C.size_t(step))
}

// widen reverses a filter of pixels of step bytes (3 or 6) and makes them a third longer, the
// fourth sample opaque. dst and prev, the row above, have such pixels. raw has slack after it.
func widen(filter byte, dst, prev, raw []byte, step int) {
	C.png_widen(C.int(filter), at(dst), at(prev), at(raw), C.size_t(len(raw)), C.size_t(step))
}

// sums is goSums.
func sums(cur, prev []byte, step int) [paeth + 1]uint64 {
	var s [paeth + 1]C.uint64_t
	C.png_sums(&s[0], at(cur), at(prev), C.size_t(len(cur)), C.size_t(step))
	var sums [paeth + 1]uint64
	for i := range s {
		sums[i] = uint64(s[i])
	}
	return sums
}

// filterRow is goFilterRow.
func filterRow(filter byte, dst, cur, prev []byte, step int) {
	C.png_filter(C.int(filter), at(dst), at(cur), at(prev), C.size_t(len(cur)), C.size_t(step))
}

// inflate fills dst with the zlib stream at the beginning of src, which must have exactly that
// length, and returns the length of the stream.
func inflate(dst, src []byte) (used int, err error) {
	var n C.size_t
	switch C.png_inflate(at(dst), C.size_t(len(dst)), at(src), C.size_t(len(src)), &n) {
	case C.PNG_OK:
		return int(n), nil
	case C.PNG_SHORT:
		return 0, errFewPixels
	case C.PNG_LONG:
		return 0, errManyPixels
	case C.PNG_MEMORY:
		return 0, errMemory
	}
	return 0, errPixels
}

// deflate returns src as a zlib stream.
func deflate(src []byte, l level) ([]byte, error) {
	dst := make([]byte, C.png_deflate_bound(C.size_t(len(src))))
	n := C.png_deflate(at(dst), C.size_t(len(dst)), at(src), C.size_t(len(src)), C.int(l))
	if n == 0 {
		return nil, errMemory
	}
	return dst[:n], nil
}
