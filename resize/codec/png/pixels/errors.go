package pixels

import (
	"errors"
	"fmt"

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

// doubt is the damage of a chunk that makes pixels and has a wrong checksum.
type doubt struct{ kind string }

func (d *doubt) Error() string   { return fmt.Sprintf("damaged: a wrong checksum of chunk %q", d.kind) }
func (d *doubt) Unwrap() []error { return []error{fault.ErrDamaged, errDoubt} }

// UnknownChunk is the ErrUnsupported of a picture that cannot be shown without a chunk that the standard does not know.
func UnknownChunk(kind string) error {
	if kind == "CgBI" {
		return fault.Unsupported("PNG pictures in Apple's form for iPhone apps (CgBI) cannot be read; " +
			"use the PNG that the app was built from, or convert it with a tool that undoes CgBI")
	}
	return fault.Unsupported("the picture needs chunk %q, which is not in the PNG standard", kind)
}
