package batch

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sizemill/resize"
	"sizemill/resize/codec"
)

// walker finds pictures by name, each once. It opens nothing but folders; files without an extension are candidates
// too, dropped after probing when they are no pictures.
type walker struct {
	opts    ScanOptions
	seen    map[string]struct{} // real paths
	found   []candidate
	ignored int
	folders []string // input folders
	report  func(found int)
}

// candidate is a file that may be a picture.
type candidate struct {
	Found
	named bool // given by the user or by a picture's extension: a failure to read it is reported
}

// input walks one path that the user gave.
func (w *walker) input(ctx context.Context, path string) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		w.fail(path, filepath.Dir(path), err)
		return nil
	}
	real, err := filepath.EvalSymlinks(abs)
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
	for i := range w.found {
		if up := parent[w.found[i].Root]; up != "" {
			w.found[i].Root, w.found[i].Rel = up, below(up, w.found[i].Path)
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
	w.seen[real] = struct{}{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		w.fail(dir, root, err) // and go on with what was read before the error
	}
	for _, entry := range entries {
		name := entry.Name()
		if hidden(name) {
			continue
		}
		path := filepath.Join(dir, name)
		kind := entry.Type()
		switch {
		case kind.IsDir():
			if w.opts.Shallow || path == OutFolder(root, "") {
				continue // the second: of a whole disk, whose results lie in itself
			}
			if err := w.folder(ctx, path, filepath.Join(real, name), root); err != nil {
				return err
			}
		case kind.IsRegular():
			w.offer(path, filepath.Join(real, name), root)
		case kind&fs.ModeSymlink != 0:
			w.link(path, root)
		default:
			w.ignored++ // pipes, sockets, devices: opening one may block for ever
		}
	}
	return nil
}

// link takes a link to a file as that file; links to folders are not followed, so no cycle is possible.
func (w *walker) link(path, root string) {
	named := pictureName(path)
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		if named {
			w.fail(path, root, err)
		} else {
			w.ignored++
		}
		return
	}
	info, err := os.Stat(real)
	switch {
	case err == nil && info.Mode().IsRegular():
		w.offer(path, real, root)
	default:
		w.ignored++
	}
}

// offer takes path if its name promises a picture or nothing at all.
func (w *walker) offer(path, real, root string) {
	switch {
	case pictureName(path):
		w.add(path, real, root, true)
	case filepath.Ext(path) == "":
		w.add(path, real, root, false)
	default:
		w.ignored++
	}
}

func (w *walker) add(path, real, root string, named bool) {
	if _, again := w.seen[real]; again {
		return
	}
	w.seen[real] = struct{}{}
	w.found = append(w.found, candidate{Found: Found{Path: path, Root: root, Rel: below(root, path), real: real}, named: named})
	w.report(len(w.found))
}

func (w *walker) fail(path, root string, err error) {
	w.found = append(w.found, candidate{Found: Found{Path: path, Root: root, Rel: below(root, path), Err: pathError("open", path, err)}, named: true})
	w.report(len(w.found))
}

// pathError names op and path once, whatever the system's own error has named.
func pathError(op, path string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return &resize.Error{Op: op, Path: path, Err: err}
}

func below(root, path string) string {
	rel, err := filepath.Rel(root, path)
	if err != nil || rel == "." {
		return filepath.Base(path)
	}
	return rel
}

// pictureName says whether a name promises a picture that people expect to be resized, or to be told why not: the
// formats of the table, and the ones that phones and browsers make. Camera raw files lie beside their JPEG by the
// hundred, and are no output of any resizer: they are passed over.
func pictureName(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	switch ext {
	case ".heic", ".heif", ".avif", ".jxl":
		return true
	}
	_, known := codec.ByExtension(ext)
	return known
}

// Probe is the Found of one file below root, for callers that do not scan. It reads the file's header.
func Probe(ctx context.Context, root, path string) Found {
	f := Found{Path: path, Root: root, Rel: below(root, path)}
	if f.real, f.Err = filepath.EvalSymlinks(path); f.Err != nil {
		f.Err = pathError("open", path, f.Err)
		return f
	}
	p, err := probeFile(ctx, path)
	f.Source, f.Remains, f.Err = p.source, p.remains, err
	return f
}

// Candidate says whether a scan would take up the file, or descend into the folder, below an input.
func Candidate(path string, isDir bool) bool {
	name := filepath.Base(path)
	return !hidden(name) && (isDir || pictureName(name) || filepath.Ext(name) == "")
}

// hidden says whether a file or folder of that name is left out of every batch: hidden ones, those that the systems
// put beside pictures, and Sizemill's own temporaries.
func hidden(name string) bool {
	if strings.HasPrefix(name, ".") {
		return true
	}
	switch strings.ToLower(name) {
	case "thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "__macosx", "@eadir", "lost+found":
		return true
	}
	return false
}
