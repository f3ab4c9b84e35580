package filetree

import (
	"path/filepath"
	"testing"
)

// TestPaths compares the short ways with paths, which a plan goes for each picture, with
// path/filepath's.
func TestPaths(t *testing.T) {
	for _, folder := range []string{"/", "/a", "/a/b", "/ab"} {
		for _, name := range []string{"x.jpg", "..jpg", "...", " "} {
			if got, want := Join(folder, name), filepath.Join(folder, name); filepath.ToSlash(got) != filepath.ToSlash(want) {
				t.Errorf("%q in %q: %q, want %q", name, folder, got, want)
			}
		}
		for _, path := range []string{"/", "/a", "/a/b", "/a/b/c", "/ab", "/ab/c", "/a b", "/c", "/a/.b"} {
			rel, err := filepath.Rel(folder, path)
			local := err == nil && filepath.IsLocal(rel)
			if got := Holds(folder, path); got != local {
				t.Errorf("%q holds %q: %t, want %t", folder, path, got, local)
			}
			got, below := Below(folder, path)
			if want := local && rel != "."; below != want || below && filepath.Clean(got) != rel {
				t.Errorf("%q below %q: %q, %t; want %q, %t", path, folder, got, below, rel, want)
			}
		}
	}
}
