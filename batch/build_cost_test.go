package batch

import (
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
)

// TestOutputFolder: the output folder of a result is the first that holds it.
func TestOutputFolder(t *testing.T) {
	for _, folder := range []string{"/", "/a", "/a/b"} {
		for _, path := range []string{folder, filepath.Join(folder, "x"), filepath.Join(folder, "x/y")} {
			if got := outputFolder([]string{"/elsewhere", folder}, path); got != folder {
				t.Errorf("%q is of the output %q, want %q", path, got, folder)
			}
		}
	}
}

// TestBuildCost: a plan of many pictures is made before the first result, so the cost per picture
// counts.
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
