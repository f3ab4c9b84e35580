package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Access is how open to others a new file and the folders made for it may be at most. The zero
// value keeps both to the user.
type Access struct {
	Mode   fs.FileMode // of the file; its execute bits are left out, and the user may always use it
	Folder string      // the folder that new ones are like; empty for private ones
}

// MakeFolder makes dir and what is missing above it, and flushes their names to the medium: a file
// must not be lost with its folder. dir is at most as open as access.Folder, its parent as that of
// access.Folder, and so on: with Folder "X/a", "X resized/a" is as "X/a", and "X resized" as "X".
func MakeFolder(dir string, access Access) error {
	var missing []string // innermost first
	for path := dir; filepath.Dir(path) != path; path = filepath.Dir(path) {
		if _, err := os.Lstat(path); err == nil {
			break
		}
		missing = append(missing, path)
	}
	modes := access.folderModes(len(missing))
	for i := len(missing) - 1; i >= 0; i-- {
		if err := os.Mkdir(missing[i], modes[i]); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := syncFolder(filepath.Dir(missing[i])); err != nil {
			return err
		}
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
	}
	return nil
}

// folderModes returns the modes of n nested folders, innermost first.
func (a Access) folderModes(n int) []fs.FileMode {
	modes := make([]fs.FileMode, n)
	folder := a.Folder
	for i := range modes {
		if a.Folder == "" {
			modes[i] = 0o700
			continue
		}
		modes[i] = 0o777
		if info, err := os.Stat(folder); err == nil {
			modes[i] = info.Mode().Perm() | 0o700
		}
		folder = filepath.Dir(folder)
	}
	return modes
}
