//go:build !unix

package atomicfile

import (
	"os"
	"time"
)

// setTimes sets a file's times.
func setTimes(path string, access, modified time.Time) error {
	return os.Chtimes(path, access, modified)
}
