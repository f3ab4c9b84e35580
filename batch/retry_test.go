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

// TestRunSalvageNames: a salvaged result does not take the name of an original, of another result,
// or of another salvaged one.
func TestRunSalvageNames(t *testing.T) {
	whole := imgtest.PNG(t, 400, 300)
	cut := imgtest.Truncated(whole, 50)
	day := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	earlier := func(o *batch.Options, in string) { // a result of a run before, with its date
		first := *o
		first.Out, first.Recipe.Width = in+" resized", 50
		if sum, err := (batch.Runner{}).Run(t.Context(), plan(t, first, in), nil); err != nil || sum.Salvaged != 1 {
			t.Fatalf("%+v, %v", sum, err)
		}
	}
	for _, c := range []struct {
		name  string
		in    map[string][]byte
		there map[string][]byte // in the output folder before
		set   func(o *batch.Options, in string)
		want  string // names in the output folder
	}{
		{"beside an original of that name", map[string][]byte{"a.png": cut, "a (salvaged).png": whole}, nil,
			func(o *batch.Options, in string) { o.Out, o.Collision = in, batch.Overwrite },
			"a (salvaged) (2).png a (salvaged) (3).png a (salvaged).png a.png"},
		{"beside a result of that name", map[string][]byte{"a.png": cut, "a (salvaged).png": whole}, nil,
			func(o *batch.Options, _ string) { o.Collision = batch.Overwrite },
			"a (salvaged) (2).png a (salvaged).png"},
		{"two of one name and date", map[string][]byte{"x.bmp": imgtest.Truncated(imgtest.BMP(t, 400, 300), 50), "x.png": cut}, nil,
			func(o *batch.Options, _ string) { o.Recipe.Format = resize.JPEG },
			"x (salvaged) (2).jpg x (salvaged).jpg"},
		{"a name as long as names can be", map[string][]byte{strings.Repeat("n", 251) + ".png": cut}, nil, nil,
			strings.Repeat("n", 255-len(" (salvaged) (9999).png")) + " (salvaged).png"},
		{"beside a stranger's file", map[string][]byte{"a.png": cut}, map[string][]byte{"a (salvaged).png": []byte("of another time")},
			func(o *batch.Options, _ string) { o.Collision = batch.Overwrite },
			"a (salvaged) (2).png a (salvaged).png"},
		{"replacing that of the last run", map[string][]byte{"a.png": imgtest.Flipped(whole)}, nil,
			func(o *batch.Options, in string) { earlier(o, in); o.Collision = batch.Overwrite },
			"a (salvaged).png"},
		{"beside that of the last run", map[string][]byte{"a.png": imgtest.Flipped(whole)}, nil, earlier,
			"a (salvaged) (2).png a (salvaged).png"},
		{"beside what is there", map[string][]byte{"a.png": cut}, map[string][]byte{"a (salvaged).png": []byte("of another time")}, nil,
			"a (salvaged) (2).png a (salvaged).png"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := filepath.Join(t.TempDir(), "in")
			imgtest.WriteTree(t, in, c.in)
			for name := range c.in {
				if err := os.Chtimes(filepath.Join(in, name), day, day); err != nil {
					t.Fatal(err)
				}
			}
			imgtest.WriteTree(t, in+" resized", c.there)
			opts := fit(100, 100)
			opts.Salvage = true
			out := in + " resized"
			if c.set != nil {
				c.set(&opts, in)
			}
			if opts.Out != "" {
				out = opts.Out
			}
			sum, err := batch.Runner{}.Run(t.Context(), plan(t, opts, in), nil)
			if err != nil || sum.Converted != len(c.in) || sum.Failed+sum.Skipped != 0 {
				t.Errorf("%+v, %v", sum, err)
			}
			if got := strings.Join(imgtest.Names(imgtest.ReadTree(t, out)), " "); got != c.want {
				t.Errorf("there are %q, want %q", got, c.want)
			}
			for name, b := range c.in {
				if got, err := os.ReadFile(filepath.Join(in, name)); err != nil || !bytes.Equal(got, b) {
					t.Errorf("the original %s is changed, %v", name, err)
				}
			}
		})
	}
}

// TestRunReplacesOwn: in an output folder inside the input folder, results of the same pictures are
// replaced on demand.
func TestRunReplacesOwn(t *testing.T) {
	in := t.TempDir()
	imgtest.WriteTree(t, in, map[string][]byte{"a.png": imgtest.PNG(t, 400, 300)})
	opts := fit(100, 100)
	opts.Out, opts.Collision = filepath.Join(in, "out"), batch.Overwrite
	for run := range 2 {
		opts.Again = run > 0
		p := plan(t, opts, in)
		if p.Counts.Replace != run || p.Counts.Number != 0 {
			t.Errorf("run %d: %+v", run, p.Counts)
		}
		if sum, err := (batch.Runner{}).Run(t.Context(), p, nil); err != nil || sum.Converted != 1 {
			t.Fatalf("%+v, %v", sum, err)
		}
		imgtest.SameNames(t, opts.Out, "a.png")
	}
	opts.Collision, opts.Again = batch.Number, false
	if c := plan(t, opts, in).Counts; c.Replace != 0 || c.Number != 0 || c.Work() != 0 || c.There != 1 {
		t.Errorf("a second time: %+v", c)
	}
	opts.Recipe.Sharpen = resize.SharpenHigh
	if c := plan(t, opts, in).Counts; c.Replace != 0 || c.Work() != 1 {
		t.Errorf("sharpened: %+v", c)
	}
}

// TestRunUnreachable: a picture that cannot be reached fails by itself, whatever the reason.
func TestRunUnreachable(t *testing.T) {
	in := t.TempDir()
	imgtest.WriteTree(t, in, map[string][]byte{"good.png": imgtest.PNG(t, 400, 300)})
	good, loop := filepath.Join(in, "good.png"), filepath.Join(in, "loop")
	if err := os.Symlink("loop", loop); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	opts := fit(100, 100)
	opts.Out = filepath.Join(in, "out")
	sum, err := batch.Runner{}.Run(t.Context(), plan(t, opts, good, filepath.Join(loop, "a.png"), filepath.Join(good, "sub", "b.png")), nil)
	if err != nil || sum.Converted != 1 || sum.Failed != 2 {
		t.Errorf("%+v, %v", sum, err)
	}
	imgtest.SameNames(t, opts.Out, "good.png")
}
