package png

import (
	"errors"
	"fmt"
)

// What reading and writing can meet.
var (
	ErrDamaged  = errors.New("damaged")
	ErrTooLarge = errors.New("too large")
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

func damaged(format string, args ...any) error {
	return &reason{ErrDamaged, fmt.Sprintf(format, args...)}
}
