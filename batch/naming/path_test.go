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

func TestHas(t *testing.T) {
	p := Path{Dir: "/out", Name: "a", Ext: ".jpg"}
	for _, c := range []struct {
		path string
		want bool
	}{
		{"/out/a.jpg", true},
		{"/out/a (2).jpg", true},
		{"/out/a (12345).jpg", true},
		{"/out/a (1).jpg", false},
		{"/out/a (02).jpg", false},
		{"/out/a (-2).jpg", false},
		{"/out/a (x).jpg", false},
		{"/out/a (2)", false},
		{"/out/a(2).jpg", false},
		{"/out/a (2) (3).jpg", false},
		{"/out/a.png", false},
		{"/else/a.jpg", false},
		{"/out/x/a.jpg", false},
		{"", false},
	} {
		if got := p.Has(filepath.FromSlash(c.path)); got != c.want {
			t.Errorf("%s: %v", c.path, got)
		}
	}
}
