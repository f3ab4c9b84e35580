//go:build faults && linux

package faults

import (
	"fmt"
	"image"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// TestSignals ends a batch and a watch in the ways of people and systems, and then lets another run
// finish.
func TestSignals(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		// Where the tests themselves ignore it, as under nohup, their children would, too.
		caught := make(chan os.Signal, 1)
		signal.Notify(caught, sig)
		t.Cleanup(func() { signal.Stop(caught) })
		for _, command := range []string{"resize", "watch"} {
			t.Run(fmt.Sprint(command, " ", sig), func(t *testing.T) {
				if testing.Short() && command == "watch" && sig != syscall.SIGTERM {
					t.Skip("not run: takes long")
				}
				f := provoke(t, signals, fmt.Sprintf("%s: %v", command, sig), "in mid-batch; then the same command")
				const n = 60
				f.noise(n)
				before, out := f.takes(f.path("in")), f.path("out")
				args := []string{command, "--json", "--fit", "450", "--out", out, f.path("in")}
				p := f.starts(args...)
				f.waits("first results appear", func() bool { return results(out) >= 2 })
				begun := time.Now()
				p.Signal(sig)
				code := p.Wait(proctest.Orderly)
				took := time.Since(begun)
				if want := map[string]int{"resize": 130, "watch": 0}[command]; code != want {
					t.Errorf("exit code %d, want %d: %s", code, want, p.Err)
				}
				f.whole(out)
				f.tidy(out)
				made := results(out)
				if done := len(p.Events("done")); done != made {
					t.Errorf("%d results, but %d are reported", made, done)
				}
				p = f.starts(args...)
				f.waits("all results are there", func() bool { return results(out) >= n && (command == "watch" || p.Ended()) })
				if command == "watch" {
					f.quiet(2*time.Second, func() int { return results(out) })
					f.stops(p)
				}
				if again := len(p.Events("done")); results(out) != n || again != n-made {
					t.Errorf("the next run made %d, %d results in all", again, results(out))
				}
				f.whole(out)
				f.tidy(out)
				f.unchanged(before)
				f.sees("exit code %d after %.1f s with %d of %d made; the next run made the other %d", code, took.Seconds(), made, n, n-made)
			})
		}
	}
}

// TestTwoInstances works on one folder with several programs at once.
func TestTwoInstances(t *testing.T) {
	for _, c := range []struct{ name, first, second string }{
		{"two batches", "resize", "resize"}, {"two watches", "watch", "watch"}, {"a batch and a watch", "resize", "watch"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, instances, c.name, "one command twice at the same time: one input, one output folder")
			const n = 40
			f.noise(n)
			before, out := f.takes(f.path("in")), f.path("out")
			args := func(command string) []string {
				return []string{command, "--json", "--fit", "400", "--out", out, f.path("in")}
			}
			a, b := f.starts(args(c.first)...), f.starts(args(c.second)...)
			f.waits("all results are there", func() bool { return results(out) >= n })
			for _, p := range []*proctest.Process{a, b} {
				if p.Cmd.Args[1] == "resize" {
					f.endsWith(p, 0)
				}
			}
			f.quiet(3*time.Second, func() int { return results(out) })
			for _, p := range []*proctest.Process{a, b} {
				if p.Cmd.Args[1] == "watch" {
					f.stops(p)
				}
			}
			f.whole(out)
			f.tidy(out)
			f.unchanged(before)
			if got := results(out); got != n {
				final, _ := files(out)
				t.Errorf("%d results of %d pictures: %q", got, n, final)
			}
			f.sees("%d results of %d pictures; %d and %d made, %d and %d failed", results(out), n,
				len(a.Events("done")), len(b.Events("done")), len(a.Events("failed")), len(b.Events("failed")))
		})
	}
}

// TestClocks resizes pictures of all dates.
func TestClocks(t *testing.T) {
	t.Parallel()
	f := provoke(t, clocks, "dates of 2099, 2038, 1970, 1960", "`touch -d`; results keep them, and a second run finds them made")
	dates := map[string]time.Time{
		"2099.jpg": time.Date(2099, 1, 2, 3, 4, 5, 0, time.UTC), "2038.jpg": time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC),
		"1970.jpg": time.Unix(0, 0), "1960.jpg": time.Date(1960, 1, 2, 3, 4, 5, 0, time.UTC),
	}
	for name, date := range dates {
		f.write(map[string][]byte{"in/" + name: imgtest.JPEG(t, 300, 200)})
		f.must(os.Chtimes(f.path("in/"+name), date, date))
	}
	args := []string{"--fit", "100", "--name", "{date}-{name}", "--out", f.path("out"), f.path("in")}
	f.judged(f.resizes(0, args...), f.path("out"))
	for range 2 {
		if again := f.adds(f.resizes(0, args...)); again.Resized != 0 {
			t.Errorf("made again: %+v", again)
		}
	}
	final, _ := files(f.path("out"))
	for _, path := range final {
		info, err := os.Stat(path)
		f.must(err)
		name := filepath.Base(path)
		if want := dates[name[len(name)-len("2099.jpg"):]]; !info.ModTime().Equal(want) {
			t.Errorf("%s has the date %v, want %v", path, info.ModTime(), want)
		}
	}
	f.sees("%d results with the dates of their sources; 0 made again", len(final))
}

// TestFutureArrives: settling counts on the monotonic clock, so a date in the future does not hold a
// picture up.
func TestFutureArrives(t *testing.T) {
	t.Parallel()
	f := provoke(t, clocks, "a picture from 2099 arrives", "`cp -p` into a watched folder")
	in, out := f.folder("in", 0o777), f.path("out")
	p := f.watches(1, "--fit", "100", "--out", out, in)
	future := time.Date(2099, 1, 2, 3, 4, 5, 0, time.UTC)
	f.write(map[string][]byte{"a.jpg": imgtest.JPEG(t, 300, 200)})
	f.must(os.Chtimes(f.path("a.jpg"), future, future))
	begun := time.Now()
	f.must(os.Rename(f.path("a.jpg"), filepath.Join(in, "a.jpg")))
	f.waits("it is resized", func() bool { return results(out) == 1 })
	took := time.Since(begun)
	f.quiet(2*time.Second, func() int { return results(out) })
	f.stops(p)
	imgtest.SamePicture(t, filepath.Join(out, "a.jpg"), image.Pt(100, 67))
	f.sees("made after %.1f s", took.Seconds())
}
