package batch_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"sizemill/batch"
	"sizemill/internal/imgtest"
	"sizemill/resize"
)

// anonymous rewrites the results below dir without their provenance: only bytes and dates are left
// to recognize them.
func anonymous(t *testing.T, dir string) {
	t.Helper()
	for name, b := range imgtest.ReadTree(t, dir) {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		imgtest.WriteTree(t, dir, map[string][]byte{name: b})
		if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRunAgain: a second run makes only what is missing, and what is asked for in another way,
// beside the first.
func TestRunAgain(t *testing.T) {
	type change func(t *testing.T, out string, o *batch.Options)
	remove := func(names ...string) change {
		return func(t *testing.T, out string, _ *batch.Options) {
			for _, name := range names {
				if err := os.Remove(filepath.Join(out, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	set := func(f func(r *resize.Recipe)) change {
		return func(_ *testing.T, _ string, o *batch.Options) { f(&o.Recipe) }
	}
	files := map[string][]byte{"a.jpg": imgtest.JPEG(t, 80, 60), "b.png": imgtest.PNG(t, 80, 50), "c.bmp": imgtest.BMP(t, 80, 50), "c.png": imgtest.PNG(t, 80, 50),
		"small.jpg": imgtest.JPEG(t, 30, 20), "sub/d.gif": imgtest.AnimatedGIF(t, 80, 40, 3)}
	for _, c := range []struct {
		name  string
		set   func(o *batch.Options, in string)
		again change
		made  int // by the second run
		added []string
		bare  bool // is not noticed where neither ledger nor files tell how a result was made
	}{
		{"nothing changed", nil, nil, 0, nil, false},
		{"after a kill", nil, remove("a.jpg", "sub/d.gif"), 2, []string{"a.jpg", "sub/d.gif"}, false},
		{"two of one name and date", func(o *batch.Options, _ string) { o.Recipe.Format = resize.JPEG }, nil, 0, nil, false},
		{"two of one name and date, after a kill", func(o *batch.Options, _ string) { o.Recipe.Format = resize.JPEG }, remove("c.jpg"), 1, []string{"c.jpg"}, false},
		{"two of one name and date, the second missing", func(o *batch.Options, _ string) { o.Recipe.Format = resize.JPEG }, remove("c (2).jpg"), 1, []string{"c (2).jpg"}, false},
		{"another size", nil, set(func(r *resize.Recipe) { r.Width, r.Height = 60, 60 }), 5,
			[]string{"a (2).jpg", "b (2).png", "c (2).bmp", "c (2).png", "sub/d (2).gif"}, false},
		{"another quality", nil, set(func(r *resize.Recipe) { r.Quality = 30 }), 1, []string{"a (2).jpg"}, true},
		{"another format", nil, set(func(r *resize.Recipe) { r.Format = resize.WebP }), 6,
			[]string{"a.webp", "b.webp", "c (2).webp", "c.webp", "small.webp", "sub/d.webp"}, false},
		{"sharpened", nil, set(func(r *resize.Recipe) { r.Sharpen = resize.SharpenHigh }), 6,
			[]string{"a (2).jpg", "b (2).png", "c (2).bmp", "c (2).png", "small (2).jpg", "sub/d (2).gif"}, true},
		{"dates of their own", func(o *batch.Options, _ string) { o.Recipe.KeepDates = false }, nil, 0, nil, false},
		{"several sizes", func(o *batch.Options, _ string) {
			o.Sizes = []batch.NamedSize{{Name: "s", Target: resize.Target{Mode: resize.LongEdge, Edge: 20}}, {Name: "m", Target: resize.Target{Mode: resize.LongEdge, Edge: 25}}}
		}, remove("a-m.jpg", "a-s.jpg"), 2, []string{"a-m.jpg", "a-s.jpg"}, false},
		{"a largest file", func(o *batch.Options, _ string) { o.Recipe.MaxBytes = 900; o.Recipe.Format = resize.JPEG }, nil, 0, nil, true},
		{"in place", func(o *batch.Options, in string) { o.Out = in }, nil, 0, nil, false},
		{"in place, in another format", func(o *batch.Options, in string) { o.Out, o.Recipe.Format = in, resize.WebP }, nil, 0, nil, false},
	} {
		for _, told := range []string{"files", "ledger", "dates"} {
			t.Run(c.name+", told by "+told, func(t *testing.T) {
				in := filepath.Join(t.TempDir(), "in")
				dated(t, in, files)
				opts := fit(40, 40)
				if c.set != nil {
					c.set(&opts, in)
				}
				out := opts.Out
				if out == "" {
					out = in + " resized"
				}
				if told == "dates" && (out == in || c.bare) {
					t.Skip("dates do not tell this")
				}
				var scanning batch.ScanOptions
				if told == "ledger" {
					scanning.Ledger = openLedger(t)
				}
				runner := batch.Runner{Workers: 2, Ledger: scanning.Ledger}
				again := func() *batch.Plan {
					p, err := batch.Build(t.Context(), scan(t, scanning, in), opts)
					if err != nil {
						t.Fatal(err)
					}
					return p
				}
				first, err := runner.Run(t.Context(), again(), nil)
				if err != nil || first.Failed > 0 {
					t.Fatalf("%+v, %v", first, err)
				}
				made := imgtest.Names(imgtest.ReadTree(t, out))
				if told == "files" {
					needProvenance(t, filepath.Join(out, made[0]))
				} else {
					anonymous(t, out)
				}
				if c.again != nil {
					c.again(t, out, &opts)
				}
				before := imgtest.ReadTree(t, out)
				var added []string
				for run := range 2 { // the second of these finds everything
					p := again()
					sum, err := runner.Run(t.Context(), p, nil)
					made := c.made * (1 - run)
					if err != nil || sum.Failed > 0 || sum.Converted+sum.Copied != made || sum.There != sum.Skipped && out != in {
						t.Errorf("run %d: %+v, %v", run+2, sum, err)
					}
					if run == 1 && out != in && (p.Counts.There != sum.There || p.Counts.Work() != 0) {
						t.Errorf("run %d: planned %+v, done %+v", run+2, p.Counts, sum)
					}
					after := imgtest.ReadTree(t, out)
					for name := range before {
						if string(after[name]) != string(before[name]) {
							t.Errorf("%s is changed", name)
						}
						delete(after, name)
					}
					added = slices.Sorted(maps.Keys(after))
				}
				if !slices.Equal(added, c.added) {
					t.Errorf("added %q, want %q", added, c.added)
				}
			})
		}
	}
}

// TestRunAgainSalvage: a second run does not salvage again, even if only decoding shows the damage.
func TestRunAgainSalvage(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in")
	dated(t, in, map[string][]byte{"cut.png": imgtest.Truncated(imgtest.PNG(t, 400, 300), 60), "bad.png": imgtest.Flipped(imgtest.PNG(t, 400, 300))})
	opts := fit(100, 80)
	opts.Salvage = true
	for run := range 3 {
		if run == 2 {
			anonymous(t, in+" resized")
		}
		sum, err := batch.Runner{}.Run(t.Context(), plan(t, opts, in), nil)
		if err != nil || run == 0 && sum.Salvaged != 2 || run > 0 && sum.There != 2 {
			t.Errorf("run %d: %+v, %v", run, sum, err)
		}
		imgtest.SameNames(t, in+" resized", "bad (salvaged).png", "cut (salvaged).png")
	}
}

// TestSecondInstance: a Sizemill that starts at any moment while another works on the same folder
// makes no result twice.
func TestSecondInstance(t *testing.T) {
	files := map[string][]byte{}
	for i := range 8 {
		files[fmt.Sprintf("%02d.png", i)], files[fmt.Sprintf("%02d.bmp", i)] = imgtest.PNG(t, 200+i, 150), imgtest.BMP(t, 200+i, 150)
	}
	for _, keep := range []bool{true, false} {
		for _, moment := range []int{0, 1, 7, 15} {
			t.Run(fmt.Sprint(keep, moment), func(t *testing.T) {
				in := filepath.Join(t.TempDir(), "in")
				dated(t, in, files)
				opts := fit(40, 40)
				opts.Recipe.Format, opts.Recipe.KeepDates = resize.JPEG, keep
				var second sync.WaitGroup
				var sums [2]batch.Summary
				start := func() {
					p := plan(t, opts, in)
					second.Go(func() { sums[1], _ = batch.Runner{Workers: 2}.Run(t.Context(), p, nil) })
				}
				if moment == 0 {
					start()
				}
				finished := 0
				sums[0], _ = batch.Runner{Workers: 2}.Run(t.Context(), plan(t, opts, in), func(e batch.Event) {
					if e.State == batch.Done || e.State == batch.Skipped {
						if finished++; finished == moment {
							start()
						}
					}
				})
				second.Wait()
				if sums[0].Failed+sums[1].Failed > 0 || sums[0].Converted+sums[1].Converted != 16 {
					t.Errorf("%+v\n%+v", sums[0], sums[1])
				}
				var want []string
				for i := range 8 {
					want = append(want, fmt.Sprintf("%02d (2).jpg", i), fmt.Sprintf("%02d.jpg", i))
				}
				if got := imgtest.Names(imgtest.ReadTree(t, in+" resized")); !slices.Equal(got, want) {
					t.Errorf("there are %s", strings.Join(got, " "))
				}
			})
		}
	}
}
