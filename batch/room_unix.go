//go:build unix

package batch

import (
	"errors"

	"golang.org/x/sys/unix"
)

// freeSpace is the number of bytes that this user can still write at dir, which exists.
func freeSpace(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, pathError("statfs", dir, err)
	}
	if s.Blocks == 0 { // some file systems, over a network or of the kernel's own, do not count
		return 0, pathError("statfs", dir, errors.ErrUnsupported)
	}
	return int64(uint64(s.Bavail) * uint64(s.Bsize)), nil //nolint:unconvert // the fields' types differ between systems
}

// writable asks whether this user may create files in dir.
func writable(dir string) error { return unix.Access(dir, unix.W_OK) }
