// Package regular opens regular files, and never waits for the other end of a pipe.
package regular

import (
	"errors"
	"io/fs"
	"os"
)

// What is not opened.
var (
	ErrFolder = errors.New("a folder, not a file")
	ErrDevice = errors.New("a pipe or a device, not a file")
)

// Open opens the regular file at path for reading, and returns its facts. The caller closes it.
// Folders are ErrFolder; pipes, sockets and devices are ErrDevice. Errors name path.
func Open(path string) (*os.File, fs.FileInfo, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|nonblock, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = &fs.PathError{Op: "open", Path: path, Err: ErrFolder}
	case !info.Mode().IsRegular():
		err = &fs.PathError{Op: "open", Path: path, Err: ErrDevice}
	default:
		return f, info, nil
	}
	_ = f.Close() // nothing was written to it
	return nil, nil, err
}
