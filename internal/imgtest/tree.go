package imgtest

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// WriteTree writes files below dir, by their paths with slashes; a path that ends in a slash is an
// empty folder.
func WriteTree(t testing.TB, dir string, files map[string][]byte) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if name[len(name)-1] == '/' {
			must(t, os.MkdirAll(path, 0o777))
			continue
		}
		must(t, os.MkdirAll(filepath.Dir(path), 0o777))
		must(t, os.WriteFile(path, files[name], 0o666))
	}
}

// ReadTree reads every regular file below dir, by its path with slashes. Anything else but folders
// is listed with nil content.
func ReadTree(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		var b []byte
		if d.Type().IsRegular() {
			if b, err = os.ReadFile(path); err != nil {
				return err
			}
		}
		files[filepath.ToSlash(name)] = b
		return nil
	}))
	return files
}

// Names returns the sorted paths of a tree's files.
func Names(tree map[string][]byte) []string { return slices.Sorted(maps.Keys(tree)) }

// SameTree fails the test unless the files below dir are exactly want, byte for byte.
func SameTree(t testing.TB, dir string, want map[string][]byte) {
	t.Helper()
	got := ReadTree(t, dir)
	if g, w := Names(got), Names(want); !slices.Equal(g, w) {
		t.Errorf("%s holds %q, want %q", dir, g, w)
		return
	}
	for name, b := range want {
		if string(got[name]) != string(b) {
			t.Errorf("%s has other content than expected (%d bytes, want %d)", name, len(got[name]), len(b))
		}
	}
}

// SameNames fails the test unless the files below dir have exactly these paths.
func SameNames(t testing.TB, dir string, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := Names(ReadTree(t, dir)); !slices.Equal(got, want) {
		t.Errorf("%s holds %q, want %q", dir, got, want)
	}
}
