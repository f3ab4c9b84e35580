package cli_test

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sizemill/cli"
	"sizemill/internal/imgtest"
	"sizemill/resize"
	"sizemill/resize/codec/jpeg/turbo"
)

// TestNamedSizes makes several results of each picture.
func TestNamedSizes(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300), "b.png": imgtest.PNG(t, 40, 60), "cut.jpg": imgtest.Truncated(imgtest.JPEG(t, 400, 300), 50)})
	out := filepath.Join(dir, "out")
	args := strings.Fields("resize --size web=200x200 --size thumb=fill:50x50 --size half=50% --size edge=short-edge:30 --size mega=megapixels:0.01 --size full=no-resize")
	code, stdout, stderr := run(t, append(args, "--out", out, in)...)
	if code != cli.ExitFailed || strings.Count(stderr, "cut.jpg") != 1 || !strings.Contains(stdout, "8 results made, 4 copied, 6 failed") {
		t.Fatalf("exit code %d\n%s%s", code, stdout, stderr)
	}
	want := map[string]resize.Size{
		"a-web.jpg": {Width: 200, Height: 150}, "a-thumb.jpg": {Width: 50, Height: 50}, "a-half.jpg": {Width: 200, Height: 150},
		"a-edge.jpg": {Width: 40, Height: 30}, "a-mega.jpg": {Width: 115, Height: 86}, "a-full.jpg": {Width: 400, Height: 300},
		"b-web.png": {Width: 40, Height: 60}, "b-thumb.png": {Width: 40, Height: 40}, "b-half.png": {Width: 20, Height: 30},
		"b-edge.png": {Width: 30, Height: 45}, "b-mega.png": {Width: 40, Height: 60}, "b-full.png": {Width: 40, Height: 60},
	}
	if names := imgtest.Names(imgtest.ReadTree(t, out)); len(names) != len(want) {
		t.Errorf("made %q", names)
	}
	for name, size := range want {
		src, err := resize.Probe(t.Context(), filepath.Join(out, name), resize.Limits{})
		if err != nil {
			t.Error(err)
		} else if src.Upright != size {
			t.Errorf("%s is %v, want %v", name, src.Upright, size)
		}
	}
}

// TestEveryModeIsANamedSize finds a mode that --size does not know.
func TestEveryModeIsANamedSize(t *testing.T) {
	for m := resize.Mode(0); m.String() != strconv.Itoa(int(m)); m++ {
		if code, _, stderr := run(t, "resize", "--size", "a="+m.String()+":10", t.TempDir()); code == cli.ExitUsage {
			t.Errorf("%v: %s", m, stderr)
		}
	}
}

func TestNamedSizesInFolders(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
	out := filepath.Join(dir, "out")
	code, _, stderr := run(t, "resize", "--size", "web=200", "--size", "tiny=50", "--name", "{size}/{name}", "--out", out, filepath.Join(dir, "a.jpg"))
	if code != cli.ExitOK {
		t.Fatal(stderr)
	}
	imgtest.SameNames(t, out, "tiny/a.jpg", "web/a.jpg")
}

func TestNamedSizesWrong(t *testing.T) {
	for flags, want := range map[string]string{
		"--size web":                    "use NAME=SPEC",
		"--size =100":                   "use NAME=SPEC",
		"--size web=":                   "use a width",
		"--size web=0x0":                "0 pixels",
		"--size web=large:100":          "unknown mode",
		"--size web=percent:x":          "not a number",
		"--size web=long-edge:x":        "long-edge",
		"--size a/b=100":                "characters that file names cannot have",
		"--size web=100 --size WEB=200": "is given twice",
		"--size web=100 --fit 200":      "can't be used together",
		"--size web=megapixels:0":       "at least",
		"--max-bytes 0":                 "0 bytes is too few",
		"--size a=1 --size b=1 --size c=1 --size d=1 --size e=1 --size f=1 --size g=1 --size h=1 --size i=1": "at most 8",
	} {
		code, _, stderr := run(t, append(append([]string{"resize"}, strings.Fields(flags)...), t.TempDir())...)
		if code != cli.ExitUsage || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d, %q; want %q", flags, code, stderr, want)
		}
	}
}

// TestMaxBytes keeps results within a number of bytes, and names those that cannot.
func TestMaxBytes(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300), "b.bmp": imgtest.BMP(t, 400, 300)})
	code, _, stderr := run(t, "resize", "--fit", "400", "--max-bytes", "4kB", "--out", out, in)
	if code != cli.ExitFailed || !strings.Contains(stderr, "b.bmp: cannot be made as small as 4.0 kB: at 100 × 75 pixels, it still has 23 kB") {
		t.Errorf("exit code %d, %q", code, stderr)
	}
	tree := imgtest.ReadTree(t, out)
	if b := tree["a.jpg"]; len(tree) != 1 || len(b) == 0 || len(b) > 4000 {
		t.Errorf("made %q, a.jpg has %d bytes", imgtest.Names(tree), len(b))
	}
}

// TestSalvage writes what is left of damaged pictures under a name of its own, and nothing unless
// asked.
func TestSalvage(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	whole := imgtest.JPEG(t, 400, 300)
	imgtest.WriteTree(t, in, map[string][]byte{"good.jpg": whole, "cut.jpg": imgtest.Truncated(whole, 50), "tiny.jpg": imgtest.Truncated(imgtest.JPEG(t, 60, 40), 70), "hopeless.jpg": whole[:40],
		"cut.bmp": imgtest.Truncated(imgtest.BMP(t, 200, 150), 60), "cut.gif": imgtest.Truncated(imgtest.GIF(t, 200, 150), 80), "cut.webp": imgtest.Truncated(imgtest.WebP(t, 200, 150), 80)})
	code, stdout, stderr := run(t, "resize", "--fit", "100", "--out", out, "--salvage", in)
	if code != cli.ExitFailed || !strings.Contains(stderr, "hopeless.jpg: damaged") {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	names := []string{"cut (salvaged).bmp", "cut (salvaged).gif", "good.jpg"}
	salvaged := 2
	if turbo.Available { // the decoders in Go give nothing of a damaged JPEG or WebP
		names = append(names, "cut (salvaged).jpg", "cut (salvaged).webp", "tiny (salvaged).jpg")
		salvaged = 5
	}
	if strings.Count(stdout+stderr, "salvaged from a damaged file") != salvaged {
		t.Errorf("stdout %q, stderr %q", stdout, stderr)
	}
	for _, lost := range []string{"the first 61 of 150 rows are missing", "of 150 rows are missing"} {
		if !strings.Contains(stdout+stderr, lost) {
			t.Errorf("nothing says %q", lost)
		}
	}
	if want := fmt.Sprintf("%d pictures resized, %d of them salvaged, %d failed", salvaged+1, salvaged, 6-salvaged); !strings.Contains(stdout, want) {
		t.Errorf("stdout %q, want %q", stdout, want)
	}
	imgtest.SameNames(t, out, names...)
}
