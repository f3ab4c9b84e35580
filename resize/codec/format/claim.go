package format

import (
	"sizemill/resize/fault"
)

// CheckSize returns an ErrDamaged unless w × h is the size that the header stated when it was
// checked. Decoders call it before they take memory.
func CheckSize(w, h int64, stated Header) error {
	if w == int64(stated.Width) && h == int64(stated.Height) {
		return nil
	}
	return fault.Damaged("%d × %d pixels in a picture of %d × %d",
		w, h, stated.Width, stated.Height)
}

// LZWPixelsPerByte bounds what LZW can hold: a code of 12 bits stands for fewer than 4,096 pixels.
const LZWPixelsPerByte = 4096

// CheckClaim returns an ErrDamaged for a header that claims more than the file's bytes can hold,
// before anything is allocated. 64 KB more are always allowed.
func CheckClaim(claimed, size, perByte int64) error {
	if claimed > size*perByte+1<<16 {
		return fault.Damaged("the file is far too short for its picture")
	}
	return nil
}

// MaxChunks bounds a walk through chunks: a gigabyte of pixels in chunks of 8 KB, as libpng writes
// them.
const MaxChunks = 1 << 17
