package naming

import (
	"path/filepath"
	"testing"
)

// TestNumbered compares the fast way of joining a path with path/filepath's.
func TestNumbered(t *testing.T) {
	for _, folder := range []string{"/", "/a", "/a/b", "/ab"} {
		for _, name := range []string{"x.jpg", ".", "..", "..jpg", "...", " "} {
			for _, ext := range []string{"", ".png"} {
				p := Path{folder, name, ext}
				if got, want := p.Numbered(1), filepath.Join(folder, name+ext); filepath.ToSlash(got) != filepath.ToSlash(want) {
					t.Errorf("result %q in %q: %q, want %q", name+ext, folder, got, want)
				}
			}
		}
	}
}
