//go:build unix

package atomicfile

import (
	"time"

	"golang.org/x/sys/unix"
)

// setTimes sets a file's times. os.Chtimes counts nanoseconds, which end in the year 2262.
func setTimes(path string, access, modified time.Time) error {
	a, err := unix.TimeToTimespec(access)
	if err != nil {
		return err
	}
	m, err := unix.TimeToTimespec(modified)
	if err != nil {
		return err
	}
	return unix.UtimesNanoAt(unix.AT_FDCWD, path, []unix.Timespec{a, m}, 0)
}
