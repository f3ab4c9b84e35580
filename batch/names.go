package batch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// names hands out output paths, no two alike, also not to a disk that ignores case or the way accents are composed.
type names struct {
	sources map[string]bool // keys of the inputs' real paths: nothing is ever planned onto one
	taken   map[string]bool // keys of the outputs planned so far
	folders map[string]*folder
}

// folder is what is known of one output folder.
type folder struct {
	real   string // with links resolved as far as it exists
	asked  int
	listed bool
	names  map[string]bool // folded names that it holds, once listed
}

// listAfter is the number of questions about one folder after which reading it whole is cheaper than asking on.
const listAfter = 8

// newNames protects the pictures but those for which result is true: they are outputs of another time.
func newNames(pictures []Found, result func(*Found) bool) (*names, error) {
	n := &names{sources: make(map[string]bool, len(pictures)), taken: make(map[string]bool, len(pictures)), folders: make(map[string]*folder)}
	for i := range pictures {
		if result(&pictures[i]) {
			continue
		}
		dir, base := filepath.Split(pictures[i].Path)
		f, err := n.folder(dir)
		if err != nil {
			return nil, err
		}
		n.sources[key(f, base)] = true
		if real := pictures[i].real; real != "" { // the target of a link is a source too
			n.sources[Fold(real)] = true
		}
	}
	return n, nil
}

// Fold is s as the least discerning disk sees it: case-insensitive, accents composed.
func Fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return cases.Fold().String(norm.NFC.String(s))
		}
	}
	return strings.ToLower(s) // the same, and much cheaper, where all is ASCII
}

func key(f *folder, base string) string { return Fold(filepath.Join(f.real, base)) }

// folder looks dir up; it need not exist.
func (n *names) folder(dir string) (*folder, error) {
	dir = filepath.Clean(dir)
	if f := n.folders[dir]; f != nil {
		return f, nil
	}
	real, err := realPath(dir)
	if err != nil {
		return nil, pathError("open", dir, err)
	}
	f := &folder{real: real}
	n.folders[dir] = f
	return f, nil
}

// realPath resolves the links of as much of dir as exists.
func realPath(dir string) (string, error) {
	real, err := filepath.EvalSymlinks(dir)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return real, err
	}
	parent := filepath.Dir(dir)
	if parent == dir {
		return dir, nil
	}
	real, err = realPath(parent)
	return filepath.Join(real, filepath.Base(dir)), err
}

// free says whether path is neither a source nor planned already.
func (n *names) free(path string) (bool, error) {
	dir, base := filepath.Split(path)
	f, err := n.folder(dir)
	if err != nil {
		return false, err
	}
	k := key(f, base)
	return !n.sources[k] && !n.taken[k], nil
}

func (n *names) isSource(path string) (bool, error) {
	dir, base := filepath.Split(path)
	f, err := n.folder(dir)
	if err != nil {
		return false, err
	}
	return n.sources[key(f, base)], nil
}

// exists says whether something of that name is on the disk.
func (n *names) exists(path string) (bool, error) {
	dir, base := filepath.Split(path)
	f, err := n.folder(dir)
	if err != nil {
		return false, err
	}
	f.asked++
	if f.asked > listAfter && !f.listed {
		f.listed = true
		entries, err := os.ReadDir(f.real)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, pathError("read", dir, err)
		}
		f.names = make(map[string]bool, len(entries))
		for _, e := range entries {
			f.names[Fold(e.Name())] = true
		}
	}
	if f.listed && !f.names[Fold(base)] {
		return false, nil
	}
	_, err = os.Lstat(path)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	default:
		return false, pathError("open", path, err)
	}
}

func (n *names) take(path string) error {
	dir, base := filepath.Split(path)
	f, err := n.folder(dir)
	if err != nil {
		return err
	}
	n.taken[key(f, base)] = true
	return nil
}

// claim takes a path and gives it back, or nothing where it is not free.
func (n *names) claim(path string) (string, error) {
	ok, err := n.free(path)
	if err != nil || !ok {
		return "", err
	}
	return path, n.take(path)
}

// number finds the first free one of b's numbered names and takes it. next remembers
// where the search for a name ended, so that ten thousand equal names cost ten thousand steps. With onDisk, names that
// are on the disk already are not free.
func (n *names) number(b baseName, next map[string]int, onDisk bool) (string, error) {
	k := Fold(filepath.Join(b.dir, b.name) + b.ext)
	for i := max(next[k], 1); ; i++ {
		path := b.numbered(i)
		ok, err := n.free(path)
		if err == nil && ok && onDisk {
			ok, err = n.exists(path)
			ok = !ok
		}
		if err != nil {
			return "", err
		}
		if ok {
			next[k] = i + 1
			return path, n.take(path)
		}
	}
}
