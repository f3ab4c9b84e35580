package batch_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sizemill/batch"
	"sizemill/internal/imgtest"
	"sizemill/resize"
)

// dated writes a tree whose files all have one date, like those of an archive.
func dated(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	day := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	imgtest.WriteTree(t, dir, files)
	for name := range files {
		if err := os.Chtimes(filepath.Join(dir, name), day, day); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOverwriteSparesOriginals: a file that Sizemill has not made is never replaced, whatever path
// leads to it.
func TestOverwriteSparesOriginals(t *testing.T) {
	photo := imgtest.JPEG(t, 400, 300)
	thumb := imgtest.JPEG(t, 40, 30)
	for _, c := range []struct {
		name   string
		files  map[string][]byte
		links  map[string]string // symbolic links, to be resolved from their own folder
		inputs []string
		out    string
		set    func(*batch.Options)
		want   string // what is added
	}{
		{name: "into the source's own folder", files: map[string][]byte{"d/a.png": imgtest.PNG(t, 400, 300), "d/a.jpg": photo},
			inputs: []string{"d/a.png"}, out: "d", want: "d/a (2).jpg"},
		{name: "the same, through a link", files: map[string][]byte{"d/a.png": imgtest.PNG(t, 400, 300), "d/a.jpg": photo},
			links: map[string]string{"l": "d"}, inputs: []string{"d/a.png"}, out: "l", want: "d/a (2).jpg"},
		{name: "from a linked folder", files: map[string][]byte{"d/a.png": imgtest.PNG(t, 400, 300), "d/a.jpg": photo},
			links: map[string]string{"l": "d"}, inputs: []string{"l/a.png"}, out: "d", want: "d/a (2).jpg"},
		{name: "the whole folder into itself", files: map[string][]byte{"d/a.png": imgtest.PNG(t, 400, 300), "d/a.jpg": photo},
			inputs: []string{"d"}, out: "d", want: "d/a (2).jpg d/a (3).jpg"},
		{name: "inside the input", files: map[string][]byte{"d/a.jpg": photo, "d/web/a.jpg": imgtest.JPEG(t, 300, 200)},
			inputs: []string{"d"}, out: "d/web", want: "d/web/a (2).jpg"},
		{name: "the input inside", files: map[string][]byte{"d/in/a.jpg": photo, "d/a.jpg": imgtest.JPEG(t, 300, 200)},
			inputs: []string{"d/in"}, out: "d", want: "d/a (2).jpg"},
		{name: "into a folder that other inputs are in", files: map[string][]byte{"d/a.png": imgtest.PNG(t, 400, 300), "e/d/a.jpg": photo, "e/f/x.png": imgtest.PNG(t, 400, 300)},
			inputs: []string{"d", "e/f"}, out: "e", want: "e/d/a (2).jpg e/f/x.jpg"},
		{name: "above the input, through a link", files: map[string][]byte{"d/in/a.jpg": photo, "d/a.jpg": imgtest.JPEG(t, 300, 200)},
			links: map[string]string{"l": "d"}, inputs: []string{"d/in"}, out: "l", want: "d/a (2).jpg"},
		{name: "elsewhere, a copy of the source", files: map[string][]byte{"d/a.jpg": photo, "backup/a.jpg": photo},
			inputs: []string{"d"}, out: "backup", want: "backup/a (2).jpg"},
		{name: "elsewhere, a copy of the source at its own size", files: map[string][]byte{"d/a.jpg": photo, "backup/a.jpg": photo},
			inputs: []string{"d"}, out: "backup", set: func(o *batch.Options) { o.Recipe.Mode, o.Recipe.Quality = resize.NoResize, 40 }, want: "backup/a (2).jpg"},
		{name: "elsewhere, another size", files: map[string][]byte{"d/a.jpg": photo, "web/a.jpg": imgtest.JPEG(t, 50, 38)},
			inputs: []string{"d"}, out: "web", want: "web/a (2).jpg"},
		{name: "elsewhere, another format", files: map[string][]byte{"d/a.jpg": photo, "web/a.jpg": imgtest.PNG(t, 40, 30)},
			inputs: []string{"d"}, out: "web", want: "web/a (2).jpg"},
		{name: "elsewhere, no picture", files: map[string][]byte{"d/a.jpg": photo, "web/a.jpg": []byte("precious")},
			inputs: []string{"d"}, out: "web", want: "web/a (2).jpg"},
		{name: "a result by date, size and format", files: map[string][]byte{"d/a.jpg": photo, "web/a.jpg": thumb},
			inputs: []string{"d"}, out: "web", want: ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			dated(t, dir, c.files)
			for link, target := range c.links {
				if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
					t.Skip("no symbolic links here: ", err)
				}
			}
			opts := fit(40, 40)
			opts.Out, opts.Collision, opts.Recipe.Format = filepath.Join(dir, c.out), batch.Overwrite, resize.JPEG
			if c.set != nil {
				c.set(&opts)
			}
			var inputs []string
			for _, in := range c.inputs {
				inputs = append(inputs, filepath.Join(dir, in))
			}
			p := plan(t, opts, inputs...)
			numbered := len(strings.Fields(strings.ReplaceAll(c.want, "x.jpg", ""))) / 2
			if c := p.Counts; c.Number != numbered {
				t.Errorf("%d numbered, want %d: %+v", c.Number, numbered, c)
			}
			if sum, err := (batch.Runner{}).Run(t.Context(), p, nil); err != nil || sum.Failed > 0 {
				t.Errorf("%+v, %v", sum, err)
			}
			var added []string
			made := imgtest.ReadTree(t, dir)
			for _, name := range imgtest.Names(made) {
				before, was := c.files[name]
				switch {
				case !was && name != "l":
					added = append(added, name)
				case was && !bytes.Equal(made[name], before) && c.want != "":
					t.Errorf("%s is changed", name)
				}
			}
			if got := strings.Join(added, " "); got != c.want {
				t.Errorf("added %q, want %q", got, c.want)
			}
		})
	}
}

// TestOverwriteReplacesOwn: what Sizemill has made is replaced, even if source, size or quality
// have changed since, but not if it was edited.
func TestOverwriteReplacesOwn(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(t *testing.T, in, result string, o *batch.Options)
		want   string
	}{
		{"made again", func(_ *testing.T, _, _ string, o *batch.Options) { o.Again = true }, "a.jpg"},
		{"another size", func(_ *testing.T, _, _ string, o *batch.Options) { o.Recipe.Width, o.Recipe.Height = 60, 60 }, "a.jpg"},
		{"another quality", func(_ *testing.T, _, _ string, o *batch.Options) { o.Recipe.Quality = 30 }, "a.jpg"},
		{"the source edited", func(t *testing.T, in, _ string, _ *batch.Options) {
			imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 300, 300)})
		}, "a.jpg"},
		{"the result edited", func(t *testing.T, _, result string, _ *batch.Options) {
			imgtest.WriteTree(t, filepath.Dir(result), map[string][]byte{"a.jpg": imgtest.JPEG(t, 40, 30)})
		}, "a (2).jpg a.jpg"},
	} {
		for _, out := range []string{"web", "in/web"} {
			t.Run(c.name+" in "+out, func(t *testing.T) {
				dir := t.TempDir()
				in, result := filepath.Join(dir, "in"), filepath.Join(dir, out, "a.jpg")
				dated(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
				opts := fit(40, 40)
				opts.Out, opts.Collision = filepath.Join(dir, out), batch.Overwrite
				if _, err := (batch.Runner{}).Run(t.Context(), plan(t, opts, in), nil); err != nil {
					t.Fatal(err)
				}
				needProvenance(t, result)
				c.change(t, in, result, &opts)
				sum, err := batch.Runner{}.Run(t.Context(), plan(t, opts, in), nil)
				if err != nil || sum.Converted != 1 {
					t.Errorf("%+v, %v", sum, err)
				}
				if got := strings.Join(imgtest.Names(imgtest.ReadTree(t, opts.Out)), " "); got != c.want {
					t.Errorf("there are %q, want %q", got, c.want)
				}
			})
		}
	}
}

// needProvenance skips a test if the file system cannot store a result's provenance.
func needProvenance(t *testing.T, result string) {
	t.Helper()
	info, err := os.Lstat(result)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := resize.ReadProvenance(result, info); !ok {
		t.Skip("this file system has no extended attributes")
	}
}

// TestOverwriteLooksAgain: a file that takes the place of the one to be replaced is spared.
func TestOverwriteLooksAgain(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	dated(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
	opts := fit(40, 40)
	opts.Collision = batch.Overwrite
	if _, err := (batch.Runner{}).Run(t.Context(), plan(t, opts, in), nil); err != nil {
		t.Fatal(err)
	}
	opts.Again = true
	p := plan(t, opts, in)
	if p.Counts.Replace != 1 {
		t.Fatalf("%+v", p.Counts)
	}
	imgtest.WriteTree(t, in+" resized", map[string][]byte{"a.jpg": []byte("precious")})
	if sum, err := (batch.Runner{}).Run(t.Context(), p, nil); err != nil || sum.Converted != 1 {
		t.Errorf("%+v, %v", sum, err)
	}
	imgtest.SameNames(t, in+" resized", "a (2).jpg", "a.jpg")
	if b, err := os.ReadFile(filepath.Join(in+" resized", "a.jpg")); err != nil || string(b) != "precious" {
		t.Errorf("the file is now %.20q, %v", b, err)
	}
}
