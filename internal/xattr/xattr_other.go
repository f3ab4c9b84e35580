//go:build !linux

package xattr

import "errors"

// Set fails with errors.ErrUnsupported.
func Set(_, _, _ string) error { return errors.ErrUnsupported }

// Get returns nothing.
func Get(_, _ string) string { return "" }

// Copy does nothing.
func Copy(_, _ string) error { return nil }
