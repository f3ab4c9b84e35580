package libwebp

import (
	"errors"
	"image"

	"sizemill/resize/fault"
)

// Options are what the encoder can be told.
type Options struct {
	Quality  int  // 0–100, of lossy pictures
	Lossless bool // every visible pixel comes back as it was; Quality says nothing then
	Exact    bool // invisible pixels too keep their colour
}

// Method is how much effort is made, of libwebp's 0–6: its default, and that of the programs that people know.
const Method = 4

// MaxSide is the longest side of a picture in pixels.
const MaxSide = 16_383

var errEncoder = errors.New("the WebP encoder failed")

// sized is ErrDamaged where a file states another size than the one that is expected.
func sized(width, height int, want image.Point) error {
	if width == want.X && height == want.Y {
		return nil
	}
	return fault.Damaged("%d × %d pixels in a picture of %d × %d", width, height, want.X, want.Y)
}
