package batch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"sizemill/batch"
	"sizemill/internal/imgtest"
	"sizemill/ledger"
	"sizemill/resize"
)

// recorded is a folder of pictures with a ledger.
type recorded struct {
	*testing.T
	in     string
	ledger *ledger.Ledger
	runner batch.Runner
}

func newRecorded(t *testing.T, files map[string][]byte) *recorded {
	t.Helper()
	dir := t.TempDir()
	r := &recorded{T: t, in: filepath.Join(dir, "in"), ledger: openLedger(t)}
	dated(t, r.in, files)
	r.runner = batch.Runner{Workers: 2, Ledger: r.ledger, Backups: filepath.Join(dir, "backups")}
	return r
}

func (r *recorded) plan(opts batch.Options) *batch.Plan {
	r.Helper()
	p, err := batch.Build(r.Context(), scan(r.T, batch.ScanOptions{Ledger: r.ledger}, r.in), opts)
	if err != nil {
		r.Fatal(err)
	}
	return p
}

// run runs a plan that is expected to succeed.
func (r *recorded) run(p *batch.Plan) batch.Summary {
	r.Helper()
	sum, err := r.runner.Run(r.Context(), p, nil)
	if err != nil || sum.Failed > 0 || sum.Unrecorded != nil {
		r.Fatalf("%+v, %v", sum, err)
	}
	return sum
}

// runUntil runs a plan and cancels it after n results, as a signal does.
func (r *recorded) runUntil(p *batch.Plan, n int) batch.Summary {
	r.Helper()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	done := 0
	sum, _ := r.runner.Run(ctx, p, func(e batch.Event) {
		if e.State == batch.Done {
			if done++; done == n {
				cancel()
			}
		}
	})
	return sum
}

func pictures(t *testing.T, n int) map[string][]byte {
	t.Helper()
	files := make(map[string][]byte)
	for i := range n {
		files[fmt.Sprintf("%02d.jpg", i)] = imgtest.JPEG(t, 120+i, 90)
	}
	return files
}

// TestResume: what is missing is made under the names that were planned, and nothing else.
func TestResume(t *testing.T) {
	files := pictures(t, 12)
	opts := fit(40, 40)
	opts.Name = "{n}-{name}"
	whole := newRecorded(t, files)
	whole.run(whole.plan(opts))
	want := imgtest.ReadTree(t, whole.in+" resized")

	r := newRecorded(t, files)
	sum := r.runUntil(r.plan(opts), 4)
	made := imgtest.ReadTree(t, r.in+" resized")
	if sum.Cancelled == 0 || sum.Batch == 0 || len(made) == 0 {
		t.Fatalf("%+v", sum)
	}
	imgtest.WriteTree(t, r.in, map[string][]byte{"00a.jpg": imgtest.JPEG(t, 50, 50)}) // comes later
	src, p, err := batch.Resume(t.Context(), r.ledger, sum.Batch, batch.ScanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(src.Pictures) != sum.Cancelled || p.Counts.Work() != sum.Cancelled {
		t.Errorf("%d pictures, %+v; %d were cancelled", len(src.Pictures), p.Counts, sum.Cancelled)
	}
	if again := r.run(p); again.Converted != sum.Cancelled || again.Batch != sum.Batch {
		t.Errorf("%+v after %+v", again, sum)
	}
	imgtest.SameTree(t, r.in+" resized", want)
	b, err := r.ledger.Get(t.Context(), sum.Batch)
	if err != nil || b.Made != len(files) || b.Missing() != 0 {
		t.Errorf("%+v, %v", b, err)
	}
	if _, _, err := batch.Resume(t.Context(), r.ledger, sum.Batch, batch.ScanOptions{}); !errors.Is(err, batch.ErrComplete) {
		t.Error(err)
	}
	if _, _, err := batch.Resume(t.Context(), r.ledger, 99, batch.ScanOptions{}); !errors.Is(err, ledger.ErrUnknown) {
		t.Error(err)
	}
}

// TestResumeUnrecorded: results that were written, but not recorded, before the program was killed
// are recorded, not made again.
func TestResumeUnrecorded(t *testing.T) {
	for _, told := range []string{"files", "dates"} {
		t.Run(told, func(t *testing.T) {
			r := newRecorded(t, pictures(t, 5))
			sum := r.run(r.plan(fit(40, 40)))
			want := imgtest.ReadTree(t, r.in+" resized")
			if told == "dates" {
				anonymous(t, r.in+" resized")
			}
			entries, err := r.ledger.Entries(t.Context(), sum.Batch)
			if err != nil {
				t.Fatal(err)
			}
			for i := range entries[:3] { // as before they were written
				entries[i].State, entries[i].Output = ledger.Planned, ledger.Picture{File: ledger.File{Path: entries[i].Output.Path}}
			}
			if err := r.ledger.Change(t.Context(), sum.Batch, entries[:3]); err != nil {
				t.Fatal(err)
			}
			// The totals of a batch that has ended are stored.
			src, p, err := batch.Resume(t.Context(), r.ledger, sum.Batch, batch.ScanOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if len(src.Pictures) != 3 || p.Counts.Work() != 0 {
				t.Errorf("%d pictures, %+v", len(src.Pictures), p.Counts)
			}
			r.run(p)
			imgtest.SameTree(t, r.in+" resized", want)
			again, err := r.ledger.Entries(t.Context(), sum.Batch)
			if err != nil {
				t.Fatal(err)
			}
			for i, e := range again {
				path := e.Output.Path
				if e.State != ledger.Made || len(e.Output.Hash) != 32 || e.Output.Bytes != int64(len(want[filepath.Base(path)])) {
					t.Errorf("entry %d: %+v", i, e)
				}
			}
		})
	}
}

// TestSkipUnchanged: what was edited is made again under the same name, what is new gets a name of
// its own, and all else keeps its name.
func TestSkipUnchanged(t *testing.T) {
	r := newRecorded(t, map[string][]byte{"a.png": imgtest.PNG(t, 400, 300), "b.jpg": imgtest.JPEG(t, 400, 300)})
	opts := fit(40, 40)
	opts.Recipe.Format = resize.JPEG
	r.run(r.plan(opts))
	made := imgtest.ReadTree(t, r.in+" resized")
	imgtest.WriteTree(t, r.in, map[string][]byte{"b.jpg": imgtest.JPEG(t, 300, 400), "a.bmp": imgtest.BMP(t, 400, 300)})
	if c := r.plan(opts).Counts; c.There != 1 || c.Work() != 2 || c.Replace != 1 {
		t.Errorf("%+v", c)
	}
	r.run(r.plan(opts))
	imgtest.SameNames(t, r.in+" resized", "a (2).jpg", "a.jpg", "b.jpg")
	now := imgtest.ReadTree(t, r.in+" resized")
	if !bytes.Equal(now["a.jpg"], made["a.jpg"]) || bytes.Equal(now["b.jpg"], made["b.jpg"]) {
		t.Error("a.jpg is changed, or b.jpg is not")
	}
	if c := r.plan(opts).Counts; c.There != 3 || c.Work() != 0 {
		t.Errorf("then: %+v", c)
	}
	opts.Again = true
	if c := r.plan(opts).Counts; c.Replace != 3 {
		t.Errorf("again: %+v", c)
	}
	r.run(r.plan(opts))
	imgtest.SameNames(t, r.in+" resized", "a (2).jpg", "a.jpg", "b.jpg")
}
