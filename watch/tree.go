package watch

import "path/filepath"

// ident identifies a folder whatever its name; the zero value means unknown, on systems without
// inodes.
type ident struct{ device, inode uint64 }

// tree is the set of watched folders.
type tree struct {
	folders map[string]*folder
	byIdent map[ident]string
}

type folder struct {
	id    ident
	names map[string]struct{} // of the folders directly in it
}

func newTree() *tree {
	return &tree{folders: map[string]*folder{}, byIdent: map[ident]string{}}
}

func (t *tree) has(path string) bool { return t.folders[path] != nil }

// ident returns the identity with which path was added.
func (t *tree) ident(path string) (ident, bool) {
	f := t.folders[path]
	if f == nil {
		return ident{}, false
	}
	return f.id, true
}

// pathOf returns the path under which the folder id is watched.
func (t *tree) pathOf(id ident) (string, bool) {
	path, ok := t.byIdent[id]
	return path, ok
}

// add adds path unless the tree has it.
func (t *tree) add(path string, id ident) {
	if t.has(path) {
		return
	}
	t.folders[path] = &folder{id: id}
	if id != (ident{}) {
		t.byIdent[id] = path
	}
	if up := t.folders[filepath.Dir(path)]; up != nil && filepath.Dir(path) != path {
		if up.names == nil {
			up.names = map[string]struct{}{}
		}
		up.names[filepath.Base(path)] = struct{}{}
	}
}

// remove removes path and all folders below it, and returns them.
func (t *tree) remove(path string) []string {
	if !t.has(path) {
		return nil
	}
	if up := t.folders[filepath.Dir(path)]; up != nil {
		delete(up.names, filepath.Base(path))
	}
	removed := []string{path}
	for i := 0; i < len(removed); i++ {
		p := removed[i]
		f := t.folders[p]
		for name := range f.names {
			removed = append(removed, filepath.Join(p, name))
		}
		if t.byIdent[f.id] == p {
			delete(t.byIdent, f.id)
		}
		delete(t.folders, p)
	}
	return removed
}

// missing returns the folders directly in path that are not in present.
func (t *tree) missing(path string, present map[string]struct{}) []string {
	f := t.folders[path]
	if f == nil {
		return nil
	}
	var paths []string
	for name := range f.names {
		if _, ok := present[name]; !ok {
			paths = append(paths, filepath.Join(path, name))
		}
	}
	return paths
}
