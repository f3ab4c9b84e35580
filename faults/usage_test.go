//go:build faults && linux

package faults

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"os"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/internal/proctest"
)

// mistake is a wrong input or setting: how to make it below dir, and what the program has to print
// and do. In its texts, DIR stands for dir. Without args, DIR/in is resized; good.jpg in it
// always works.
type mistake struct {
	name    string
	topic   string // absurd, unless another
	prepare func(f *fault)
	args    string
	as      uint32 // the user; 0 is root
	code    int
	says    []string // the lines of stderr, in this order
	results []string // below DIR; nil if nothing is written
}

// file puts a file into DIR/in.
func file(name string, b func(testing.TB) []byte) func(*fault) {
	return func(f *fault) { f.write(map[string][]byte{"in/" + name: b(f)}) }
}

func text(testing.TB) []byte { return []byte("This is no picture, whatever its name says.\n") }

var good = []string{"in resized/good.jpg"}

var mistakes = []mistake{
	{name: "missing path", args: "resize --fit 100 DIR/in DIR/missing", code: 1, says: []string{"DIR/missing: no such file"}, results: good},
	{name: "only a missing path", args: "resize --fit 100 DIR/missing.jpg", code: 1, says: []string{"DIR/missing.jpg: no such file"}},
	{name: "empty folder", args: "resize --fit 100 DIR/empty", code: 1, says: []string{"no pictures found in DIR/empty"},
		prepare: func(f *fault) { f.write(map[string][]byte{"empty/": nil}) }},
	{name: "text as a picture", topic: malformed, prepare: file("text.jpg", text), code: 1, says: []string{"DIR/in/text.jpg: not a picture"}, results: good},
	{name: "truncated picture", topic: malformed, code: 1, says: []string{"DIR/in/cut.jpg: damaged"}, results: good,
		prepare: file("cut.jpg", func(t testing.TB) []byte { return imgtest.Truncated(imgtest.JPEG(t, 600, 400), 60) })},
	{name: "picture without bytes", topic: malformed, prepare: file("none.jpg", func(testing.TB) []byte { return nil }), code: 1,
		says: []string{"DIR/in/none.jpg: damaged"}, results: good},
	{name: "65,535 × 65,535 claimed", topic: bombs, code: 1, says: []string{"DIR/in/bomb.png: too large"}, results: good,
		prepare: file("bomb.png", func(testing.TB) []byte { return imgtest.PNGClaim(65535, 65535) })},
	{name: "unreadable file", topic: readOnly, as: nobody, code: 1, says: []string{"DIR/in/secret.jpg: permission denied"}, results: good,
		prepare: func(f *fault) {
			file("secret.jpg", func(t testing.TB) []byte { return imgtest.JPEG(t, 600, 400) })(f)
			if err := os.Chmod(f.path("in/secret.jpg"), 0o600); err != nil {
				f.Fatal(err)
			}
		}},
	{name: "unwritable destination", topic: readOnly, as: nobody, args: "resize --fit 100 --out DIR/out DIR/in", code: 1, says: []string{"DIR/out: permission denied"},
		prepare: func(f *fault) {
			if err := os.Mkdir(f.path("out"), 0o755); err != nil {
				f.Fatal(err)
			}
		}},
	{name: "a destination that cannot be listed", topic: readOnly, as: nobody, args: "resize --fit 100 --out DIR/out DIR/in", code: 0,
		results: []string{"out/1.jpg", "out/2.jpg", "out/3.jpg", "out/4.jpg", "out/5.jpg", "out/6.jpg", "out/7.jpg", "out/8.jpg", "out/9.jpg", "out/good.jpg"},
		prepare: func(f *fault) {
			for i := range 9 {
				file(fmt.Sprintf("%d.jpg", i+1), func(t testing.TB) []byte { return imgtest.JPEG(t, 600, 400) })(f)
			}
			if err := errors.Join(os.Mkdir(f.path("out"), 0o755), os.Chmod(f.path("out"), 0o733)); err != nil {
				f.Fatal(err)
			}
		}},
	{name: "a file where the results go", args: "resize --fit 100 --out DIR/in/good.jpg/out DIR/in", code: 1, says: []string{"DIR/in/good.jpg"}},
	{name: "no pixels", args: "resize --fit 0x0 DIR/in", code: 2, says: []string{"--fit"}},
	{name: "1e9 pixels", args: "resize --fit 1e9 DIR/in", code: 2, says: []string{"1e9"}},
	{name: "quality 200", args: "resize --quality 200 DIR/in", code: 2, says: []string{`--quality: "200" is not a quality`}},
	{name: "quality 0", args: "resize --quality 0 DIR/in", code: 2, says: []string{"--quality"}},
	{name: "quality 101", args: "resize --quality 101 DIR/in", code: 2, says: []string{"--quality"}},
	{name: "0 percent", args: "resize --percent 0 DIR/in", code: 2, says: []string{"percent"}},
	{name: "minus 5 percent", args: "resize --percent=-5 DIR/in", code: 2, says: []string{"percent"}},
	{name: "100,000 pixels", args: "resize --fit 100000 --enlarge --out DIR/out DIR/in", code: 1, says: []string{"DIR/in/good.jpg: "}},
	{name: "0 workers", args: "resize --workers 0 DIR/in", code: 2, says: []string{"--workers"}},
	{name: "a billion workers", args: "resize --workers 1000000000 DIR/in", code: 2, says: []string{"--workers"}},
	{name: "memory for nothing", args: "resize --memory 1kB --fit 100 --out DIR/out DIR/in", code: 1, says: []string{"DIR/in/good.jpg: "}},
	{name: "a name above the output folder", args: "resize --name ../../{name} --out DIR/out DIR/in", code: 2, says: []string{"--name"}},
	{name: "an absolute name", args: "resize --name /etc/{name} --out DIR/out DIR/in", code: 2, says: []string{"--name"}},
	{name: "no path", args: "resize", code: 2, says: []string{"path"}},
	{name: "unknown flag", args: "resize --nonsense DIR/in", code: 2, says: []string{"--nonsense"}},
}

// TestMistakes makes each mistake in a real process. It expects a line that says what failed and
// why, the right exit code, no file where there should be none, the other pictures converted, and
// the sources unchanged.
func TestMistakes(t *testing.T) {
	for _, c := range mistakes {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			args := cmp.Or(c.args, "resize --fit 100 DIR/in")
			f := provoke(t, cmp.Or(c.topic, absurd), c.name, "`"+args+"`")
			if c.as != 0 {
				f.root()
			}
			f.write(map[string][]byte{"in/good.jpg": imgtest.JPEG(t, 600, 400)})
			if c.prepare != nil {
				c.prepare(f)
			}
			f.home = publicDir(t) // outside of what is compared
			before := imgtest.ReadTree(t, f.dir)
			p := f.startsAs(c.as, strings.Fields(strings.ReplaceAll(args, "DIR", f.dir))...)
			f.endsWith(p, c.code)
			said := complaints(p)
			if len(said) != len(c.says) || c.code != 2 && strings.Join(said, "") != p.Err.String() {
				t.Errorf("stderr says\n%swant %d line(s)", p.Err, len(c.says))
			}
			for i, want := range c.says {
				if want = strings.ReplaceAll(want, "DIR", f.dir); i < len(said) && !strings.Contains(said[i], want) {
					t.Errorf("line %d is %q, want %q", i+1, said[i], want)
				}
			}
			for _, name := range c.results {
				imgtest.SamePicture(t, f.path(name), image.Pt(100, 67))
			}
			after := imgtest.ReadTree(t, f.dir)
			if got, want := imgtest.Names(after), slices.Sorted(slices.Values(append(imgtest.Names(before), c.results...))); !slices.Equal(got, want) {
				t.Errorf("there is %q, want %q", got, want)
			}
			for name, b := range before {
				if string(after[name]) != string(b) {
					t.Errorf("%s is changed", name)
				}
			}
			f.sees("exit code %d: %s", c.code, strings.TrimSpace(strings.ReplaceAll(strings.Join(said, " "), f.dir, "DIR")))
		})
	}
}

// complaints returns the lines of stderr that begin with the program's name.
func complaints(p *proctest.Process) []string {
	var said []string
	for line := range strings.Lines(p.Err.String()) {
		if strings.HasPrefix(line, "sizemill: ") {
			said = append(said, line)
		}
	}
	return said
}
