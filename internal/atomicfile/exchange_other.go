//go:build !linux

package atomicfile

import "errors"

// Exchange is errors.ErrUnsupported.
func Exchange(_, _ string) error { return errors.ErrUnsupported }
