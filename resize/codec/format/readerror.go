package format

import (
	"context"
	"errors"
	"os"

	"sizemill/resize/fault"
)

// ReadError returns the cause of a failed parse: the medium's error if reading failed, otherwise
// the file's fault.
func ReadError(c *Cursor, err error) error {
	switch {
	case c.Failure != nil:
		return c.Failure
	case fault.Known(err), IsExternal(err):
		return err
	default:
		return fault.AsDamage(err)
	}
}

// IsExternal reports whether err does not come from the file's bytes: the caller canceled, or the
// system failed.
func IsExternal(err error) bool {
	var p *os.PathError
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) ||
		errors.As(err, &p)
}
