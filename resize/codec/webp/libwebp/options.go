package libwebp

import (
	"errors"
	"fmt"
	"image"
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

// What reading and writing can meet.
var (
	ErrDamaged  = errors.New("damaged")
	ErrTooLarge = errors.New("too large")
	errEncoder  = errors.New("the WebP encoder failed")
)

// sized is ErrDamaged where a file states another size than the one that is expected.
func sized(width, height int, want image.Point) error {
	if width == want.X && height == want.Y {
		return nil
	}
	return &reason{ErrDamaged, fmt.Sprintf("%d × %d pixels in a picture of %d × %d", width, height, want.X, want.Y)}
}

// reason is a cause in words that belongs to one of the errors above.
type reason struct {
	kind error
	text string
}

func (r *reason) Error() string { return r.kind.Error() + ": " + r.text }
func (r *reason) Unwrap() error { return r.kind }
