package icc

import (
	"errors"
	"fmt"
)

var (
	// ErrBroken means that a profile contradicts itself or is incomplete.
	ErrBroken = errors.New("broken color profile")
	// ErrUnsupported means that a profile or a coding is valid, but of a kind that is not
	// converted.
	ErrUnsupported = errors.New("colors of this kind cannot be converted")
	// ErrMismatch means that a profile describes other pixels than the picture's.
	ErrMismatch = errors.New("the color profile does not match the pixels")
)

func broken(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrBroken, fmt.Sprintf(format, args...))
}

func unsupported(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnsupported, fmt.Sprintf(format, args...))
}
