package batch_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizemill/batch"
	"sizemill/batch/naming"
	"sizemill/internal/imgtest"
)

// TestRunBadOutputs: if some results cannot be written, those fail by name, and all others are
// made.
func TestRunBadOutputs(t *testing.T) {
	long := strings.Repeat("n", 200)
	deep := filepath.Join(strings.Split(strings.Repeat(long+"/", 25), "/")...)
	for _, c := range []struct {
		name    string
		there   map[string][]byte // in the output folder
		links   map[string]string
		out     string
		set     func(*batch.Options)
		bad     string // the name of what fails
		failed  int
		nothing bool // nothing can be made
	}{
		{name: "a file where a subfolder should be", there: map[string][]byte{"sub": []byte("file")}, out: "out", bad: "out/sub/b.png", failed: 1},
		{name: "a folder where a file should be", there: map[string][]byte{"sub/b.png/x": []byte("file")}, out: "out"},
		{name: "a looping link", links: map[string]string{"sub": "sub"}, out: "out", bad: "out/sub/b.png", failed: 1},
		{name: "a dangling link", links: map[string]string{"sub": "nowhere"}, out: "out", bad: "out/sub/b.png", failed: 1},
		{name: "a link out of the output folder", links: map[string]string{"sub": "../in"}, out: "out", bad: "out/sub/b.png", failed: 1},
		{name: "a link to the folder above", links: map[string]string{"sub": ".."}, out: "out", bad: "out/sub/b.png", failed: 1},
		{name: "a link inside the output folder", there: map[string][]byte{"other/x": nil}, links: map[string]string{"sub": "other"}, out: "out"},
		{name: "a path that is too long", out: "out", set: func(o *batch.Options) { o.Name = naming.Template("{ext}" + deep + "/{name}") }, bad: long, nothing: true},
		{name: "a file in the way of all", there: map[string][]byte{"file": []byte("file")}, out: "out/file/results", bad: "file", nothing: true},
		{name: "a file for a folder", there: map[string][]byte{"file": []byte("file")}, out: "out/file", bad: "file", nothing: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in/a.png": imgtest.PNG(t, 400, 300), "in/sub/b.png": imgtest.PNG(t, 400, 300)})
			imgtest.WriteTree(t, filepath.Join(dir, "out"), c.there)
			for link, target := range c.links {
				if err := os.MkdirAll(filepath.Join(dir, "out"), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.Symlink(target, filepath.Join(dir, "out", link)); err != nil {
					t.Skip("no symbolic links here: ", err)
				}
			}
			opts := fit(100, 80)
			opts.Out = filepath.Join(dir, c.out)
			if c.set != nil {
				c.set(&opts)
			}
			l := &eventCheck{t, map[int]batch.State{}}
			sum, err := batch.Runner{}.Run(t.Context(), plan(t, opts, filepath.Join(dir, "in")), l.event)
			if c.nothing {
				if err == nil || !strings.Contains(err.Error(), c.bad) || len(l.last) > 0 {
					t.Errorf("error %v, want %q in it; %d events", err, c.bad, len(l.last))
				}
				return
			}
			if err != nil || sum.Failed != c.failed || sum.Converted != 2-c.failed || len(l.last) != 2 {
				t.Errorf("%+v, %v", sum, err)
			}
			for _, f := range sum.Failures {
				if !strings.Contains(f.Err.Error(), c.bad) {
					t.Errorf("%s fails with %v, want %q in it", f.Path, f.Err, c.bad)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "out", "a.png")); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestRunTimeLimit: pictures that take too long fail by name, and leave nothing.
func TestRunTimeLimit(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.png": imgtest.PNG(t, 2000, 1500), "in/b.jpg": imgtest.JPEG(t, 2000, 1500)})
	sum, err := batch.Runner{TimeLimit: 1}.Run(t.Context(), plan(t, fit(1000, 800), filepath.Join(dir, "in")), nil)
	if err != nil || sum.Failed != 2 || len(sum.Failures) != 2 {
		t.Fatalf("%+v, %v", sum, err)
	}
	for _, f := range sum.Failures {
		var late *batch.TimeError
		if !errors.As(f.Err, &late) || !strings.Contains(f.Err.Error(), f.Path) {
			t.Errorf("%s: %v", f.Path, f.Err)
		}
	}
	imgtest.SameNames(t, dir, "in/a.png", "in/b.jpg")
}

// TestRunOneFolderOfSeveral: an output folder that cannot be created fails its own pictures only.
func TestRunOneFolderOfSeveral(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"a/1.png": imgtest.PNG(t, 400, 300), "b/2.png": imgtest.PNG(t, 400, 300), "b/3.png": imgtest.PNG(t, 400, 300),
		"b resized": []byte("a file")})
	p := plan(t, fit(100, 80), filepath.Join(dir, "a"), filepath.Join(dir, "b"))
	sum, err := batch.Runner{}.Run(t.Context(), p, nil)
	if err != nil || sum.Converted != 1 || sum.Failed != 2 {
		t.Errorf("%+v, %v", sum, err)
	}
	for _, f := range sum.Failures {
		if !strings.Contains(f.Err.Error(), "b resized is a file, not a folder") {
			t.Errorf("%s fails with %v", f.Path, f.Err)
		}
	}
	imgtest.SameNames(t, filepath.Join(dir, "a resized"), "1.png")
}
