package undo

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"sizemill/internal/atomicfile"
	"sizemill/internal/filehash"
)

// errChanged means that a file is not the one that was to be removed.
var errChanged = errors.New("the file has changed")

// remove removes the file at path if it is the one that info describes. If the program is killed in
// between, the file is hidden and the next sweep of temporaries removes it.
func remove(path string, info fs.FileInfo) error {
	name := strings.Replace(atomicfile.Pattern, "*", fmt.Sprintf("%016x", rand.Uint64()), 1)
	hidden := filepath.Join(filepath.Dir(path), name)
	if err := atomicfile.RenameNew(path, hidden); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return errChanged
		}
		return err
	}
	now, err := os.Lstat(hidden)
	if err == nil && !filehash.Same(now, info) {
		err = errChanged
	}
	if err == nil {
		err = os.Remove(hidden)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // a sweep may have removed it
		return errors.Join(err, giveBack(hidden, path))
	}
	return nil
}

// mostNumbered bounds the search for a free name.
const mostNumbered = 1000

// giveBack gives a hidden file its name back, or one like it if that is taken.
func giveBack(hidden, path string) error {
	err := atomicfile.RenameNew(hidden, path)
	ext := filepath.Ext(path)
	for n := 2; n < mostNumbered && errors.Is(err, atomicfile.ErrExists); n++ {
		err = atomicfile.RenameNew(hidden, fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(path, ext), n, ext))
	}
	return err
}
