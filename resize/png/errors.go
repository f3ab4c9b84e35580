package png

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

func (r *reason) Error() string { return r.kind.Error() + ": " + r.text }
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

// UnknownChunk is the ErrUnsupported of a chunk that the picture cannot be shown without.
func UnknownChunk(kind string) error {
	return &reason{ErrUnsupported, fmt.Sprintf("the picture needs its chunk %q, which is not part of the PNG standard", kind)}
}

// errApple is the ErrUnsupported of pictures in iPhone programs, whose pixels are stored in a way of their own.
func errApple() error {
	return &reason{ErrUnsupported, "a PNG in Apple's own form for iPhone programs (CgBI)"}
}

func damaged(format string, args ...any) error {
	return &reason{ErrDamaged, fmt.Sprintf(format, args...)}
}
