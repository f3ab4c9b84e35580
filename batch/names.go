package batch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// names hands out output paths, no two alike, also not to a disk that ignores case or the way accents are composed: to Build, and
// to the run's workers for what they have to call otherwise.
type names struct {
	pictures []Found
	result   []bool   // of each picture: whether it is an output of another time
	headers  *headers // of files that are there already

	mu      sync.Mutex
	next    map[string]int // where the search for a free number ended
	folders map[string]*folder
	uses    map[string]map[string]use // by folded real folder, by folded name
	inputs  map[fileFacts][]string    // see isInput
	found   map[string]string         // existing files that are results, by path: see own
}

// use is what a name is used for.
type use uint8

const (
	usedByOutput use = 1 + iota // an output is planned
	usedByInput                 // an input's real path: nothing is ever planned onto it
)

// fileFacts are what two paths of one file have in common.
type fileFacts struct{ size, mtime int64 }

// folder is what is known of one output folder.
type folder struct {
	real   string         // with links resolved as far as it exists
	uses   map[string]use // of folded names; shared by all folders that may be this one
	asked  int
	listed bool
	names  map[string]bool // folded names that it holds, once listed; nil where it could not be
}

// listAfter is the number of questions about one folder after which reading it whole is cheaper than asking on.
const listAfter = 8

// newNames protects the pictures but those that are results of another time.
func newNames(pictures []Found, result []bool, known *headers) *names {
	n := &names{pictures: pictures, result: result, headers: known,
		next: make(map[string]int), folders: make(map[string]*folder), uses: make(map[string]map[string]use)}
	for i := range pictures {
		if result[i] {
			continue
		}
		dir, base := filepath.Split(pictures[i].Path)
		f, err := n.folder(dir)
		if err == nil {
			f.uses[Fold(base)] = usedByInput
		} else { // it cannot be reached, which is its own failure
			n.usesOf(filepath.Clean(dir))[Fold(base)] = usedByInput
		}
		if real := pictures[i].real; real != "" && (err != nil || real != pictures[i].Path || filepath.Clean(dir) != f.real) {
			dir, base := filepath.Split(real) // the target of a link is a source too
			n.usesOf(filepath.Clean(dir))[Fold(base)] = usedByInput
		}
	}
	return n
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

// usesOf returns the names of a real folder that are used. The caller holds the lock.
func (n *names) usesOf(real string) map[string]use {
	key := Fold(real)
	uses := n.uses[key]
	if uses == nil {
		uses = make(map[string]use)
		n.uses[key] = uses
	}
	return uses
}

// folder looks dir up; it need not exist. The caller holds the lock.
func (n *names) folder(dir string) (*folder, error) {
	dir = filepath.Clean(dir)
	if f := n.folders[dir]; f != nil {
		return f, nil
	}
	real, err := realPath(dir)
	if err != nil {
		return nil, pathError("open", dir, err)
	}
	f := &folder{real: real, uses: n.usesOf(real)}
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

// free says whether path is neither a source nor planned already. The caller holds the lock.
func (n *names) free(path string) (bool, error) {
	dir, base := filepath.Split(path)
	f, err := n.folder(dir)
	if err != nil {
		return false, err
	}
	return f.uses[Fold(base)] == 0, nil
}

// isSource reports whether path is that of a picture that was found.
func (n *names) isSource(path string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	dir, base := filepath.Split(path)
	f, err := n.folder(dir)
	return err == nil && f.uses[Fold(base)] == usedByInput
}

// exists says whether something of that name is on the disk.
func (n *names) exists(path string) (bool, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.listed(path)
}

// listed is exists, which asks folders about many names at once. The caller holds the lock.
func (n *names) listed(path string) (bool, error) {
	dir, base := filepath.Split(path)
	f, err := n.folder(dir)
	if err != nil {
		return false, err
	}
	f.asked++
	if f.asked > listAfter && !f.listed {
		f.listed = true
		entries, err := os.ReadDir(f.real)
		if err == nil || errors.Is(err, fs.ErrNotExist) { // a folder that lets nobody list it still answers about each name
			f.names = make(map[string]bool, len(entries))
		}
		for _, e := range entries {
			f.names[Fold(e.Name())] = true
		}
	}
	if f.names != nil && (len(f.names) == 0 || !f.names[Fold(base)]) {
		return false, nil
	}
	return onDisk(path)
}

// onDisk says whether something of that name is on the disk at this moment.
func onDisk(path string) (bool, error) {
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	default:
		return false, pathError("open", path, err)
	}
}

// take reserves path. The caller holds the lock.
func (n *names) take(path string) error {
	dir, base := filepath.Split(path)
	f, err := n.folder(dir)
	if err != nil {
		return err
	}
	if name := Fold(base); f.uses[name] == 0 {
		f.uses[name] = usedByOutput
	}
	return nil
}

// after is the first of b's numbers that was not given out yet.
func (n *names) after(b baseName) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return max(n.next[b.key()], 1)
}

// look asks whether path may be given to another job, and whether something is there.
func (n *names) look(path string, there func(string) (bool, error)) (exists, free bool, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if free, err = n.free(path); err != nil || !free {
		return false, false, err
	}
	exists, err = there(path)
	return exists, true, err
}

// reserve keeps path from being given to another job.
func (n *names) reserve(path string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.take(path)
}

// claim takes a path and gives it back, or nothing where it is not free.
func (n *names) claim(path string) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	dir, base := filepath.Split(path)
	f, err := n.folder(dir)
	if err != nil {
		return "", err
	}
	name := Fold(base)
	if f.uses[name] != 0 {
		return "", nil
	}
	f.uses[name] = usedByOutput
	return path, nil
}

// number takes the first of b's numbered names that is free, whatever is on the disk.
func (n *names) number(b baseName) (string, error) {
	return n.numberUnless(b, func(string) (bool, error) { return false, nil })
}

// numberListed takes the first of b's numbered names that is free and not on the disk, as far as folders have been read.
func (n *names) numberListed(b baseName) (string, error) { return n.numberUnless(b, n.listed) }

// numberUnless remembers where the search for a name ended, so that ten thousand equal names cost ten thousand steps.
func (n *names) numberUnless(b baseName, there func(path string) (bool, error)) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	k := b.key()
	for i := max(n.next[k], 1); ; i++ {
		path := b.numbered(i)
		ok, err := n.free(path)
		if err == nil && ok {
			ok, err = there(path)
			ok = !ok
		}
		if err != nil {
			return "", err
		}
		if ok {
			n.next[k] = i + 1
			return path, n.take(path)
		}
	}
}

// isInput says whether an existing file is one of the pictures under another path, as through a bind mount.
func (n *names) isInput(file os.FileInfo) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.inputs == nil {
		n.inputs = make(map[fileFacts][]string, len(n.pictures))
		for i := range n.pictures {
			if f := &n.pictures[i]; !n.result[i] {
				facts := fileFacts{f.Source.Bytes, f.Source.ModTime.UnixNano()}
				n.inputs[facts] = append(n.inputs[facts], f.Path)
			}
		}
	}
	for _, path := range n.inputs[fileFacts{file.Size(), file.ModTime().UnixNano()}] {
		if info, err := os.Stat(path); err == nil && os.SameFile(info, file) {
			return true
		}
	}
	return false
}
