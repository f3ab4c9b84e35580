package resize

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"sizemill/internal/atomicfile"
	"sizemill/resize/fault"
)

// What callers branch on. Each is wrapped in an *Error that names the path.
var (
	ErrUnsupported = fault.ErrUnsupported // not a picture, or a kind of picture that this build cannot read or write
	ErrDamaged     = fault.ErrDamaged     // truncated or malformed
	ErrTooLarge    = fault.ErrTooLarge    // claims more pixels or frames than the limits allow
	ErrAnimated    = fmt.Errorf("animated: %w", ErrUnsupported)
	ErrResultSize  = error(kind{ErrTooLarge, "too large"}) // the result: larger than its format or the limits allow
	ErrMaxBytes    = errors.New("too many bytes")          // no allowed quality and size keep within Recipe.MaxBytes
	ErrExists      = atomicfile.ErrExists
	ErrChanged     = errors.New("it has changed") // since it was planned, or while it was read
	ErrMismatch    = errors.New("the result failed its check and was removed")
)

var (
	errFolder     = kind{ErrUnsupported, "a folder, not a picture"}
	errNotRegular = kind{ErrUnsupported, "a pipe or a device, not a picture"}
	errChanged    = kind{ErrChanged, "it changed while it was read"}
	errReplaced   = kind{ErrChanged, "it changed after it was planned"}
	errSameFile   = errors.New("it is the picture itself, which is never overwritten")
)

// kind is an error in full words that belongs to one of those that callers branch on.
type kind struct {
	of   error
	text string
}

func (k kind) Error() string { return k.text }
func (k kind) Unwrap() error { return k.of }

// Error is an operation on one path that failed, in the manner of fs.PathError.
type Error struct {
	Op   string // "open", "read", "decode", "resize", "encode", "create", "write", "verify", "rename", "statfs", "remove"
	Path string
	Err  error
}

func (e *Error) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }

// Unwrap gives the cause: one of the errors above, the operating system's, or the context's.
func (e *Error) Unwrap() error { return e.Err }

// PathError is an *Error of op on path, which names the path once, whatever err is.
func PathError(op, path string, err error) error { return wrap(op, path, err) }

// wrap names op and path once: an fs.PathError's or os.LinkError's own are left out, a second
// *Error is not stacked.
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
