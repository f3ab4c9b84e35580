package pixels

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/adler32"
	"io"
)

const zlibHeader = 2 // bytes

// inflatePixels fills dst with the pixels at the beginning of src. Bytes after the last pixel are a
// fault at most.
func inflatePixels(dst, src []byte) (Faults, error) {
	used, err := inflate(dst, src)
	switch {
	case err == nil && used < len(src):
		return Surplus, nil
	case err == nil, errors.Is(err, errFewPixels), errors.Is(err, errMemory):
		return 0, err
	}
	return inflateLoosely(dst, src)
}

// inflateLoosely is inflatePixels for streams that continue after the pixels, or lack zlib's own
// end. Every byte comes from existing bits. A checksum that exists has to be right.
func inflateLoosely(dst, src []byte) (Faults, error) {
	if len(src) < zlibHeader || src[0]&0xF != 8 || binary.BigEndian.Uint16(src)%31 != 0 ||
		src[1]&0x20 != 0 {
		return 0, errPixels
	}
	rest := bytes.NewReader(src[zlibHeader:])
	z := flate.NewReader(rest)
	defer func() { _ = z.Close() }() // frees nothing but memory
	n, _ := io.ReadFull(z, dst)      // the next byte tells whether the stream is whole
	var more [1]byte
	after, err := io.ReadFull(z, more[:])
	switch {
	case n < len(dst) && errors.Is(err, io.EOF):
		return 0, errFewPixels
	case n < len(dst):
		return 0, errPixels
	case after > 0:
		return Surplus, nil
	case !errors.Is(err, io.EOF): // the stream ends or breaks after the last pixel
		return BadEnd, nil
	case rest.Len() < adler32.Size:
		return BadEnd, nil
	}
	sum := src[len(src)-rest.Len():]
	if binary.BigEndian.Uint32(sum) != adler32.Checksum(dst) {
		return 0, errPixels
	}
	if len(sum) > adler32.Size {
		return Surplus, nil
	}
	return 0, nil
}

// inflatePart inflates as much of src as possible into dst, and returns the number of bytes.
func inflatePart(dst, src []byte) int {
	if len(src) < zlibHeader {
		return 0
	}
	z := flate.NewReader(bytes.NewReader(src[zlibHeader:]))
	n, _ := io.ReadFull(z, dst) // n bytes are valid, whatever the error is
	_ = z.Close()               // frees nothing but memory
	return n
}
