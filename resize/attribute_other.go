//go:build !linux

package resize

import "errors"

func writeAttribute(_, _ string) error { return errors.ErrUnsupported }

func readAttribute(string) string { return "" }
