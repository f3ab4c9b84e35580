package format

import (
	"errors"
)

// ErrBlocks is metadata that cannot be read.
var ErrBlocks = errors.New("unreadable metadata")
