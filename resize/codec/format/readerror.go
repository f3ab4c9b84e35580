package format

import (
	"context"
	"errors"
	"os"

	"sizemill/resize/fault"
)

// ReadError decides whose fault a failed parse is: the medium's, when reading failed, or the file's.
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

// IsExternal says that err does not come from the bytes: the caller gave up, or the system failed.
func IsExternal(err error) bool {
	var p *os.PathError
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &p)
}
