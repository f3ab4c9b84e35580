package icc

import (
	"errors"
	"fmt"
)

var (
	// ErrBroken is a profile that contradicts itself or is not whole.
	ErrBroken = errors.New("broken color profile")
	// ErrUnsupported is a sound profile, or a coding, of a kind that is not converted.
	ErrUnsupported = errors.New("colors of this kind cannot be converted")
	// ErrMismatch is a profile that describes other pixels than the picture's.
	ErrMismatch = errors.New("the color profile does not match the pixels")
)

func broken(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrBroken, fmt.Sprintf(format, args...))
}

func unsupported(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnsupported, fmt.Sprintf(format, args...))
}
