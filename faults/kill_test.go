//go:build faults && linux

package faults

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sizemill/internal/imgtest"
)

// album writes pictures of several formats below in/, small but written in several pieces, and
// returns how many there are.
func (f *fault) album() int {
	f.Helper()
	noisy := imgtest.Of(imgtest.Noisy(260, 200))
	kinds := map[string][]byte{
		"a.jpg": imgtest.JPEG(f, 300, 200), "b.png": imgtest.PNG(f, 0, 0, noisy), "c.jpg": imgtest.JPEG(f, 0, 0, noisy),
		"d.webp": imgtest.WebP(f, 240, 80), "e.gif": imgtest.GIF(f, 210, 60), "small.jpg": imgtest.JPEG(f, 40, 30), // copied
	}
	files := make(map[string][]byte)
	folders := []string{"in", "in/one", "in/two", "in/two/deep", "in/3", "in/4", "in/5", "in/6", "in/7"}
	if testing.Short() {
		folders = folders[:4]
	}
	for _, folder := range folders {
		for name, b := range kinds {
			files[folder+"/"+name] = b
		}
	}
	f.write(files)
	return len(files)
}

// albumArgs are a batch of the album with its results in out.
func (f *fault) albumArgs(out string) []string {
	return []string{"resize", "--quiet", "--workers", "1", "--fit", "200", "--out", out, f.path("in")}
}

// version is a file as a program has left it.
type version struct {
	info    os.FileInfo
	content []byte
}

// finals returns the files with final names below dir, by their path within it.
func finals(dir string) (map[string]version, error) {
	paths, _ := files(dir)
	all := make(map[string]version)
	for _, path := range paths {
		info, err := os.Lstat(path)
		if err != nil {
			return nil, err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return nil, err
		}
		all[name] = version{info, b}
	}
	return all, nil
}

// decodes returns an error if a file of a folder is not a whole picture.
func decodes(all map[string]version) error {
	for name, v := range all {
		if _, _, err := image.Decode(bytes.NewReader(v.content)); err != nil {
			return fmt.Errorf("%s does not decode: %w", name, err)
		}
	}
	return nil
}

// equals returns an error unless got holds the same files as want, byte for byte, with the same
// dates.
func equals(got, want map[string]version) error {
	for name, w := range want {
		g, ok := got[name]
		switch {
		case !ok:
			return fmt.Errorf("%s is missing", name)
		case !bytes.Equal(g.content, w.content):
			return fmt.Errorf("%s differs from that of an undisturbed run", name)
		case !g.info.ModTime().Equal(w.info.ModTime()):
			return fmt.Errorf("%s has another date than that of an undisturbed run", name)
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d results, want %d", len(got), len(want))
	}
	return nil
}

// killTally counts what kills have done.
type killTally struct {
	mu                                          sync.Mutex
	killed, temporaries, whole, resumed, remade int
	calls                                       map[string]int
}

// TestKilledAtCalls kills the program as it makes each of its system calls, and then lets it
// finish.
func TestKilledAtCalls(t *testing.T) {
	t.Parallel()
	f := provoke(t, kills, "a batch, at its system calls", "`strace -e inject=CALL:signal=SIGKILL:when=N`, every N of each call")
	f.canTrace()
	f.album()
	before := f.takes(f.path("in"))
	calls := []string{
		"write", "fsync", "renameat2", "utimensat", "lsetxattr", "flock", "mkdirat", "openat", "close", // results
		"pwrite64", "fdatasync", "ftruncate", "unlink", "unlinkat", // and the ledger's commits
	}
	points := some(f.points(calls, f.albumArgs(f.path("undisturbed"))...), 8)
	want, err := finals(f.path("undisturbed"))
	f.must(errors.Join(err, decodes(want)))
	tally := killTally{calls: make(map[string]int)}
	f.sweep(points, func(worker int, at point) error { return f.killAt(&tally, want, worker, at) })
	f.unchanged(before)
	var perCall []string
	for _, call := range calls {
		if n := tally.calls[call]; n > 0 {
			perCall = append(perCall, fmt.Sprintf("%s %d", call, n))
		}
	}
	f.sees("%d kills (%s): 0 undecodable finals, 0 lost originals; %d temporaries lay about, 0 after the next start; %d batches finished by resume; of %d whole results %d made again",
		tally.killed, strings.Join(perCall, ", "), tally.temporaries, tally.resumed, tally.whole, tally.remade)
	if least := 200; !testing.Short() && tally.killed < least {
		t.Errorf("%d kills, want at least %d", tally.killed, least)
	}
}

// killAt kills one run, judges what it leaves, and lets the next finish its work.
func (f *fault) killAt(tally *killTally, want map[string]version, worker int, at point) error {
	g := *f // with a home of its own, so that the ledgers of the two workers are apart
	g.home = f.path(fmt.Sprintf("home%d", worker))
	out := f.path(fmt.Sprintf("out%d", worker))
	if err := errors.Join(os.RemoveAll(out), os.RemoveAll(g.home), os.MkdirAll(g.home, 0o700)); err != nil {
		return err
	}
	e, err := g.injected(f.path(fmt.Sprintf("log%d", worker)), at, "signal=SIGKILL", f.albumArgs(out)...)
	if err != nil || e.injected == 0 {
		return err
	}
	left, err := finals(out)
	if err := errors.Join(err, decodes(left)); err != nil {
		return fmt.Errorf("after the kill: %w", err)
	}
	_, temporaries := files(out)
	resumed, err := g.finishes(out, want)
	if err != nil {
		return err
	}
	after, err := finals(out)
	if err := errors.Join(err, equals(after, want)); err != nil {
		return err
	}
	if _, still := files(out); len(still) > 0 {
		return fmt.Errorf("temporaries are left after the next start: %q", still)
	}
	remade := 0
	for name, v := range left {
		if !os.SameFile(v.info, after[name].info) {
			remade++
		}
	}
	if remade > 0 {
		return fmt.Errorf("%d whole results were made again", remade)
	}
	tally.mu.Lock()
	defer tally.mu.Unlock()
	tally.killed++
	tally.calls[at.call]++
	tally.temporaries += len(temporaries)
	tally.whole += len(left)
	tally.remade += remade
	if resumed {
		tally.resumed++
	}
	return nil
}

// finishes finishes a killed batch: with resume if the ledger knows it, otherwise by running it
// again. It reports which.
func (f *fault) finishes(out string, want map[string]version) (resumed bool, err error) {
	begun := results(out) > 0
	e, err := f.run(nil, "resume", "--quiet")
	if err != nil {
		return false, err
	}
	if e.code == 0 && results(out) == len(want) {
		return true, nil
	}
	if begun && results(out) < len(want) {
		return false, fmt.Errorf("resume: exit code %d with %d of %d results: %s", e.code, results(out), len(want), e.output)
	}
	e, err = f.run(nil, f.albumArgs(out)...)
	if err == nil && (e.code != 0 || e.output != "") {
		err = fmt.Errorf("the run after it: exit code %d, %s", e.code, e.output)
	}
	return false, err
}

// TestKilledAtRandom kills batches of more pictures at random moments, as the power does.
func TestKilledAtRandom(t *testing.T) {
	t.Parallel()
	f := provoke(t, kills, "a batch, at random", "SIGKILL some time after its first result, again and again, until it has finished")
	files := make(map[string][]byte)
	jpeg, png := imgtest.JPEG(t, 900, 600), imgtest.PNG(t, 700, 700)
	n := 40
	if testing.Short() {
		n = 15
	}
	for i := range n {
		files[fmt.Sprintf("in/%02d.jpg", i)], files[fmt.Sprintf("in/png/%02d.png", i)] = jpeg, png
	}
	f.write(files)
	before, out := f.takes(f.path("in")), f.path("out")
	killed, last := 0, 0
	for delay := 30 * time.Millisecond; ; delay += 10 * time.Millisecond {
		p := f.starts("resize", "--quiet", "--fit", "600", "--out", out, f.path("in"))
		f.waits("another result appears", func() bool { return results(out) > last || p.Ended() })
		ends := time.After(delay)
		f.waits("its time is over", func() bool {
			select {
			case <-ends:
				return true
			default:
				return p.Ended()
			}
		})
		if p.Ended() {
			f.endsWith(p, 0)
			break
		}
		p.Kill9()
		killed++
		f.whole(out)
		if last = results(out); killed > len(files) {
			t.Fatal("every run made a result, and yet it does not end")
		}
	}
	f.whole(out)
	f.tidy(out)
	f.unchanged(before)
	if n := results(out); n != len(files) {
		t.Errorf("%d results, want %d", n, len(files))
	}
	f.sees("%d kills; %d of %d results, each once; 0 temporaries in the end", killed, len(files), len(files))
}
