package format

import (
	"errors"
)

// ErrMetadata is metadata that cannot be read.
var ErrMetadata = errors.New("unreadable metadata")
