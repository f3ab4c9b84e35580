//go:build e2e && linux

package e2e

import (
	"errors"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"sizemill/internal/imgtest"
)

// nobody is the conventional user without special rights.
const nobody = 65534

// asNobody runs a command as another user, because root may read and write everything.
func asNobody(c *exec.Cmd) {
	c.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
}

// publicDir makes a temporary folder that other users can enter and write to.
func publicDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for path, mode := range map[string]os.FileMode{filepath.Dir(dir): 0o755, dir: 0o777} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// needRoot skips a test that mounts, or becomes another user.
func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root: mounts a file system, or runs the program as another user")
	}
}

// mount mounts a new small file system on dir.
func mount(t *testing.T, dir, options string, flags uintptr) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("sizemill-e2e", dir, "tmpfs", flags, options); err != nil {
		t.Skipf("cannot mount here, not even as root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
	})
}

// fault is something that goes wrong: how to provoke it below dir, and what the program has to
// print and do. In its texts, DIR stands for dir. Without args, DIR/in is resized; good.jpg in it
// always works.
type fault struct {
	name    string
	prepare func(t *testing.T, dir string)
	args    string
	as      func(*exec.Cmd)
	code    int
	says    []string // the lines of stderr, in this order
	results []string // below DIR; nil if nothing is written
}

// file puts a file into DIR/in.
func file(name string, b func(*testing.T) []byte) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		imgtest.WriteTree(t, filepath.Join(dir, "in"), map[string][]byte{name: b(t)})
	}
}

func text(*testing.T) []byte { return []byte("This is no picture, whatever its name says.\n") }

var good = []string{"in resized/good.jpg"}

var faults = []fault{
	{name: "missing path", args: "resize --fit 100 DIR/in DIR/missing", code: 1, says: []string{"DIR/missing: no such file"}, results: good},
	{name: "only a missing path", args: "resize --fit 100 DIR/missing.jpg", code: 1, says: []string{"DIR/missing.jpg: no such file"}},
	{name: "empty folder", args: "resize --fit 100 DIR/empty", code: 1, says: []string{"no pictures found in DIR/empty"},
		prepare: func(t *testing.T, dir string) { imgtest.WriteTree(t, dir, map[string][]byte{"empty/": nil}) }},
	{name: "text as a picture", prepare: file("text.jpg", text), code: 1, says: []string{"DIR/in/text.jpg: not a picture"}, results: good},
	{name: "truncated picture", code: 1, says: []string{"DIR/in/cut.jpg: damaged"}, results: good,
		prepare: file("cut.jpg", func(t *testing.T) []byte { return imgtest.Truncated(imgtest.JPEG(t, 600, 400), 60) })},
	{name: "picture without bytes", prepare: file("none.jpg", func(*testing.T) []byte { return nil }), code: 1,
		says: []string{"DIR/in/none.jpg: damaged"}, results: good},
	{name: "bomb", code: 1, says: []string{"DIR/in/bomb.png: too large"}, results: good,
		prepare: file("bomb.png", func(*testing.T) []byte { return imgtest.PNGClaim(65535, 65535) })},
	{name: "unreadable file", as: asNobody, code: 1, says: []string{"DIR/in/secret.jpg: permission denied"}, results: good,
		prepare: func(t *testing.T, dir string) {
			file("secret.jpg", func(t *testing.T) []byte { return imgtest.JPEG(t, 600, 400) })(t, dir)
			if err := os.Chmod(filepath.Join(dir, "in", "secret.jpg"), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
	{name: "unwritable destination", as: asNobody, args: "resize --fit 100 --out DIR/out DIR/in", code: 1, says: []string{"DIR/out: permission denied"},
		prepare: func(t *testing.T, dir string) {
			if err := os.Mkdir(filepath.Join(dir, "out"), 0o755); err != nil {
				t.Fatal(err)
			}
		}},
	{name: "a destination that cannot be listed", as: asNobody, args: "resize --fit 100 --out DIR/out DIR/in", code: 0,
		results: []string{"out/1.jpg", "out/2.jpg", "out/3.jpg", "out/4.jpg", "out/5.jpg", "out/6.jpg", "out/7.jpg", "out/8.jpg", "out/9.jpg", "out/good.jpg"},
		prepare: func(t *testing.T, dir string) {
			for i := range 9 {
				file(fmt.Sprintf("%d.jpg", i+1), func(t *testing.T) []byte { return imgtest.JPEG(t, 600, 400) })(t, dir)
			}
			if err := errors.Join(os.Mkdir(filepath.Join(dir, "out"), 0o755), os.Chmod(filepath.Join(dir, "out"), 0o733)); err != nil {
				t.Fatal(err)
			}
		}},
	{name: "read-only destination", as: func(*exec.Cmd) {}, args: "resize --fit 100 --out DIR/out/new DIR/in", code: 1,
		says:    []string{"DIR/out/new: read-only file system"},
		prepare: func(t *testing.T, dir string) { mount(t, filepath.Join(dir, "out"), "", syscall.MS_RDONLY) }},
	{name: "no room", as: func(*exec.Cmd) {}, args: "resize --stretch 3000x3000 --enlarge --format bmp --out DIR/out DIR/in", code: 1,
		says:    []string{"not enough space at DIR/out"},
		prepare: func(t *testing.T, dir string) { mount(t, filepath.Join(dir, "out"), "size=2m", 0) }},
	{name: "a file where the results go", args: "resize --fit 100 --out DIR/in/good.jpg/out DIR/in", code: 1, says: []string{"DIR/in/good.jpg"}},
	{name: "no pixels", args: "resize --fit 0x0 DIR/in", code: 2, says: []string{"--fit"}},
	{name: "1e9 pixels", args: "resize --fit 1e9 DIR/in", code: 2, says: []string{"1e9"}},
	{name: "quality 200", args: "resize --quality 200 DIR/in", code: 2, says: []string{`--quality: "200" is not a quality`}},
	{name: "no path", args: "resize", code: 2, says: []string{"path"}},
	{name: "unknown flag", args: "resize --nonsense DIR/in", code: 2, says: []string{"--nonsense"}},
}

// TestCLIFaults provokes each fault in a real process. It expects a line that says what failed and
// why, the right exit code, no file where there should be none, the other pictures converted, and
// the sources unchanged.
func TestCLIFaults(t *testing.T) {
	for _, c := range faults {
		t.Run(c.name, func(t *testing.T) {
			if c.as != nil {
				needRoot(t)
			}
			dir := publicDir(t)
			imgtest.WriteTree(t, dir, map[string][]byte{"in/good.jpg": imgtest.JPEG(t, 600, 400)})
			if c.prepare != nil {
				c.prepare(t, dir)
			}
			before := imgtest.ReadTree(t, dir)
			args := c.args
			if args == "" {
				args = "resize --fit 100 DIR/in"
			}
			p := start(t, os.Environ(), c.as, program, strings.Fields(strings.ReplaceAll(args, "DIR", dir))...)
			if code := p.wait(patience); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			var said []string
			for line := range strings.Lines(p.err.String()) {
				if strings.HasPrefix(line, "sizemill: ") {
					said = append(said, line)
				}
			}
			t.Logf("%s", strings.ReplaceAll(strings.Join(said, ""), dir, "DIR"))
			if len(said) != len(c.says) || c.code != 2 && strings.Join(said, "") != p.err.String() {
				t.Errorf("stderr says\n%swant %d line(s)", p.err, len(c.says))
			}
			for i, want := range c.says {
				if want = strings.ReplaceAll(want, "DIR", dir); i < len(said) && !strings.Contains(said[i], want) {
					t.Errorf("line %d is %q, want %q", i+1, said[i], want)
				}
			}
			for _, name := range c.results {
				samePicture(t, filepath.Join(dir, name), image.Pt(100, 67))
			}
			after := imgtest.ReadTree(t, dir)
			if got, want := imgtest.Names(after), slices.Sorted(slices.Values(append(imgtest.Names(before), c.results...))); !slices.Equal(got, want) {
				t.Errorf("there is %q, want %q", got, want)
			}
			for name, b := range before {
				if string(after[name]) != string(b) {
					t.Errorf("%s is changed", name)
				}
			}
		})
	}
}

// TestDiskFull fills the destination during a batch: what fits is whole, the rest is named, and no
// temporary stays.
func TestDiskFull(t *testing.T) {
	needRoot(t)
	dir := publicDir(t)
	out := filepath.Join(dir, "out")
	mount(t, out, "size=2m", 0)
	in := filepath.Join(dir, "in")
	tree := make(map[string][]byte)
	noise := imgtest.JPEG(t, 0, 0, imgtest.Of(noisy(700, 700)))
	for i := range 8 {
		tree[fmt.Sprintf("%d.jpg", i)] = noise
	}
	imgtest.WriteTree(t, in, tree)
	p := sizemill(t, "resize", "--fit", "600", "--quality", "100", "--json", "--out", out, in)
	if code := p.wait(patience); code != 1 {
		t.Errorf("exit code %d, want 1: %s", code, p.err)
	}
	done, failed := p.events("done"), p.events("failed")
	t.Logf("%d done, %d failed; stderr %q", len(done), len(failed), p.err)
	if len(done) == 0 || len(failed) == 0 || len(done)+len(failed) != len(tree) {
		t.Errorf("want some of each, %d together", len(tree))
	}
	for _, f := range failed {
		if !strings.Contains(f.Error, "no space left") || filepath.Dir(f.Path) != in {
			t.Errorf("failure %+v", f)
		}
	}
	if n := count(out); n != len(done) {
		t.Errorf("%d results, want %d", n, len(done))
	}
	allDecode(t, out)
	noTemporaries(t, out)
	imgtest.SameTree(t, in, tree)
}

// noisy makes a picture that no encoder can make small.
func noisy(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = byte(random.Uint32())
		if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	return m
}
