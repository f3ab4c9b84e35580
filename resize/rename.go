//go:build !windows

package resize

import (
	"errors"
	"io/fs"
	"os"
)

// renameOver renames, replacing a file that has the name.
func renameOver(from, to string) error { return os.Rename(from, to) }

// renameByLink renames without ever replacing: a link cannot be made where a name is taken. File systems without hard links
// (exFAT, FAT, some network shares) leave only looking before renaming, with a moment in between.
func renameByLink(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		_ = os.Remove(from) // the picture has its name; what is left is an orphan, which the next run removes
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
