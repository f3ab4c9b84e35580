package libwebp

import (
	"errors"
	"image"

	"sizemill/resize/fault"
)

// Options are the settings of the encoder.
type Options struct {
	Quality  int  // 0–100, of lossy pictures
	Lossless bool // visible pixels stay exact; Quality is ignored
	Exact    bool // invisible pixels keep their color as well
}

// Method is the effort, 0–6 in libwebp: its default, which common programs use.
const Method = 4

// MaxSide is the longest side of a picture in pixels.
const MaxSide = 16_383

var errEncoder = errors.New("the WebP encoder failed")

// sized returns ErrDamaged if a file states another size than expected.
func sized(width, height int, want image.Point) error {
	if width == want.X && height == want.Y {
		return nil
	}
	return fault.Damaged("%d × %d pixels in a picture of %d × %d", width, height, want.X, want.Y)
}
