//go:build unix

package backup

import (
	"errors"
	"io/fs"
	"syscall"
)

// names returns how many names a file has.
func names(info fs.FileInfo) int {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(s.Nlink)
	}
	return 1
}

// otherDisk reports whether a file could not be renamed because its new name is on another disk.
func otherDisk(err error) bool { return errors.Is(err, syscall.EXDEV) }
