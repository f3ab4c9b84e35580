package atomicfile

import (
	"errors"

	"golang.org/x/sys/unix"
)

// renameNew renames, and returns ErrExists where the name is taken. It is one system call where the
// file system can do that.
func renameNew(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	switch {
	case errors.Is(err, unix.EEXIST):
		return ErrExists
	case errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOTSUP):
		return renameByLink(from, to)
	}
	return err
}
