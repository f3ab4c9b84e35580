package pool

import (
	"errors"
	"fmt"
)

// ErrClosed is returned by Submit after Close, Shutdown or Discard.
var ErrClosed = errors.New("pool: closed")

// ErrCancelled marks the Result of a job that the end of the pool's context kept from starting, or
// that saw it end and returned its error. errors.Is also finds context.Cause of that context in the
// former, and whatever the job returned in the latter.
var ErrCancelled = errors.New("pool: job canceled")

// ErrGoexit is the error of a job that called runtime.Goexit, as testing.T.FailNow does.
var ErrGoexit = errors.New("pool: job called runtime.Goexit")

// PanicError is the error of a job that panicked.
type PanicError struct {
	Value any    // what was given to panic
	Stack []byte // of the panicking goroutine, as debug.Stack formats it
}

// Error returns the value without the stack, which is rarely wanted in a line for the user.
func (e *PanicError) Error() string {
	return fmt.Sprintf("pool: job panicked: %v", e.Value)
}

// Unwrap returns the value if it is an error, such as a runtime.Error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// cancelled is a reason that also is ErrCancelled. As its own type it can be counted without
// errors.Is, which would run foreign code under the pool's lock.
type cancelled struct{ reason error }

func (c cancelled) Error() string        { return ErrCancelled.Error() + ": " + c.reason.Error() }
func (c cancelled) Is(target error) bool { return target == ErrCancelled }
func (c cancelled) Unwrap() error        { return c.reason }
