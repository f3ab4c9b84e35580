package resize

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"sizemill/internal/atomicfile"
	"sizemill/resize/fault"
)

// Errors that callers branch on. Each is wrapped in an *Error that names the path.
var (
	ErrUnsupported = fault.ErrUnsupported // not a picture, or of a kind that this build lacks
	ErrDamaged     = fault.ErrDamaged     // truncated or malformed
	ErrTooLarge    = fault.ErrTooLarge    // claims more pixels or frames than the limits allow
	ErrAnimated    = fmt.Errorf("animated: %w", ErrUnsupported)
	// ErrResultSize is of the result: its format or the limits allow less.
	ErrResultSize = error(kind{ErrTooLarge, "too large"})
	ErrMaxBytes   = errors.New("too many bytes") // at any allowed quality and size
	ErrExists     = atomicfile.ErrExists
	ErrChanged    = errors.New("it has changed") // since it was planned, or while it was read
	ErrMismatch   = errors.New("the result failed its check and was removed")
)

var (
	errFolder     = kind{ErrUnsupported, "a folder, not a picture"}
	errNotRegular = kind{ErrUnsupported, "a pipe or a device, not a picture"}
	errChanged    = kind{ErrChanged, "it changed while it was read"}
	errReplaced   = kind{ErrChanged, "it changed after it was planned"}
	errNotInPlace = errors.New("it is another file than the picture that was to be replaced")
	errSameFile   = errors.New("it is the picture itself, which is never overwritten")
)

// kind is an error in words that belongs to one of those that callers branch on.
type kind struct {
	of   error
	text string
}

func (k kind) Error() string { return k.text }
func (k kind) Unwrap() error { return k.of }

// Error is a failed operation on a path, in the manner of fs.PathError.
type Error struct {
	// Op is "open", "read", "decode", "resize", "encode", "create", "write", "verify", "rename",
	// "statfs" or "remove".
	Op   string
	Path string
	Err  error
}

func (e *Error) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }

// Unwrap returns the cause: one of the errors above, the operating system's, or the context's.
func (e *Error) Unwrap() error { return e.Err }

// PathError returns an *Error of op on path that names the path once, whatever err is.
func PathError(op, path string, err error) error { return wrap(op, path, err) }

// wrap names op and path once: it strips those of an fs.PathError or os.LinkError, and does not
// wrap an *Error again.
func wrap(op, path string, err error) error {
	if err == nil {
		return nil
	}
	var done *Error
	if errors.As(err, &done) {
		return err
	}
	var p *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &p):
		err = p.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return &Error{Op: op, Path: path, Err: err}
}
