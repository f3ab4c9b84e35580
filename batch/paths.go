package batch

import (
	"os"
	"path/filepath"
	"strings"
)

// A plan asks these for each picture, so they go around path/filepath where paths are plain.

// child is filepath.Join for a clean folder and a name in it.
func child(dir, name string) string {
	return dir + separator(dir) + name
}

// separator returns what goes between a clean folder and a name in it.
func separator(dir string) string {
	if os.IsPathSeparator(dir[len(dir)-1]) { // the root of a disk
		return ""
	}
	return string(filepath.Separator)
}

// Within reports whether path is the folder or lies below it. Both are clean. It compares names
// alone: links are not followed, and the disk is not asked.
func Within(folder, path string) bool {
	_, ok := relative(folder, path)
	return ok
}

// inside reports whether path lies below the folder.
func inside(folder, path string) bool {
	rel, ok := relative(folder, path)
	return ok && rel != "."
}

// below returns path relative to root, and its last part where it does not lie below root.
func below(root, path string) string {
	if rel, ok := under(root, path); ok {
		return rel
	}
	rel, err := filepath.Rel(root, path)
	if err != nil || rel == "." {
		return filepath.Base(path)
	}
	return rel
}

// relative returns path relative to folder, and false where it is not the folder or below it.
func relative(folder, path string) (rel string, ok bool) {
	if rel, ok := under(folder, path); ok {
		return rel, true
	}
	rel, err := filepath.Rel(folder, path)
	return rel, err == nil && filepath.IsLocal(rel)
}

// under returns path below the folder, where it begins with the folder as it is written.
func under(folder, path string) (rel string, ok bool) {
	if len(path) > len(folder)+1 && os.IsPathSeparator(path[len(folder)]) &&
		strings.HasPrefix(path, folder) {
		return path[len(folder)+1:], true
	}
	return "", false
}
