package atomicfile

import (
	"errors"

	"golang.org/x/sys/unix"
)

// Exchange gives two files each other's name, in one step. It is errors.ErrUnsupported where the
// file system cannot do that.
func Exchange(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return errors.ErrUnsupported
	}
	return failed("rename", b, err)
}
