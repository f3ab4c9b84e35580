package batch

import (
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
)

// TestPaths holds the short ways with paths, which a plan goes for each picture, against those of path/filepath.
func TestPaths(t *testing.T) {
	for _, folder := range []string{"/", "/a", "/a/b", "/ab"} {
		for _, name := range []string{"x.jpg", ".", "..", "..jpg", "...", " "} {
			if name != "." && name != ".." {
				if got, want := child(folder, name), filepath.Join(folder, name); filepath.ToSlash(got) != filepath.ToSlash(want) {
					t.Errorf("%q in %q: %q, want %q", name, folder, got, want)
				}
			}
			base := baseName{folder, name, ""}
			if got, want := base.numbered(1), filepath.Join(folder, name); filepath.ToSlash(got) != filepath.ToSlash(want) {
				t.Errorf("result %q in %q: %q, want %q", name, folder, got, want)
			}
		}
		for _, path := range []string{"/", "/a", "/a/b", "/a/b/c", "/ab", "/ab/c", "/a b", "/c"} {
			rel, err := filepath.Rel(folder, path)
			within := err == nil && rel != "." && filepath.IsLocal(rel)
			if got := inside(folder, path); got != within {
				t.Errorf("%q inside %q: %t, want %t", path, folder, got, within)
			}
			if got := Within(folder, path); got != (within || path == folder) {
				t.Errorf("%q within %q: %t", path, folder, got)
			}
			if !within {
				continue
			}
			if got := below(folder, path); got != rel {
				t.Errorf("%q below %q: %q, want %q", path, folder, got, rel)
			}
			if got := outputFolder([]string{"/elsewhere", folder}, path); got != folder {
				t.Errorf("%q is of the output %q, want %q", path, got, folder)
			}
		}
	}
}

// TestBuildCost: a plan of many pictures is made before the first result, so what is done for each counts.
func TestBuildCost(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths cost more on Windows")
	}
	const pictures, most = 2000, 6 // memory allocations per picture
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	src := &Sources{Folders: []string{in}}
	for i := range pictures {
		src.Pictures = append(src.Pictures, photo(in, fmt.Sprintf("%d/IMG_%04d.JPG", i/100, i)))
	}
	opts := DefaultOptions()
	opts.Out = filepath.Join(dir, "out")
	n := testing.AllocsPerRun(2, func() {
		if _, err := Build(t.Context(), src, opts); err != nil {
			t.Fatal(err)
		}
	})
	if n/pictures > most {
		t.Errorf("%.1f memory allocations per picture, more than %d", n/pictures, most)
	} else {
		t.Logf("%.1f memory allocations per picture", n/pictures)
	}
}
