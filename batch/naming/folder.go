package naming

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"sizemill/internal/filetree"
	"sizemill/resize"
)

// folder is what is known about one output folder.
type folder struct {
	real   string         // with links resolved as far as it exists
	uses   map[string]use // of folded names; shared by all folders that may be this one
	asked  int
	listed bool
	names  map[string]bool // folded names that it holds, once listed; nil if it could not be
}

// listAfter is the number of questions about one folder after which reading it whole is cheaper
// than asking on.
const listAfter = 8

// Fold returns s as the least discerning disk sees it: case-insensitive, accents composed.
func Fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return cases.Fold().String(norm.NFC.String(s))
		}
	}
	return strings.ToLower(s) // the same, and much cheaper, for ASCII
}

// usesOf returns the names of a real folder that are used. The caller holds the lock.
func (a *Allocator) usesOf(real string) map[string]use {
	key := Fold(real)
	uses := a.uses[key]
	if uses == nil {
		uses = make(map[string]use)
		a.uses[key] = uses
	}
	return uses
}

// folder looks dir up; it need not exist. The caller holds the lock.
func (a *Allocator) folder(dir string) (*folder, error) {
	dir = filepath.Clean(dir)
	if f := a.folders[dir]; f != nil {
		return f, nil
	}
	real, err := filetree.Real(dir)
	if err != nil {
		return nil, resize.PathError("open", dir, err)
	}
	f := &folder{real: real, uses: a.usesOf(real)}
	a.folders[dir] = f
	return f, nil
}

// Real returns a folder of results with its links resolved, as far as it exists.
func (a *Allocator) Real(dir string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f, err := a.folder(dir)
	if err != nil {
		return "", err
	}
	return f.real, nil
}

// listed reports whether something of that name is on the disk. It reads a folder that it is asked
// about often. The caller holds the lock.
func (a *Allocator) listed(path string) (bool, error) {
	dir, base := filepath.Split(path)
	f, err := a.folder(dir)
	if err != nil {
		return false, err
	}
	f.asked++
	if f.asked > listAfter && !f.listed {
		f.list()
	}
	if f.names != nil && (len(f.names) == 0 || !f.names[Fold(base)]) {
		return false, nil
	}
	return onDisk(path)
}

// list reads the folder. One that cannot be listed still answers about each name.
func (f *folder) list() {
	f.listed = true
	entries, err := os.ReadDir(f.real)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return
	}
	f.names = make(map[string]bool, len(entries))
	for _, e := range entries {
		f.names[Fold(e.Name())] = true
	}
}

// onDisk reports whether something of that name is on the disk at this moment.
func onDisk(path string) (bool, error) {
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	default:
		return false, resize.PathError("open", path, err)
	}
}
