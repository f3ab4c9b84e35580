package batch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sizemill/batch/naming"
	"sizemill/internal/filetree"
	"sizemill/resize"
)

// walker finds pictures by name, each once. It opens folders only. Files without an extension are
// candidates too, and are dropped if probing shows that they are not pictures.
type walker struct {
	opts    ScanOptions
	seen    map[string]int // by real path: a file's index in found, or -1 for a folder
	found   []*Found
	links   []link   // to files
	jumps   []link   // to folders, if they are followed
	reals   []string // input folders, with links resolved
	others  Others
	folders []string // input folders
	report  func(found int)
}

// link is a symbolic link to a file. Links are followed when all files are known, because a file
// comes before its links.
type link struct {
	path, real, root string
	given            bool // by the user, as an input
}

// input walks one path that the user gave.
func (w *walker) input(ctx context.Context, path string) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		w.fail(path, filepath.Dir(path), err)
		return nil
	}
	real, err := realPath(abs)
	if err != nil {
		w.fail(abs, filepath.Dir(abs), err)
		return nil
	}
	info, err := os.Stat(real)
	if err != nil {
		w.fail(abs, filepath.Dir(abs), err)
		return nil
	}
	if info.IsDir() {
		w.folders, w.reals = append(w.folders, abs), append(w.reals, real)
		return w.folder(ctx, abs, real, abs)
	}
	if info, err := os.Lstat(abs); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		w.links = append(w.links, link{abs, real, filepath.Dir(abs), true})
		return nil
	}
	w.add(abs, real, filepath.Dir(abs), true)
	return nil
}

// gather treats folders that were given together with files beside them as parts of the folder that
// holds both, because their results belong together. This is what dropping the contents of a folder
// instead of the folder gives.
func (w *walker) gather() {
	holds := make(map[string]bool) // folders that hold a given file
	for _, c := range w.found {
		if c.Err == nil && !slices.Contains(w.folders, c.Root) {
			holds[c.Root] = true
		}
	}
	parent := make(map[string]string) // by part
	w.folders = slices.DeleteFunc(w.folders, func(dir string) bool {
		up := filepath.Dir(dir)
		if up != dir && holds[up] {
			parent[dir] = up
		}
		return parent[dir] != ""
	})
	if len(parent) == 0 {
		return
	}
	for _, f := range w.found {
		if up := parent[f.Root]; up != "" {
			f.Root, f.Rel = up, relative(up, f.Path)
		}
	}
}

// folder walks dir, whose real path is real, below root. It returns ctx's error only.
func (w *walker) folder(ctx context.Context, dir, real, root string) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if _, again := w.seen[real]; again { // the same folder is in two inputs
		return nil
	}
	w.seen[real] = -1
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.fail(dir, root, err) // what was read before the error counts
	}
	for _, entry := range entries {
		name := entry.Name()
		if hidden(name) {
			continue
		}
		path := filetree.Join(dir, name)
		realPath := path
		if real != dir {
			realPath = filetree.Join(real, name)
		}
		kind := entry.Type()
		switch {
		case kind.IsDir():
			if w.opts.Shallow || path == OutFolder(root, "") {
				continue // the results of a whole disk are on it
			}
			if err := w.folder(ctx, path, realPath, root); err != nil {
				return err
			}
		case kind.IsRegular():
			w.offer(path, realPath, root)
		case kind&fs.ModeSymlink != 0:
			w.link(path, root)
		default:
			w.others[OtherNode]++ // opening one may block forever
		}
	}
	return nil
}

// link notes a link. A folder is walked once, whatever leads there, so there are no cycles.
func (w *walker) link(path, root string) {
	real, err := realPath(path)
	if err != nil {
		if naming.PromisesPicture(path) {
			w.fail(path, root, err)
		} else {
			w.others[otherKind(path)]++
		}
		return
	}
	info, err := os.Stat(real)
	switch {
	case err == nil && info.IsDir() && w.opts.FollowLinks && !w.opts.Shallow:
		w.jumps = append(w.jumps, link{path: path, real: real, root: root})
	case err == nil && info.IsDir():
		w.others[OtherFolder]++
	case err != nil || !info.Mode().IsRegular():
		w.others[OtherNode]++
	case !Candidate(path, false):
		w.others[otherKind(path)]++
	default:
		w.links = append(w.links, link{path: path, real: real, root: root})
	}
}

// follow adds what links lead to, as far as they are followed. A link to a picture that was found
// already, by itself or through another link, is listed as a link. It returns ctx's error only.
func (w *walker) follow(ctx context.Context) error {
	for len(w.jumps) > 0 {
		l := w.jumps[0]
		w.jumps = w.jumps[1:]
		if err := w.folder(ctx, l.path, l.real, l.root); err != nil {
			return err
		}
	}
	paths := make(map[string]bool, len(w.links))
	for _, l := range w.links {
		at, again := w.seen[l.real]
		switch {
		case paths[l.path]: // found through two inputs
		case !again && !l.given && !w.opts.FollowLinks && !holdsAny(w.reals, l.real):
			w.others[OtherLink]++
		case !again:
			w.add(l.path, l.real, l.root, naming.PromisesPicture(l.path))
		default:
			w.found[at].named = w.found[at].named || naming.PromisesPicture(l.path)
			f := newFound(l.path, l.root, true)
			f.Link = w.found[at].Path
			w.found = append(w.found, f)
		}
		paths[l.path] = true
	}
	return nil
}

// offer adds path if its name promises a picture or nothing at all.
func (w *walker) offer(path, real, root string) {
	if !Candidate(path, false) {
		w.others[otherKind(path)]++
		return
	}
	w.add(path, real, root, naming.PromisesPicture(path))
}

func (w *walker) add(path, real, root string, named bool) {
	if at, again := w.seen[real]; again {
		w.found[at].named = w.found[at].named || named
		return
	}
	w.seen[real] = len(w.found)
	f := newFound(path, root, named)
	f.real = real
	w.found = append(w.found, f)
	w.report(len(w.found))
}

func (w *walker) fail(path, root string, err error) {
	f := newFound(path, root, true)
	f.Err = resize.PathError("open", path, err)
	w.found = append(w.found, f)
	w.report(len(w.found))
}

// inTheWayError reports a file that is where a folder should be.
type inTheWayError struct {
	file  string
	cause error
}

func (e inTheWayError) Error() string { return e.file + " is a file, not a folder" }
func (e inTheWayError) Unwrap() error { return e.cause }

// outputError returns the error of a result that cannot be written to path. It names a file that is
// where a folder should be.
func outputError(path string, err error) error {
	op := "write"
	var e *resize.Error
	if errors.As(err, &e) {
		op, err = e.Op, e.Err
	}
	for dir := filepath.Dir(path); filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if info, statErr := os.Stat(dir); statErr == nil {
			if !info.IsDir() {
				err = inTheWayError{dir, err}
			}
			break
		}
	}
	return &resize.Error{Op: op, Path: path, Err: err}
}

func newFound(path, root string, named bool) *Found {
	return &Found{Path: path, Root: root, Rel: relative(root, path), named: named}
}

// realPath returns path with its links resolved. Of links that lead to themselves it returns the
// system's error.
func realPath(path string) (string, error) {
	real, err := filepath.EvalSymlinks(path)
	var named *fs.PathError
	if err != nil && !errors.As(err, &named) {
		if _, statErr := os.Stat(path); statErr != nil {
			err = statErr
		}
	}
	return real, err
}

// relative returns path below root, or its base name if it does not lie there.
func relative(root, path string) string {
	if rel, ok := filetree.Below(root, path); ok {
		return rel
	}
	return filepath.Base(path)
}

// Probe reads the header of one file below root, for callers that do not scan.
func Probe(ctx context.Context, root, path string, opts ScanOptions) Found {
	f := newFound(path, root, false)
	if f.resolve(); f.Err != nil {
		return *f
	}
	if f.Err = opts.LeadsOut(root, path); f.Err == nil {
		f.probe(ctx, new(resize.Prober), opts.Limits)
	}
	return *f
}

// resolve finds out which file a path leads to.
func (f *Found) resolve() {
	if f.real, f.Err = realPath(f.Path); f.Err != nil {
		f.Err = resize.PathError("open", f.Path, f.Err)
	}
}

// Candidate reports whether a scan would look at the file, or into the folder, below an input.
func Candidate(path string, isDir bool) bool {
	name := filepath.Base(path)
	return !hidden(name) && (isDir || naming.PromisesPicture(name) || filepath.Ext(name) == "")
}

// hidden reports whether every batch leaves out files and folders of that name: hidden ones, those
// that systems put beside pictures, and the temporaries of atomicfile.
func hidden(name string) bool {
	if strings.HasPrefix(name, ".") {
		return true
	}
	for _, of := range [...]string{
		"thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information",
		"__macosx", "@eadir", "lost+found",
	} {
		if strings.EqualFold(name, of) {
			return true
		}
	}
	return false
}
