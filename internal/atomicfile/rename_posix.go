//go:build !windows

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
)

// renameOver renames, replacing a file that has the name.
func renameOver(from, to string) error { return os.Rename(from, to) }

// renameByLink renames without ever replacing: a link cannot be made where a name is taken. On file
// systems without hard links (exFAT, FAT, some network shares) it can only look before it renames,
// with a moment in between.
func renameByLink(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		_ = os.Remove(from) // the file has its name; what is left is an orphan, which a sweep removes
		return nil
	case errors.Is(err, fs.ErrExist):
		return ErrExists
	}
	if _, err := os.Lstat(to); err == nil {
		return ErrExists
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(from, to)
}
