package pixels

import (
	"errors"
	"fmt"
)

// What reading and writing can meet.
var (
	ErrDamaged     = errors.New("damaged")
	ErrTooLarge    = errors.New("too large")
	ErrUnsupported = errors.New("not supported")
)

// reason is a cause in words that belongs to one of the errors above.
type reason struct {
	kind error
	text string
}

func (r *reason) Error() string {
	if r.kind == ErrUnsupported { //nolint:errorlint // the field, not an error that was returned
		return r.text
	}
	return r.kind.Error() + ": " + r.text
}
func (r *reason) Unwrap() error { return r.kind }

// What inflating can meet.
var (
	errFewPixels  = damaged("too few pixels")
	errManyPixels = damaged("too many pixels")
	errPixels     = damaged("the compressed pixels are broken")
	errMemory     = error(&reason{ErrTooLarge, "insufficient memory"})
)

// errDoubt marks damage of chunks that make pixels: what follows them cannot excuse it.
var errDoubt = errors.New("doubtful pixels")

// doubt is the damage of a chunk that makes pixels and has a wrong checksum.
type doubt struct{ kind string }

func (d *doubt) Error() string   { return fmt.Sprintf("damaged: a wrong checksum of chunk %q", d.kind) }
func (d *doubt) Unwrap() []error { return []error{ErrDamaged, errDoubt} }

// Unsupported is the ErrUnsupported of a picture that cannot be shown without a chunk that the standard does not know.
func Unsupported(kind string) error {
	if kind == "CgBI" {
		return &reason{ErrUnsupported, "PNG pictures in Apple's form for iPhone apps (CgBI) cannot be read; " +
			"use the PNG that the app was built from, or convert it with a tool that undoes CgBI"}
	}
	return &reason{ErrUnsupported, fmt.Sprintf("the picture needs chunk %q, which is not in the PNG standard", kind)}
}

func damaged(format string, args ...any) error {
	return &reason{ErrDamaged, fmt.Sprintf(format, args...)}
}
