package watch

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// beingWritten reports whether a process has path open for writing. It asks for a read lease, which
// the system refuses while there are writers, and gives it back at once. Without leases, as for
// other users' files and in most network folders, it returns false. See fcntl(2), "Leases".
func beingWritten(path string) bool {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOFOLLOW, 0)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // also ends the lease
	raw, err := f.SyscallConn()
	if err != nil {
		return false
	}
	var leaseErr error
	err = raw.Control(func(fd uintptr) {
		if _, leaseErr = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_RDLCK); leaseErr == nil {
			_, leaseErr = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_UNLCK)
		}
	})
	return err == nil && errors.Is(leaseErr, unix.EAGAIN)
}
