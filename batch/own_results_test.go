package batch_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/internal/imgtest"
)

// TestRunContents: the contents of a folder, given instead of the folder, have their results in one
// place.
func TestRunContents(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	imgtest.WriteTree(t, in, map[string][]byte{"a.png": imgtest.PNG(t, 40, 30), "sub/b.png": imgtest.PNG(t, 40, 30), "sub/deep/c.png": imgtest.PNG(t, 40, 30)})
	given := []string{filepath.Join(in, "sub"), filepath.Join(in, "a.png")}
	for _, c := range []struct {
		given []string
		out   string
		want  []string
	}{
		{given, "", []string{"a.png", "sub/b.png", "sub/deep/c.png"}},
		{given, filepath.Join(dir, "out"), []string{"a.png", "sub/b.png", "sub/deep/c.png"}},
		{[]string{in, filepath.Join(in, "a.png")}, filepath.Join(dir, "out2"), []string{"a.png", "sub/b.png", "sub/deep/c.png"}},
	} {
		opts := fit(20, 20)
		opts.Out = c.out
		p := plan(t, opts, c.given...)
		to := c.out
		if to == "" {
			to = in + " resized"
		}
		if !slices.Equal(p.Outputs, []string{to}) {
			t.Errorf("outputs are %q, want %q", p.Outputs, to)
		}
		if sum, err := (batch.Runner{}).Run(t.Context(), p, nil); err != nil || sum.Converted != 3 {
			t.Errorf("%+v, %v", sum, err)
		}
		imgtest.SameNames(t, to, c.want...)
	}
	imgtest.SameNames(t, in, "a.png", "sub/b.png", "sub/deep/c.png")
	if p := plan(t, fit(20, 20), filepath.Join(in, "sub"), filepath.Join(in, "missing.png")); !slices.Contains(p.Outputs, filepath.Join(in, "sub resized")) {
		t.Errorf("with a file that is not there, outputs are %q", p.Outputs)
	}
}

// TestBuildOwnResults: the results of a folder are not pictures of the folder that holds both,
// unless they are an input themselves, or were made by another program.
func TestBuildOwnResults(t *testing.T) {
	dir := t.TempDir()
	old := time.Date(2021, 3, 4, 5, 6, 7, 0, time.UTC)
	imgtest.WriteTree(t, dir, map[string][]byte{"trip/a.png": imgtest.PNG(t, 400, 300), "trip/day 2/b.png": imgtest.PNG(t, 400, 300),
		"other resized/own.png": imgtest.PNG(t, 400, 300)})
	for _, name := range []string{"trip/a.png", "trip/day 2/b.png", "other resized/own.png"} {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if sum, err := (batch.Runner{}).Run(t.Context(), plan(t, fit(100, 100), filepath.Join(dir, "trip")), nil); err != nil || sum.Converted != 2 {
		t.Fatalf("%+v, %v", sum, err)
	}
	imgtest.WriteTree(t, dir, map[string][]byte{"trip resized/edited.png": imgtest.PNG(t, 200, 100)})
	p := plan(t, fit(100, 100), dir)
	if c := p.Counts; c.Skip != 2 || c.Convert != 4 {
		t.Errorf("of both folders: %+v", c)
	}
	for i := range p.Items {
		item := &p.Items[i]
		if left := item.Reason == batch.ReasonResult; left != slices.Contains([]string{"trip resized/a.png", "trip resized/day 2/b.png"}, filepath.ToSlash(item.Rel)) {
			t.Errorf("%s: left out as a result: %v", item.Rel, left)
		}
	}
	if c := plan(t, fit(100, 100), filepath.Join(dir, "trip resized")).Counts; c.Skip != 0 || c.Pictures != 3 {
		t.Errorf("of the results: %+v", c)
	}
}
