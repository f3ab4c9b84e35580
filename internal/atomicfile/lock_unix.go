//go:build unix

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// lockTemp marks an open temporary as alive until release is called, which may be after f was
// closed. Where the file system has no locks, release does nothing, and removeOrphan leaves the
// file alone. The error is that of too many open files, or fs.ErrExist where a sweep has locked the
// file first: it takes it for an orphan, and is about to remove it.
func lockTemp(f *os.File) (release func(), err error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if errors.Is(unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK) {
		_ = unix.Close(fd)
		return nil, fs.ErrExist
	}
	return func() { _ = unix.Close(fd) }, nil
}

// mayLive reports whether the process that made a temporary may still be at work, whatever locks
// say.
func mayLive(path string) bool {
	o, here := tempOwner(filepath.Base(path)), thisPlace()
	if o.place == here && o.pid > 0 {
		switch {
		case o.pid == os.Getpid():
			return false // its lock tells
		case errors.Is(unix.Kill(o.pid, 0), unix.ESRCH):
			return false
		}
	}
	info, err := os.Lstat(path)
	if err != nil {
		return true
	}
	written := info.ModTime()
	return !o.endedBefore(here, started(), written) && time.Since(written) < foreignAge
}

// removeOrphan removes a temporary whose process has ended, and that nothing has locked.
func removeOrphan(path string) error {
	if mayLive(path) {
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0) // another may have put a pipe there
	if errors.Is(err, fs.ErrNotExist) {
		return nil // its owner has finished
	}
	if err != nil {
		return failed("open", path, err)
	}
	defer func() { _ = f.Close() }() // nothing was written to it
	if unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) != nil {
		return nil // alive, or on a file system without locks
	}
	// Its owner may have renamed it between the opening and the lock: then the name is gone, and
	// this does nothing.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failed("remove", path, err)
	}
	return nil
}
