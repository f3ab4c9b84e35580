//go:build unix

package diskspace

import (
	"errors"

	"golang.org/x/sys/unix"
)

// Free returns the number of bytes that this user can still write at dir, which exists.
func Free(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	if s.Blocks == 0 { // some file systems, over a network or of the kernel's own, do not count
		return 0, errors.ErrUnsupported
	}
	return int64(uint64(s.Bavail) * uint64(s.Bsize)), nil //nolint:unconvert // the fields' types differ between systems
}

// Writable returns an error if this user cannot create files in dir.
func Writable(dir string) error { return unix.Access(dir, unix.W_OK) }
