//go:build faults && linux

package faults

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// crowd makes n hard links to a picture, with so many in a folder, and returns their folder.
func (f *fault) crowd(n, perFolder int) string {
	f.Helper()
	f.write(map[string][]byte{"one.jpg": imgtest.JPEG(f, 160, 120)})
	in := f.folder("in", 0o777)
	for i := range n {
		dir := filepath.Join(in, fmt.Sprint(i/perFolder))
		if i%perFolder == 0 {
			f.must(os.Mkdir(dir, 0o777))
		}
		// A file has 65,000 links at most.
		if i%50_000 == 49_999 {
			f.must(errors.Join(os.Remove(f.path("one.jpg"))))
			f.write(map[string][]byte{"one.jpg": imgtest.JPEG(f, 160, 120)})
		}
		f.must(os.Link(f.path("one.jpg"), filepath.Join(dir, fmt.Sprint(i, ".jpg"))))
	}
	return in
}

// TestCrowd begins a batch of very many files and cancels it.
func TestCrowd(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 10_000
	}
	for _, c := range []struct {
		name      string
		perFolder int
	}{{"flat", n}, {"five in each subfolder", 5}} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && c.perFolder == n {
				t.Skip("not run: takes long")
			}
			f := provoke(t, crowds, fmt.Sprintf("%d files, %s", n, c.name), "hard links; the first result, memory, cancel")
			in := f.crowd(n, c.perFolder)
			out := f.mounts("out", "sizemill", "tmpfs", "", 0)
			begun := time.Now()
			p := f.starts("resize", "--json", "--fit", "100", "--name", "{n}", "--out", out, in)
			f.waits("the first result appears", func() bool { return results1(out) })
			first := time.Since(begun)
			proctest.Pause(t, 2*time.Second)
			early := f.resident(p)
			proctest.Pause(t, 4*time.Second)
			late := f.resident(p)
			begun = time.Now()
			p.Signal(syscall.SIGINT)
			code := p.Wait(proctest.Orderly)
			stopped := time.Since(begun)
			if code != 130 && code != 0 {
				t.Errorf("exit code %d: %s", code, p.Err)
			}
			f.whole(out)
			f.tidy(out)
			ended := "with a summary"
			if len(p.Events("summary")) == 1 {
				f.adds(p)
			} else { // an overloaded machine has not printed 100,000 lines when its time is over
				ended = "before all canceled pictures were printed"
			}
			if late > early*2+50 {
				t.Errorf("resident memory grows from %d to %d MB", early, late)
			}
			f.sees("first result after %.1f s, %d MB then %d MB resident, ended %.1f s after SIGINT %s, %d made",
				first.Seconds(), early, late, stopped.Seconds(), ended, len(p.Events("done")))
		})
	}
}

// results1 reports whether there is a file with a final name below dir, without looking at all.
func results1(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if e.IsDir() && results1(filepath.Join(dir, e.Name())) || e.Type().IsRegular() && filepath.Ext(e.Name()) == ".jpg" {
			return true
		}
	}
	return false
}

// seldom returns a condition that looks at cond every other second: counting files takes a while.
func seldom(cond func() bool) func() bool {
	var last time.Time
	return func() bool {
		if time.Since(last) < 2*time.Second {
			return false
		}
		last = time.Now()
		return cond()
	}
}

// TestCrowdArrives moves a folder of very many files into a watched one.
func TestCrowdArrives(t *testing.T) {
	n := 50_000
	if testing.Short() {
		n = 1500
	}
	f := provoke(t, crowds, fmt.Sprintf("%d files arrive at once", n), "a folder of hard links, moved into the watched one")
	from := f.crowd(n, 500)
	in, out := f.folder("watched", 0o777), f.mounts("out", "sizemill", "tmpfs", "", 0)
	p := f.watches(1, "--fit", "100", "--out", out, in)
	begun := time.Now()
	f.must(os.Rename(from, filepath.Join(in, "all")))
	f.waits("the first result appears", func() bool { return results1(out) })
	first := time.Since(begun)
	early := f.resident(p)
	proctest.Eventually(t, 10*time.Minute, "all are resized", seldom(func() bool { return results(out) >= n }))
	took := time.Since(begun)
	late := f.resident(p)
	f.quiet(3*time.Second, func() int { return results(out) })
	f.stops(p)
	if got := results(out); got != n {
		t.Errorf("%d results, want %d", got, n)
	}
	if done := len(p.Events("done")); done != n {
		t.Errorf("%d reported as done", done)
	}
	f.tidy(f.dir)
	f.sees("first result after %.1f s, all after %.0f s, each once; %d MB then %d MB resident",
		first.Seconds(), took.Seconds(), early, late)
}
