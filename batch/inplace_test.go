package batch_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sizemill/batch"
	"sizemill/internal/imgtest"
	"sizemill/ledger"
	"sizemill/resize"
)

// TestInPlace: originals are replaced, with a backup that has their bytes; a second run has nothing
// to do.
func TestInPlace(t *testing.T) {
	files := map[string][]byte{
		"a.jpg": imgtest.JPEG(t, 400, 300), "sub/b.png": imgtest.PNG(t, 300, 400), "small.jpg": imgtest.JPEG(t, 30, 20),
	}
	r := newRecorded(t, files)
	opts := fit(40, 40)
	opts.InPlace = true
	opts.Recipe.Target = resize.Target{Mode: resize.Percent, Percent: 50} // which a second run would do again
	if err := os.Chmod(filepath.Join(r.in, "a.jpg"), 0o604); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(filepath.Join(r.in, "a.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	p := r.plan(opts)
	if !slices.Equal(p.Outputs, []string{r.in}) {
		t.Errorf("results go to %q", p.Outputs)
	}
	sum := r.run(p)
	if sum.Converted != 3 {
		t.Errorf("%+v", sum)
	}
	imgtest.SameNames(t, r.in, "a.jpg", "small.jpg", "sub/b.png")
	if s := size(t, filepath.Join(r.in, "a.jpg")); s.X != 200 || s.Y != 150 {
		t.Errorf("a.jpg is %v", s)
	}
	after, err := os.Stat(filepath.Join(r.in, "a.jpg"))
	if err != nil || after.Mode() != before.Mode() || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("%v, %v; was %v, %v; %v", after.Mode(), after.ModTime(), before.Mode(), before.ModTime(), err)
	}
	entries, err := r.ledger.Entries(t.Context(), sum.Batch)
	if err != nil || len(entries) != 3 {
		t.Fatal(entries, err)
	}
	for _, e := range entries {
		rel, _ := filepath.Rel(r.in, e.Source.Path)
		kept, err := os.ReadFile(e.Backup)
		if err != nil || !bytes.Equal(kept, files[filepath.ToSlash(rel)]) || len(e.Source.Hash) != 32 {
			t.Errorf("the backup of %s has %d bytes: %v", rel, len(kept), err)
		}
	}
	replaced := imgtest.ReadTree(t, r.in)
	if c := r.plan(opts).Counts; c.There != 3 || c.Work() != 0 {
		t.Errorf("a second time: %+v", c)
	}
	imgtest.SameTree(t, r.in, replaced)
}

// TestInPlaceRefuses: a picture stays as it is where replacing it would lose something.
func TestInPlaceRefuses(t *testing.T) {
	for _, c := range []struct {
		name  string
		set   func(r *recorded, o *batch.Options)
		early bool // nothing is tried
	}{
		{"no ledger", func(r *recorded, _ *batch.Options) { r.runner.Ledger = nil }, true},
		{"no folder for backups", func(r *recorded, _ *batch.Options) { r.runner.Backups = "" }, true},
		{"a file where backups go", func(r *recorded, _ *batch.Options) {
			imgtest.WriteTree(t, filepath.Dir(r.runner.Backups), map[string][]byte{"backups": nil})
		}, false},
		{"another format", func(_ *recorded, o *batch.Options) { o.Recipe.Format = resize.WebP }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)}
			r := newRecorded(t, files)
			opts := fit(40, 40)
			opts.InPlace = true
			c.set(r, &opts)
			sum, err := r.runner.Run(t.Context(), r.plan(opts), nil)
			if c.early != (err != nil) || sum.Converted != 0 || !c.early && sum.Failed != 1 {
				t.Errorf("%+v, %v", sum, err)
			}
			imgtest.SameTree(t, r.in, files)
		})
	}
	for name, set := range map[string]func(o *batch.Options){
		"a folder": func(o *batch.Options) { o.Out = "out" }, "a name": func(o *batch.Options) { o.Name = "{name}-x" },
		"sizes": func(o *batch.Options) {
			o.Sizes = []batch.NamedSize{{Name: "a", Target: o.Recipe.Target}, {Name: "b", Target: o.Recipe.Target}}
		},
		"salvage": func(o *batch.Options) { o.Salvage = true }, "overwriting": func(o *batch.Options) { o.Collision = batch.Overwrite },
	} {
		opts := fit(40, 40)
		opts.InPlace = true
		set(&opts)
		if opts.Validate() == nil {
			t.Errorf("in place with %s is allowed", name)
		}
	}
}

// TestInPlaceLink: a link is not replaced, nor the picture that it leads to.
func TestInPlaceLink(t *testing.T) {
	r := newRecorded(t, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
	link := filepath.Join(t.TempDir(), "l.jpg")
	if err := os.Symlink(filepath.Join(r.in, "a.jpg"), link); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	before := imgtest.ReadTree(t, r.in)
	opts := fit(40, 40)
	opts.InPlace = true
	r.in = link
	if sum, err := r.runner.Run(t.Context(), r.plan(opts), nil); err == nil {
		t.Errorf("%+v", sum)
	}
	r.in = filepath.Dir(r.runner.Backups) + "/in"
	imgtest.SameTree(t, r.in, before)
}

// TestInPlaceKilled: a run that is killed after a backup, or after the picture was replaced, is
// resumed.
func TestInPlaceKilled(t *testing.T) {
	for _, replaced := range []bool{false, true} {
		t.Run(fmt.Sprint(replaced), func(t *testing.T) {
			files := map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)}
			r := newRecorded(t, files)
			opts := fit(40, 40)
			opts.InPlace = true
			opts.Recipe.Target = resize.Target{Mode: resize.Percent, Percent: 50}
			sum := r.run(r.plan(opts))
			made := imgtest.ReadTree(t, r.in)
			needProvenance(t, filepath.Join(r.in, "a.jpg"))
			entries, err := r.ledger.Entries(t.Context(), sum.Batch)
			if err != nil {
				t.Fatal(err)
			}
			e := entries[0]
			if !replaced { // the backup is a second name of the original
				path := filepath.Join(r.in, "a.jpg")
				if err := errors.Join(os.Remove(path), os.Link(e.Backup, path)); err != nil {
					t.Fatal(err)
				}
			}
			e.State, e.Output = ledger.Planned, ledger.Picture{File: ledger.File{Path: e.Output.Path}}
			if err := r.ledger.Change(t.Context(), sum.Batch, []ledger.Entry{e}); err != nil {
				t.Fatal(err)
			}
			_, p, err := batch.Resume(t.Context(), r.ledger, sum.Batch, batch.ScanOptions{})
			if err != nil {
				t.Fatal(err)
			}
			r.run(p)
			imgtest.SameTree(t, r.in, made)
			entries, err = r.ledger.Entries(t.Context(), sum.Batch)
			if err != nil || entries[0].State != ledger.Made || entries[0].Source.Bytes != int64(len(files["a.jpg"])) ||
				entries[0].Output.Bytes != int64(len(made["a.jpg"])) {
				t.Fatalf("%+v, %v", entries, err)
			}
			kept, err := os.ReadFile(entries[0].Backup)
			if err != nil || !bytes.Equal(kept, files["a.jpg"]) {
				t.Errorf("the backup has %d bytes: %v", len(kept), err)
			}
		})
	}
}

// TestInPlaceFails: a picture that cannot be resized stays as it is, and leaves no backup.
func TestInPlaceFails(t *testing.T) {
	files := map[string][]byte{"bad.png": imgtest.Flipped(imgtest.PNG(t, 400, 300)), "good.png": imgtest.PNG(t, 400, 300)}
	r := newRecorded(t, files)
	opts := fit(40, 40)
	opts.InPlace = true
	sum, err := r.runner.Run(t.Context(), r.plan(opts), nil)
	if err != nil || sum.Failed != 1 || sum.Converted != 1 {
		t.Fatalf("%+v, %v", sum, err)
	}
	entries, err := r.ledger.Entries(t.Context(), sum.Batch)
	if err != nil || len(entries) != 2 || entries[0].Backup != "" || entries[0].State != ledger.Failed {
		t.Errorf("%+v, %v", entries, err)
	}
	if left := imgtest.Names(imgtest.ReadTree(t, r.runner.Backups)); len(left) != 1 {
		t.Errorf("backups: %q", left)
	}
	now := imgtest.ReadTree(t, r.in)
	if !bytes.Equal(now["bad.png"], files["bad.png"]) || bytes.Equal(now["good.png"], files["good.png"]) {
		t.Error("the bad picture is changed, or the good one is not")
	}
}
