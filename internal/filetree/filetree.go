// Package filetree tells what lies below what in a tree of folders, and how much of a path exists.
// Its paths are clean, as filepath.Clean and filepath.Join return them.
package filetree

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Below returns path relative to folder, and reports whether it lies below it. A path that begins
// with the folder costs next to nothing: a plan asks for each picture.
func Below(folder, path string) (rel string, ok bool) {
	if len(path) > len(folder)+1 && os.IsPathSeparator(path[len(folder)]) &&
		strings.HasPrefix(path, folder) {
		return path[len(folder)+1:], true
	}
	rel, err := filepath.Rel(folder, path)
	if err != nil || rel == "." || !filepath.IsLocal(rel) {
		return "", false
	}
	return rel, true
}

// Holds reports whether path is folder or lies below it.
func Holds(folder, path string) bool {
	_, below := Below(folder, path)
	return below || folder == path
}

// Join is filepath.Join for a folder and a name in it, and costs less.
func Join(folder, name string) string {
	if os.IsPathSeparator(folder[len(folder)-1]) { // the root of a disk
		return folder + name
	}
	return folder + string(filepath.Separator) + name
}

// Existing returns path, or the nearest folder above it that exists.
func Existing(path string) (string, error) {
	for {
		_, err := os.Lstat(path)
		if err == nil || !errors.Is(err, fs.ErrNotExist) || filepath.Dir(path) == path {
			return path, err
		}
		path = filepath.Dir(path)
	}
}

// Real resolves the links in as much of path as exists.
func Real(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return real, err
	}
	parent := filepath.Dir(path)
	if parent == path {
		return path, nil
	}
	real, err = Real(parent)
	return filepath.Join(real, filepath.Base(path)), err
}
