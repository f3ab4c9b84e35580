//go:build faults && linux

package faults

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sizemill/internal/imgtest"
)

// calm is how long nothing may happen before the folders are counted.
func calm() time.Duration {
	if testing.Short() {
		return 4 * time.Second
	}
	return time.Minute
}

// TestNestedBatch resizes into folders within the input, and around it, three times.
func TestNestedBatch(t *testing.T) {
	for _, c := range []struct {
		name, in, out string
		link          bool
	}{
		{name: "output inside the input", in: "p", out: "p/small"},
		{name: "output around the input", in: "p/deep/in", out: "p"},
		{name: "output is the input", in: "p", out: "p"},
		{name: "output is a link to the input", in: "p", out: "link", link: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, nested, "batch: "+c.name, "the same command three times")
			const n = 3
			for i := range n {
				f.write(map[string][]byte{fmt.Sprintf("%s/%d.jpg", c.in, i): imgtest.JPEG(t, 300, 200)})
			}
			if c.link {
				f.must(os.Symlink("p", f.path("link")))
			}
			before := f.takes(f.path(c.in))
			for range 3 {
				p := f.resizes(0, "--fit", "100", "--out", f.path(c.out), f.path(c.in))
				f.adds(p)
			}
			f.whole(f.path("p"))
			f.tidy(f.path("p"))
			f.unchanged(before)
			if got := results(f.path("p")); got != 2*n {
				t.Errorf("%d files, want %d originals and as many results", got, n)
			}
			f.sees("%d originals, %d results after three runs", n, n)
		})
	}
}

// TestNestedWatch watches folders whose results lie within them, or go to each other.
func TestNestedWatch(t *testing.T) {
	const n = 4
	for _, c := range []struct {
		name, how string
		watches   [][2]string // folder and output folder of each process
		want      int         // files in the end; 0 if it is refused
		link      bool
		bind      bool
	}{
		{name: "output inside the watched folder", watches: [][2]string{{"a", "a/small"}}, want: 2 * n},
		{name: "two watches feed each other", how: "a → b and b → a in two processes", watches: [][2]string{{"a", "b"}, {"b", "a"}}, want: 2 * n},
		{name: "two watches feed each other through a link", how: "a → link to b, b → a", watches: [][2]string{{"a", "link"}, {"b", "a"}}, want: 2 * n, link: true},
		{name: "two watches feed each other through a bind mount", how: "a → `mount --bind` of b, b → a", watches: [][2]string{{"a", "link"}, {"b", "a"}}, want: 2 * n, bind: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, nested, "watch: "+c.name, c.how)
			a, b := f.folder("a", 0o777), f.folder("b", 0o777)
			switch {
			case c.link:
				f.must(os.Symlink(b, f.path("link")))
			case c.bind:
				f.mounts("link", b, "", "", syscall.MS_BIND)
			}
			var stop []func()
			for _, w := range c.watches {
				p := f.watches(1, "--fit", "100", "--out", f.path(w[1]), f.path(w[0]))
				stop = append(stop, func() { f.stops(p) })
			}
			for i := range n {
				f.write(map[string][]byte{fmt.Sprintf("a/%d.jpg", i): imgtest.JPEG(t, 300, 200)})
			}
			before := f.takes(a)
			all := func() int { return results(a) + results(b) }
			f.waits("all are resized", func() bool { return all() >= c.want })
			f.quiet(calm(), all)
			for _, s := range stop {
				s()
			}
			if got := all(); got != c.want {
				final, _ := files(f.dir)
				t.Errorf("%d files, want %d: %q", got, c.want, final)
			}
			f.whole(a)
			f.whole(b)
			f.tidy(f.dir)
			f.unchanged(before)
			f.sees("%d originals, %d results after %v without events", n, n, calm())
		})
	}
}

// TestWatchRefusesItself: results are not to arrive in the folder that is watched.
func TestWatchRefusesItself(t *testing.T) {
	t.Parallel()
	f := provoke(t, nested, "watch: output is the watched folder, or around it", "`--out` the folder, its parent, a link to it")
	in := f.folder("p/in", 0o777)
	f.write(map[string][]byte{"p/in/a.jpg": imgtest.JPEG(t, 300, 200)})
	f.must(os.Symlink(in, f.path("link")))
	for _, out := range []string{in, f.path("p"), f.path("link")} {
		p := f.starts("watch", "--json", "--fit", "100", "--out", out, in)
		done := func() bool { return p.Ended() || len(p.Events("done")) > 0 }
		f.waits("it is refused, or the picture is made", done)
		if p.Ended() {
			f.sees("%s: refused: %s", filepath.Base(out), strings.TrimSpace(strings.ReplaceAll(p.Err.String(), f.dir, "DIR")))
		} else {
			f.quiet(calm(), func() int { return results(f.path("p")) })
			f.stops(p)
			if n := results(f.path("p")); n != 2 {
				t.Errorf("--out %s: %d files, want the original and one result", out, n)
			}
			f.sees("%s: 1 original, 1 result after %v", filepath.Base(out), calm())
			_, _ = files(f.path("p"))
			f.must(removeResults(f.path("p"), "a.jpg"))
		}
		f.tidy(f.path("p"))
	}
}

// removeResults removes all files below dir but the one of this name in the folder in.
func removeResults(dir, keep string) error {
	final, _ := files(dir)
	for _, path := range final {
		if filepath.Base(path) == keep && filepath.Base(filepath.Dir(path)) == "in" {
			continue
		}
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return nil
}

// TestNodes resizes and watches a folder of everything that is no plain picture.
func TestNodes(t *testing.T) {
	for _, command := range []string{"resize", "watch"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			f := provoke(t, nodes, command+" over links and nodes",
				"links to itself, in a circle, dangling, outside; a hard link; FIFO, socket, /dev/zero; a folder x.jpg; a sparse 8 GB file")
			picture := imgtest.JPEG(t, 300, 200)
			f.write(map[string][]byte{"in/good.jpg": picture, "in/sub/good.jpg": picture, "outside/secret.jpg": picture, "in/x.jpg/inner.jpg": picture})
			in := f.path("in")
			f.must(os.Symlink("self.jpg", f.path("in/self.jpg")))
			f.must(os.Symlink("two.jpg", f.path("in/one.jpg")))
			f.must(os.Symlink("one.jpg", f.path("in/two.jpg")))
			f.must(os.Symlink("..", f.path("in/sub/up")))
			f.must(os.Symlink(f.path("outside"), f.path("in/outside")))
			f.must(os.Symlink("missing.jpg", f.path("in/dangling.jpg")))
			f.must(os.Link(f.path("in/good.jpg"), f.path("in/hard.jpg")))
			f.must(syscall.Mkfifo(f.path("in/pipe.jpg"), 0o666))
			socket, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
			f.must(err)
			// The path of a socket is short.
			f.must(syscall.Bind(socket, &syscall.SockaddrUnix{Name: filepath.Join(f.link(f.path("in")), "s.jpg")}))
			defer func() { _ = syscall.Close(socket) }()
			f.must(os.Symlink("/dev/zero", f.path("in/zero.jpg")))
			if err := syscall.Mknod(f.path("in/node.jpg"), syscall.S_IFCHR|0o666, 1<<8|5); err != nil {
				t.Logf("no device node: %v", err)
			}
			f.must(os.WriteFile(f.path("in/sparse.jpg"), picture[:2], 0o600))
			f.must(os.Truncate(f.path("in/sparse.jpg"), 8<<30))
			before := f.takes(in)

			out, begun := f.path("out"), time.Now()
			want := []string{"good.jpg", "sub/good.jpg", "x.jpg/inner.jpg", "hard.jpg"}
			if command == "watch" {
				p := f.watches(1, "--fit", "100", "--out", out, in)
				f.waits("the good pictures are resized", func() bool { return results(out) >= len(want) })
				f.quiet(3*time.Second, func() int { return results(out) })
				f.stops(p)
				imgtest.SameNames(t, out, want...)
				f.sees("%d pictures made, nothing followed out of the folder", results(out))
			} else {
				p := f.starts("resize", "--json", "--fit", "100", "--out", out, in)
				p.Wait(20 * time.Second)
				sum := f.judged(p, out)
				for _, name := range want {
					if _, err := os.Stat(filepath.Join(out, name)); err != nil && name != "hard.jpg" {
						t.Error(err)
					}
				}
				if _, err := os.Stat(filepath.Join(out, "outside")); err == nil {
					t.Error("a link out of the folder was followed")
				}
				f.sees("%d made, %d skipped, %s; %.1f s", sum.Resized, sum.Skipped, reasons(p), time.Since(begun).Seconds())
			}
			f.whole(out)
			f.tidy(f.dir)
			f.unchanged(before)
		})
	}
}

// link returns a short path of a folder.
func (f *fault) link(path string) string {
	f.Helper()
	dir, err := os.MkdirTemp("", "f")
	f.must(err)
	f.Cleanup(func() { f.must(os.RemoveAll(dir)) })
	f.must(os.Symlink(path, filepath.Join(dir, "l")))
	return filepath.Join(dir, "l")
}
