package pixels

import (
	"errors"

	"sizemill/resize/fault"
)

// What inflating can meet.
var (
	errFewPixels  = fault.Damaged("too few pixels")
	errManyPixels = fault.Damaged("too many pixels")
	errPixels     = fault.Damaged("the compressed pixels are broken")
	errMemory     = fault.TooLarge("insufficient memory")
)

// errDoubt marks damage of chunks that make pixels: what follows them cannot excuse it.
var errDoubt = errors.New("doubtful pixels")

// Doubtful is damage of what makes pixels, such as a wrong checksum. A reader returns it for data that it does not vouch for.
func Doubtful(format string, args ...any) error { return &doubt{fault.Damaged(format, args...)} }

type doubt struct{ damage error }

func (d *doubt) Error() string   { return d.damage.Error() }
func (d *doubt) Unwrap() []error { return []error{d.damage, errDoubt} }

// UnknownChunk is the ErrUnsupported of a picture that cannot be shown without a chunk that the standard does not know.
func UnknownChunk(kind string) error {
	if kind == "CgBI" {
		return fault.Unsupported("PNG pictures in Apple's form for iPhone apps (CgBI) cannot be read; " +
			"use the PNG that the app was built from, or convert it with a tool that undoes CgBI")
	}
	return fault.Unsupported("the picture needs chunk %q, which is not in the PNG standard", kind)
}
