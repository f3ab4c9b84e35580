package backup

import (
	"errors"
	"io/fs"

	"golang.org/x/sys/windows"
)

// names returns 1: how many names a file has is not asked for.
func names(fs.FileInfo) int { return 1 }

// otherDisk reports whether a file could not be renamed because its new name is on another disk.
func otherDisk(err error) bool { return errors.Is(err, windows.ERROR_NOT_SAME_DEVICE) }
