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

// walker finds pictures by name, each once. It opens nothing but folders; files without an extension are candidates
// too, dropped after probing when they are no pictures.
type walker struct {
	opts    ScanOptions
	seen    map[string]int // real paths: of files the place in found, of folders -1
	found   []*Found
	links   []link
	others  Others
	folders []string // input folders
	report  func(found int)
}

// link is a symbolic link to a file. Links are looked at when all files are known, because a file comes before its links.
type link struct{ path, real, root string }

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
		w.folders = append(w.folders, abs)
		return w.folder(ctx, abs, real, abs)
	}
	if info, err := os.Lstat(abs); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		w.links = append(w.links, link{abs, real, filepath.Dir(abs)})
		return nil
	}
	w.add(abs, real, filepath.Dir(abs), true)
	return nil
}

// gather takes folders that were given together with files beside them for parts of the folder that holds both, as when somebody drops what
// is in a folder instead of the folder: the results belong into one place.
func (w *walker) gather() {
	holds := make(map[string]bool) // folders of files that were given
	for _, c := range w.found {
		if c.Err == nil && !slices.Contains(w.folders, c.Root) {
			holds[c.Root] = true
		}
	}
	parent := make(map[string]string) // of the folders that are parts
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
	if _, again := w.seen[real]; again { // the same folder through two inputs
		return nil
	}
	w.seen[real] = -1
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.fail(dir, root, err) // and go on with what was read before the error
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
				continue // the second: of a whole disk, whose results lie in itself
			}
			if err := w.folder(ctx, path, realPath, root); err != nil {
				return err
			}
		case kind.IsRegular():
			w.offer(path, realPath, root)
		case kind&fs.ModeSymlink != 0:
			w.link(path, root)
		default:
			w.others[OtherNode]++ // opening one may block without end
		}
	}
	return nil
}

// link takes a link to a file as that file; links to folders are not followed, so no cycle is possible.
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
	case err == nil && info.IsDir():
		w.others[OtherFolder]++
	case err != nil || !info.Mode().IsRegular():
		w.others[OtherNode]++
	case !Candidate(path, false):
		w.others[otherKind(path)]++
	default:
		w.links = append(w.links, link{path, real, root})
	}
}

// follow takes the links for the files that they lead to, but those to a picture that was found by itself or by another link.
func (w *walker) follow() {
	paths := make(map[string]bool, len(w.links))
	for _, l := range w.links {
		at, again := w.seen[l.real]
		switch {
		case paths[l.path]: // through two inputs
		case !again:
			w.add(l.path, l.real, l.root, naming.PromisesPicture(l.path))
		default:
			w.found[at].named = w.found[at].named || naming.PromisesPicture(l.path)
			w.found = append(w.found, &Found{Path: l.path, Root: l.root, Rel: relative(l.root, l.path), Link: w.found[at].Path, named: true})
		}
		paths[l.path] = true
	}
}

// offer takes path if its name promises a picture or nothing at all.
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
	w.found = append(w.found, &Found{Path: path, Root: root, Rel: relative(root, path), real: real, named: named})
	w.report(len(w.found))
}

func (w *walker) fail(path, root string, err error) {
	w.found = append(w.found, &Found{Path: path, Root: root, Rel: relative(root, path), Err: resize.PathError("open", path, err), named: true})
	w.report(len(w.found))
}

// inTheWayError is about a file where a folder should be.
type inTheWayError struct {
	file  string
	cause error
}

func (e inTheWayError) Error() string { return e.file + " is a file, not a folder" }
func (e inTheWayError) Unwrap() error { return e.cause }

// outputError is why nothing can be written to path. A file where a folder should be is named.
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

// realPath returns path with its links resolved. Links that lead to themselves are reported as the system does.
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

// Probe is the Found of one file below root, for callers that do not scan. It reads the file's header.
func Probe(ctx context.Context, root, path string) Found {
	f := Found{Path: path, Root: root, Rel: relative(root, path)}
	if f.real, f.Err = realPath(path); f.Err != nil {
		f.Err = resize.PathError("open", path, f.Err)
		return f
	}
	f.probe(ctx, new(resize.Prober))
	return f
}

// Candidate says whether a scan would take up the file, or descend into the folder, below an input.
func Candidate(path string, isDir bool) bool {
	name := filepath.Base(path)
	return !hidden(name) && (isDir || naming.PromisesPicture(name) || filepath.Ext(name) == "")
}

// hidden says whether a file or folder of that name is left out of every batch: hidden ones, those that the systems
// put beside pictures, and the temporaries of atomicfile.
func hidden(name string) bool {
	if strings.HasPrefix(name, ".") {
		return true
	}
	for _, of := range [...]string{
		"thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "__macosx", "@eadir", "lost+found",
	} {
		if strings.EqualFold(name, of) {
			return true
		}
	}
	return false
}
