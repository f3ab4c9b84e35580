package pixels

import (
	"errors"

	"sizemill/resize/fault"
)

// Errors of inflating.
var (
	errFewPixels  = fault.Damaged("too few pixels")
	errManyPixels = fault.Damaged("too many pixels")
	errPixels     = fault.Damaged("the compressed pixels are broken")
	errMemory     = fault.TooLarge("insufficient memory")
)

// errDoubt marks damage of chunks that make pixels: what follows them does not excuse it.
var errDoubt = errors.New("doubtful pixels")

// Doubtful returns damage of chunks that make pixels, such as a wrong checksum. A reader returns it
// for data that may be wrong.
func Doubtful(format string, args ...any) error { return &doubt{fault.Damaged(format, args...)} }

type doubt struct{ damage error }

func (d *doubt) Error() string   { return d.damage.Error() }
func (d *doubt) Unwrap() []error { return []error{d.damage, errDoubt} }

// UnknownChunk returns the ErrUnsupported of a picture that needs a critical chunk unknown to the
// standard.
func UnknownChunk(kind string) error {
	if kind == "CgBI" {
		return fault.Unsupported(
			"PNG pictures in Apple's form for iPhone apps (CgBI) cannot be read; " +
				"use the PNG that the app was built from, or convert it with a tool that undoes CgBI")
	}
	return fault.Unsupported("the picture needs chunk %q, which is not in the PNG standard", kind)
}
