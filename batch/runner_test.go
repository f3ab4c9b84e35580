package batch_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizemill/batch"
	"sizemill/internal/imgtest"
	"sizemill/resize"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func plan(t *testing.T, opts batch.Options, inputs ...string) *batch.Plan {
	t.Helper()
	p, err := batch.Build(t.Context(), scan(t, batch.ScanOptions{}, inputs...), opts)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func fit(w, h int) batch.Options {
	opts := batch.DefaultOptions()
	opts.Recipe.Width, opts.Recipe.Height = w, h
	return opts
}

func size(t *testing.T, path string) image.Point {
	t.Helper()
	src, err := resize.Probe(t.Context(), path, resize.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return image.Pt(src.Upright.Width, src.Upright.Height)
}

// eventCheck checks what the Runner promises about events, and counts them.
type eventCheck struct {
	t    *testing.T
	last map[int]batch.State
}

func (l *eventCheck) event(e batch.Event) {
	before := l.last[e.Index]
	switch {
	case before == batch.Done || before == batch.Failed || before == batch.Skipped || before == batch.Cancelled:
		l.t.Errorf("picture %d: state %d after its last state %d", e.Index, e.State, before)
	case e.State == batch.Done && before != batch.Working:
		l.t.Errorf("picture %d is done and was never in work", e.Index)
	}
	l.last[e.Index] = e.State
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	files := map[string][]byte{
		"wide.jpg": imgtest.JPEG(t, 400, 300), "turned.jpg": imgtest.JPEG(t, 300, 400, imgtest.Orientation(6)), "sub/deep.png": imgtest.PNG(t, 300, 200),
		"tiny.jpg": imgtest.JPEG(t, 60, 40), "cut.jpg": imgtest.Truncated(imgtest.JPEG(t, 400, 300), 50), "text.jpg": []byte("no picture at all, only text"),
		"tiny cut.jpg": imgtest.Truncated(imgtest.JPEG(t, 60, 40), 60),
	}
	imgtest.WriteTree(t, in, files)
	p := plan(t, fit(100, 80), in)
	l := &eventCheck{t, map[int]batch.State{}}
	sum, err := batch.Runner{Workers: 3}.Run(t.Context(), p, l.event)
	if err != nil {
		t.Fatal(err)
	}
	if sum.Converted != 3 || sum.Copied != 1 || sum.Failed != 3 || sum.Skipped != 0 || sum.Cancelled != 0 {
		t.Errorf("summary %+v", sum)
	}
	if want := in + " resized"; len(sum.Outputs) != 1 || sum.Outputs[0] != want {
		t.Errorf("outputs %q, want %q", sum.Outputs, want)
	}
	if len(l.last) != len(p.Items) {
		t.Errorf("%d of %d pictures were reported", len(l.last), len(p.Items))
	}
	out := filepath.Join(dir, "in resized")
	imgtest.SameNames(t, out, "sub/deep.png", "tiny.jpg", "turned.jpg", "wide.jpg")
	imgtest.SameTree(t, in, files)
	for name, want := range map[string]image.Point{"wide.jpg": {100, 75}, "turned.jpg": {75, 100}, "sub/deep.png": {100, 67}, "tiny.jpg": {60, 40}} {
		if got := size(t, filepath.Join(out, name)); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for i, want := range []struct {
		name string
		err  error
	}{{"cut.jpg", resize.ErrDamaged}, {"text.jpg", resize.ErrUnsupported}, {"tiny cut.jpg", resize.ErrDamaged}} {
		f := sum.Failures[i]
		if f.Path != filepath.Join(in, want.name) || !errors.Is(f.Err, want.err) || !strings.Contains(f.Err.Error(), f.Path) {
			t.Errorf("failure %d is %s: %v", i, f.Path, f.Err)
		}
	}
}

// TestRunSizes counts every result, and every source once.
func TestRunSizes(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in")
	wide, tiny := imgtest.JPEG(t, 400, 300), imgtest.JPEG(t, 60, 40)
	imgtest.WriteTree(t, in, map[string][]byte{"wide.jpg": wide, "tiny.jpg": tiny, "cut.jpg": imgtest.Truncated(wide, 50)})
	opts := batch.DefaultOptions()
	opts.Sizes = []batch.NamedSize{{Name: "a", Target: resize.Target{Mode: resize.LongEdge, Edge: 100}}, {Name: "b", Target: resize.Target{Mode: resize.Percent, Percent: 50}}}
	p := plan(t, opts, in)
	l := &eventCheck{t, map[int]batch.State{}}
	sum, err := batch.Runner{Workers: 2}.Run(t.Context(), p, l.event)
	if err != nil {
		t.Fatal(err)
	}
	if sum.Converted != 3 || sum.Copied != 1 || sum.Failed != 2 || len(l.last) != 6 {
		t.Errorf("%d results reported, summary %+v", len(l.last), sum)
	}
	if want := int64(len(wide) + len(tiny)); sum.BytesIn != want {
		t.Errorf("%d bytes read, want %d", sum.BytesIn, want)
	}
	if want := int64(len(wide) + len(tiny) + len(wide)*50/100); p.Counts.BytesIn != want {
		t.Errorf("%d bytes planned, want %d", p.Counts.BytesIn, want)
	}
	imgtest.SameNames(t, in+" resized", "tiny-a.jpg", "tiny-b.jpg", "wide-a.jpg", "wide-b.jpg")
}

// TestRunSalvageAgain: with --collision skip, a second run does not salvage again.
func TestRunSalvageAgain(t *testing.T) {
	in := filepath.Join(t.TempDir(), "in")
	imgtest.WriteTree(t, in, map[string][]byte{"cut.png": imgtest.Truncated(imgtest.PNG(t, 400, 300), 60), "bad.png": imgtest.Flipped(imgtest.PNG(t, 400, 300))})
	opts := fit(100, 80)
	opts.Salvage, opts.Collision = true, batch.SkipName
	for run := range 2 {
		p := plan(t, opts, in)
		sum, err := batch.Runner{}.Run(t.Context(), p, nil)
		if err != nil {
			t.Fatal(err)
		}
		if sum.Salvaged != 2-2*run || sum.Skipped != 2*run || sum.Failed != 0 {
			t.Errorf("run %d: %+v", run, sum)
		}
		imgtest.SameNames(t, in+" resized", "bad (salvaged).png", "cut (salvaged).png")
	}
	opts.Sizes = []batch.NamedSize{{Name: "a", Target: resize.Target{Mode: resize.LongEdge, Edge: 1000}}, {Name: "b", Target: resize.Target{Mode: resize.LongEdge, Edge: 50}}}
	opts.Recipe.Small, opts.Salvage = resize.SmallSkip, false
	whole := imgtest.PNG(t, 400, 300)
	imgtest.WriteTree(t, in, map[string][]byte{"whole.png": whole})
	if c := plan(t, opts, filepath.Join(in, "whole.png")).Counts; c.BytesIn != int64(len(whole)) || c.Pictures != 1 {
		t.Errorf("a picture whose first size is left out counts as %+v", c)
	}
}

func TestRunCancelled(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	picture := imgtest.JPEG(t, 800, 600)
	files := map[string][]byte{}
	for i := range 40 {
		files[fmt.Sprintf("%d.jpg", i)] = picture
	}
	imgtest.WriteTree(t, in, files)
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("the user pressed Esc")
	p := plan(t, fit(100, 80), in)
	l := &eventCheck{t, map[int]batch.State{}}
	done := 0
	sum, err := batch.Runner{Workers: 2}.Run(ctx, p, func(e batch.Event) {
		l.event(e)
		if e.State == batch.Done {
			if done++; done == 5 {
				cancel(cause)
			}
		}
	})
	if !errors.Is(err, cause) {
		t.Errorf("error %v", err)
	}
	if sum.Converted < 5 || sum.Converted > 9 || sum.Failed != 0 || sum.Converted+sum.Cancelled != 40 || len(l.last) != 40 {
		t.Errorf("summary %+v, %d reported", sum, len(l.last))
	}
	written := imgtest.ReadTree(t, filepath.Join(dir, "in resized"))
	if len(written) != sum.Converted {
		t.Errorf("%d files for %d converted pictures: %v", len(written), sum.Converted, imgtest.Names(written))
	}
	imgtest.SameTree(t, in, files)
}

// TestRunTinyBudget: pictures that fit only one by one wait for each other. One that never fits is
// refused by name, as is a large result whose small one fits, and the rest is made.
func TestRunTinyBudget(t *testing.T) {
	dir := t.TempDir()
	files := map[string][]byte{"large.png": imgtest.PNG(t, 1000, 700)}
	for i := range 8 {
		files[fmt.Sprintf("%d.png", i)] = imgtest.PNG(t, 200, 100)
	}
	imgtest.WriteTree(t, dir, files)
	p := plan(t, fit(50, 50), dir)
	var least, most int64
	for _, item := range p.Items {
		if n := item.Job.MemoryBytes(); filepath.Base(item.Path) == "large.png" {
			most = n
		} else {
			least = max(least, n)
		}
	}
	sum, err := batch.Runner{Workers: 4, Memory: most}.Run(t.Context(), p, nil)
	if err != nil || sum.Converted != 9 {
		t.Errorf("with memory for the largest: %+v, %v", sum, err)
	}
	opts := fit(50, 50)
	opts.Out = filepath.Join(dir, "again")
	sum, err = batch.Runner{Workers: 4, Memory: least}.Run(t.Context(), plan(t, opts, dir), nil)
	var refused *batch.MemoryError
	if err != nil || sum.Converted != 8 || sum.Failed != 1 || filepath.Base(sum.Failures[0].Path) != "large.png" ||
		!errors.As(sum.Failures[0].Err, &refused) || refused.Need != most || refused.Limit != least {
		t.Errorf("with memory for the others: %+v, %v", sum, err)
	}
}

func TestRunCannotBegin(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": imgtest.JPEG(t, 400, 300), "file": []byte("in the way")})
	for _, c := range []struct {
		name, out string
	}{
		{"a file in the way", filepath.Join(dir, "file", "out")},
		{"the file itself", filepath.Join(dir, "file")},
	} {
		opts := fit(100, 80)
		opts.Out = c.out
		events := 0
		p, err := batch.Build(t.Context(), scan(t, batch.ScanOptions{}, filepath.Join(dir, "in")), opts)
		if err == nil {
			_, err = batch.Runner{}.Run(t.Context(), p, func(batch.Event) { events++ })
		}
		var named *resize.Error
		if !errors.As(err, &named) || events > 0 {
			t.Errorf("%s: error %v, %d events", c.name, err, events)
		}
	}
	imgtest.SameNames(t, dir, "file", "in/a.jpg")
}

// TestRunNameAppears: a file that takes a result's name after planning is never lost, and the
// plan's policy still applies.
func TestRunNameAppears(t *testing.T) {
	for _, c := range []struct {
		name   string
		policy batch.Collision
		same   bool // the file has the source's date, as the result of a second Sizemill would; its bytes are others
		want   []string
		sum    batch.Summary
		kept   bool // the file that appeared is still there
	}{
		{"number", batch.Number, false, []string{"a (2).jpg", "a.jpg", "b.jpg"}, batch.Summary{Converted: 2}, true},
		{"skip", batch.SkipName, false, []string{"a.jpg", "b.jpg"}, batch.Summary{Converted: 1, Skipped: 1}, true},
		{"overwrite", batch.Overwrite, false, []string{"a (2).jpg", "a.jpg", "b.jpg"}, batch.Summary{Converted: 2}, true},
		{"another picture of that date", batch.Number, true, []string{"a (2).jpg", "a.jpg", "b.jpg"}, batch.Summary{Converted: 2}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": imgtest.JPEG(t, 400, 300), "in/b.jpg": imgtest.JPEG(t, 400, 300)})
			opts := fit(100, 80)
			opts.Collision = c.policy
			p := plan(t, opts, filepath.Join(dir, "in"))
			imgtest.WriteTree(t, dir, map[string][]byte{"in resized/a.jpg": []byte("precious")})
			appeared := filepath.Join(dir, "in resized", "a.jpg")
			date := p.Items[0].Job.Source.ModTime
			if !c.same {
				date = date.Add(-time.Hour)
			}
			if err := os.Chtimes(appeared, date, date); err != nil {
				t.Fatal(err)
			}
			sum, err := batch.Runner{}.Run(t.Context(), p, nil)
			if err != nil || sum.Converted != c.sum.Converted || sum.Skipped != c.sum.Skipped || sum.Failed != 0 {
				t.Errorf("%+v, %v", sum, err)
			}
			imgtest.SameNames(t, filepath.Join(dir, "in resized"), c.want...)
			if b, err := os.ReadFile(appeared); err != nil || (string(b) == "precious") != c.kept {
				t.Errorf("the file that appeared is now %.20q, %v", b, err)
			}
		})
	}
}

// TestTwoRunsAtOnce: two runs over one folder make each result once, and neither fails.
func TestTwoRunsAtOnce(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	files := map[string][]byte{}
	for i := range 30 {
		files[fmt.Sprintf("%02d.jpg", i)] = imgtest.JPEG(t, 400, 300)
	}
	imgtest.WriteTree(t, in, files)
	plans := []*batch.Plan{plan(t, fit(100, 80), in), plan(t, fit(100, 80), in)}
	var runs sync.WaitGroup
	sums := make([]batch.Summary, len(plans))
	for i, p := range plans {
		runs.Go(func() { sums[i], _ = batch.Runner{Workers: 3}.Run(t.Context(), p, nil) })
	}
	runs.Wait()
	if sums[0].Failed+sums[1].Failed != 0 || sums[0].Converted+sums[1].Converted != 30 {
		t.Errorf("%+v\n%+v", sums[0], sums[1])
	}
	imgtest.SameNames(t, in+" resized", imgtest.Names(files)...)
}

// TestTwoRunsIntoOne: two runs that send pictures of the same names and dates to one folder lose
// none.
func TestTwoRunsIntoOne(t *testing.T) {
	dir := t.TempDir()
	day := time.Date(2024, 5, 6, 7, 8, 0, 0, time.UTC)
	opts := fit(100, 80)
	opts.Out = filepath.Join(dir, "out")
	var plans []*batch.Plan
	for i, size := range []image.Point{{400, 300}, {300, 400}} {
		in := filepath.Join(dir, strconv.Itoa(i))
		for n := range 10 {
			name := fmt.Sprintf("%d.jpg", n)
			imgtest.WriteTree(t, in, map[string][]byte{name: imgtest.JPEG(t, size.X, size.Y)})
			if err := os.Chtimes(filepath.Join(in, name), day, day); err != nil {
				t.Fatal(err)
			}
		}
		plans = append(plans, plan(t, opts, in))
	}
	var runs sync.WaitGroup
	sums := make([]batch.Summary, len(plans))
	for i, p := range plans {
		runs.Go(func() { sums[i], _ = batch.Runner{Workers: 3}.Run(t.Context(), p, nil) })
	}
	runs.Wait()
	for i := range sums {
		if sums[i].Converted != 10 {
			t.Errorf("%+v", sums[i])
		}
	}
	if made := imgtest.ReadTree(t, opts.Out); len(made) != 20 {
		t.Errorf("made %q", imgtest.Names(made))
	}
}

// TestRunSweeps: what a killed run has left is removed.
func TestRunSweeps(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": imgtest.JPEG(t, 400, 300), "in resized/.sizemill-0123456789abcdef.tmp": []byte("half a picture"),
		"in resized/elsewhere/.sizemill-0123456789abcdef.tmp": []byte("half a picture"), "in resized/elsewhere/.sizemill-1.tmp": []byte("a live one, of another machine")})
	for _, name := range []string{"", "elsewhere"} {
		old := time.Now().Add(-25 * time.Hour)
		if err := os.Chtimes(filepath.Join(dir, "in resized", name, ".sizemill-0123456789abcdef.tmp"), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := (batch.Runner{}).Run(t.Context(), plan(t, fit(100, 80), filepath.Join(dir, "in")), nil); err != nil {
		t.Fatal(err)
	}
	imgtest.SameNames(t, filepath.Join(dir, "in resized"), "a.jpg", "elsewhere/.sizemill-1.tmp")
}

func TestTracker(t *testing.T) {
	dir := t.TempDir()
	files := map[string][]byte{"no.jpg": []byte("no picture at all, only text")}
	for i := range 10 {
		files[fmt.Sprintf("%d.png", i)] = imgtest.PNG(t, 200, 100)
	}
	imgtest.WriteTree(t, dir, files)
	p := plan(t, fit(50, 50), dir)
	now := time.Unix(1000, 0)
	tr := batch.NewTracker(p, now)
	if at := tr.Progress(now); at.Total != 11 || at.Left >= 0 || at.Fraction != 0 {
		t.Errorf("at the start: %+v", at)
	}
	for i := range p.Items {
		if p.Items[i].Task == batch.TaskFail {
			tr.Apply(batch.Event{Index: i, State: batch.Failed}, now)
			continue
		}
		tr.Apply(batch.Event{Index: i, State: batch.Working}, now)
		if at := tr.Progress(now); at.Working != 1 {
			t.Errorf("working on %d", at.Working)
		}
		now = now.Add(2 * time.Second)
		tr.Apply(batch.Event{Index: i, State: batch.Done, Outcome: resize.Outcome{Bytes: 100}}, now)
		if at := tr.Progress(now); at.Done == 5 {
			if at.PerSecond < 0.49 || at.PerSecond > 0.51 || at.Left < 9900*time.Millisecond || at.Left > 10100*time.Millisecond || at.Fraction < 0.49 || at.Fraction > 0.51 {
				t.Errorf("half way: %+v", at)
			}
		}
	}
	at := tr.Progress(now)
	if at.Done != 10 || at.Failed != 1 || at.Working != 0 || at.Left != 0 || at.Fraction != 1 || at.Elapsed != 20*time.Second {
		t.Errorf("at the end: %+v", at)
	}
}
