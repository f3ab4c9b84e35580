package resize

import (
	"errors"

	"golang.org/x/sys/unix"
)

// renameNew renames and gives ErrExists where the name is taken, in one step of the kernel's where the file system can.
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
