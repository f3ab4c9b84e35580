package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	"sizemill/cli"
	"sizemill/internal/imgtest"
	"sizemill/resize"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// run carries out one command line.
func run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return runCtx(t.Context(), args...)
}

func runCtx(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = cli.Run(ctx, cli.Env{Args: args, Stdout: &out, Stderr: &errs, Version: "1.2.3"})
	return code, out.String(), errs.String()
}

func TestResize(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	files := map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300), "s/b.png": imgtest.PNG(t, 300, 400), "tiny.gif": imgtest.GIF(t, 20, 20)}
	imgtest.WriteTree(t, in, files)
	code, stdout, stderr := run(t, "resize", "--fit", "100x80", in)
	if code != cli.ExitOK || stderr != "" {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	if want := "2 pictures resized, 1 copied, "; !strings.Contains(stdout, want) || !strings.Contains(stdout, "results are in "+in+" resized") {
		t.Errorf("stdout %q, want %q", stdout, want)
	}
	imgtest.SameNames(t, in+" resized", "a.jpg", "s/b.png", "tiny.gif")
	imgtest.SameTree(t, in, files)
}

// TestCollisionSpelling: the name of a policy may be written in any case.
func TestCollisionSpelling(t *testing.T) {
	for _, c := range []struct {
		policy string
		want   []string
	}{
		{"Overwrite", []string{"a.jpg"}},
		{"OVERWRITE", []string{"a.jpg"}},
		{"Skip", []string{"a.jpg"}},
		{"Number", []string{"a.jpg", "a (2).jpg"}},
	} {
		dir := t.TempDir()
		in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
		imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 400, 300)})
		var before []byte
		for _, quality := range []string{"90", "30"} {
			code, _, stderr := run(t, "resize", "--fit", "40", "--quality", quality, "--collision", c.policy, "--out", out, in)
			if code != cli.ExitOK || stderr != "" {
				t.Errorf("%s: exit code %d, stderr %q", c.policy, code, stderr)
			}
			if before == nil {
				before = imgtest.ReadTree(t, out)["a.jpg"]
			}
		}
		imgtest.SameNames(t, out, c.want...)
		replaced := !bytes.Equal(before, imgtest.ReadTree(t, out)["a.jpg"])
		if want := strings.EqualFold(c.policy, "overwrite"); replaced != want {
			t.Errorf("%s: replaced %t, want %t", c.policy, replaced, want)
		}
	}
}

// TestSizes holds each way of giving a size against what it makes of a 400 × 300 picture.
func TestSizes(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "a.png")
	imgtest.WriteTree(t, dir, map[string][]byte{"a.png": imgtest.PNG(t, 400, 300)})
	for _, c := range []struct {
		flags string
		want  resize.Size
	}{
		{"--fit 200x100", resize.Size{Width: 133, Height: 100}},
		{"--fit 200x", resize.Size{Width: 200, Height: 150}},
		{"--fit x150", resize.Size{Width: 200, Height: 150}},
		{"--fit 200", resize.Size{Width: 200, Height: 150}},
		{"--fit=800 --enlarge", resize.Size{Width: 800, Height: 600}},
		{"--fit 60x100", resize.Size{Width: 80, Height: 60}},
		{"--fill 100x100", resize.Size{Width: 100, Height: 100}},
		{"--pad 100x100 --background #ff0000 --anchor top-left", resize.Size{Width: 100, Height: 100}},
		{"--stretch 100x200 --no-turn-box", resize.Size{Width: 100, Height: 200}},
		{"--percent 25%", resize.Size{Width: 100, Height: 75}},
		{"--percent 12.5", resize.Size{Width: 50, Height: 38}},
		{"--long-edge 100", resize.Size{Width: 100, Height: 75}},
		{"--short-edge 75", resize.Size{Width: 100, Height: 75}},
		{"--megapixels 0.0075", resize.Size{Width: 100, Height: 75}},
		{"--percent 50 --sharpen high --linear", resize.Size{Width: 200, Height: 150}},
		{"--no-resize --format jpeg", resize.Size{Width: 400, Height: 300}},
	} {
		t.Run(c.flags, func(t *testing.T) {
			out := t.TempDir()
			code, _, stderr := run(t, append(append([]string{"resize", "--out", out}, strings.Fields(c.flags)...), in)...)
			if code != cli.ExitOK {
				t.Fatalf("exit code %d: %s", code, stderr)
			}
			made, err := filepath.Glob(filepath.Join(out, "*"))
			if err != nil || len(made) != 1 {
				t.Fatalf("made %v, %v", made, err)
			}
			src, err := resize.Probe(t.Context(), made[0], resize.Limits{})
			if err != nil || src.Upright != c.want {
				t.Errorf("got %v, %v; want %v", src.Upright, err, c.want)
			}
		})
	}
}

// TestUsage: wrong flags say what is wrong in one line, exit with 2, and write nothing.
func TestUsage(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"a.png": imgtest.PNG(t, 40, 30)})
	for _, c := range []struct{ args, want string }{
		{"resize", "a path is missing; sizemill help resize"},
		{"plan --fit 100", "a path is missing; sizemill help plan"},
		{"watch", "a folder is missing; sizemill help watch"},
		{"resize --fit 0x0 DIR", "0 pixels"},
		{"resize --fit x DIR", "use a width"},
		{"resize --fit 1e9 DIR", "is not a size: use WIDTHxHEIGHT"},
		{"resize --fit 1000000000 DIR", "100000"},
		{"resize --fit 99999999999999999999 DIR", "too many"},
		{"resize --fit -5x5 DIR", `--fit: "-5x5" is not a size`},
		{"resize --fit -5 DIR", `--fit: "-5" is not a size`},
		{"resize --percent -5 DIR", "percent -5: must be more than 0"},
		{"resize --percent half DIR", `--percent: "half" is not a number`},
		{"resize --long-edge -1 DIR", "a length cannot be negative"},
		{"resize --long-edge 5.5 DIR", `--long-edge: "5.5" is not a whole number`},
		{"resize --short-edge 99999999999999999999 DIR", "is too large"},
		{"resize --megapixels -1 DIR", "megapixels -1: must be"},
		{"resize --megapixels x DIR", `--megapixels: "x" is not a number`},
		{"resize --size web=long-edge:x DIR", `--size: long-edge: "x" is not a whole number`},
		{"resize --size web=megapixels:x DIR", `--size: megapixels: "x" is not a number`},
		{"resize --size -5 DIR", "use NAME=SPEC"},
		{"resize --max-bytes 0 DIR", "--max-bytes: 0 bytes is too few"},
		{"resize --max-bytes -1 DIR", `--max-bytes: "-1" is not a number of bytes`},
		{"resize --max-bytes 9999999TB DIR", "--max-bytes: 9999999TB is too many bytes"},
		{"resize --quality= DIR", `--quality: "" is not a quality: use a whole number from 1 to 100`},
		{"resize --quality -1 DIR", `--quality: "-1" is not a quality`},
		{"resize --quality good DIR", `--quality: "good" is not a quality`},
		{"resize --workers 0 DIR", "--workers 0: must be 1 to"},
		{"resize --workers some DIR", `--workers: "some" is not a whole number`},
		{"resize --shard 0/3 DIR", "--shard: shard 0/3: the first number must be"},
		{"resize --shard -1/3 DIR", "--shard: shard -1/3: the first number must be"},
		{"resize --linear=maybe DIR", `--linear: "maybe" is neither yes nor no`},
		{"resize --out= DIR", "--out: the name of the folder is empty"},
		{"resize --enlarge -5 DIR", "-5"},
		{"resize DIR -5", "-5"},
		{"resize --background nope DIR", "use #RRGGBB, #RRGGBBAA, white, black or transparent"},
		{"resize --format xyz DIR", "use same, jpeg, png, webp, tiff, gif, bmp, avif"},
		{"resize --fit 10x10 --fill 5x5 DIR", "can't be used together"},
		{"resize --quality 200 DIR", "1 to 100"},
		{"resize --lossless --format jpeg DIR", "--lossless is for WebP, not for JPEG"},
		{"resize --quality 0 DIR", "1 to 100"},
		{"resize --percent 0 DIR", "percent"},
		{"resize --percent NaN DIR", "percent"},
		{"resize --long-edge 0 DIR", "edge"},
		{"resize --megapixels -1 DIR", "megapixels"},
		{"resize --format xyz DIR", "xyz"},
		{"resize --anchor middle DIR", "middle"},
		{"resize --filter sinc DIR", "sinc"},
		{"resize --background red-ish DIR", "red-ish"},
		{"resize --name ../{name} DIR", "inside"},
		{"resize --name {colour} DIR", "colour"},
		{"resize --collision ask DIR", "ask"},
		{"resize --workers -1 DIR", "workers"},
		{"resize --workers 100000 DIR", "workers"},
		{"resize --memory none DIR", "none"},
		{"resize --shard 5/4 DIR", "5/4"},
		{"resize --nonsense DIR", "nonsense"},
		{"nonsense DIR", "nonsense"},
		{"--fit 800 DIR", "--fit"},
		{"plan --quality 101 DIR", "1 to 100"},
		{"plan --workers 2 DIR", "workers"},
		{"watch --quality 101 DIR", "1 to 100"},
		{"resize EMPTY", "a path is empty"},
		{"plan DIR EMPTY", "a path is empty"},
		{"watch EMPTY", "a path is empty"},
	} {
		t.Run(c.args, func(t *testing.T) {
			args := strings.Fields(strings.ReplaceAll(c.args, "DIR", dir))
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "EMPTY", "")
			}
			code, _, stderr := run(t, args...)
			if code != cli.ExitUsage {
				t.Errorf("exit code %d", code)
			}
			lines := strings.Split(strings.TrimSpace(stderr), "\n")
			if last := lines[len(lines)-1]; !strings.HasPrefix(last, "sizemill: ") || !strings.Contains(last, c.want) {
				t.Errorf("last line %q, want %q", last, c.want)
			}
			imgtest.SameNames(t, dir, "a.png")
		})
	}
}

// TestBadInput: each bad picture gets one line and the others are converted.
func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	jpeg := imgtest.JPEG(t, 400, 300)
	imgtest.WriteTree(t, in, map[string][]byte{
		"good.jpg": jpeg, "text.jpg": []byte("no picture at all, only text"), "cut.jpg": imgtest.Truncated(jpeg, 60),
		"bomb.png": imgtest.PNGClaim(65535, 65535), "empty.jpg": nil, "line\nbreak\x1b[31m.jpg": []byte("no picture at all, only text"),
	})
	missing := filepath.Join(dir, "missing.jpg")
	code, stdout, stderr := run(t, "resize", "--fit", "100", in, missing)
	if code != cli.ExitFailed || !strings.Contains(stdout, "1 picture resized, 6 failed") {
		t.Errorf("exit code %d, stdout %q", code, stdout)
	}
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	if len(lines) != 6 {
		t.Errorf("%d lines for 6 failures:\n%s", len(lines), stderr)
	}
	for _, want := range []string{`text\.jpg: .*picture`, `cut\.jpg: damaged`, `bomb\.png: too large`, `empty\.jpg: damaged`, `line\\nbreak\\x1b\[31m\.jpg`, `missing\.jpg: no such file`} {
		if n := len(regexp.MustCompile(want).FindAllString(stderr, -1)); n != 1 {
			t.Errorf("%d lines match %q:\n%s", n, want, stderr)
		}
	}
	imgtest.SameNames(t, in+" resized", "good.jpg")

	empty := t.TempDir()
	if code, _, stderr := run(t, "resize", empty); code != cli.ExitFailed || stderr != "sizemill: no pictures found in "+empty+"\n" {
		t.Errorf("empty folder: exit code %d, stderr %q", code, stderr)
	}
	if code, _, stderr := run(t, "resize", "--out", filepath.Join(in, "good.jpg", "out"), in); code != cli.ExitFailed || strings.Count(stderr, "\n") != 1 {
		t.Errorf("a file in the way of the output: exit code %d, stderr %q", code, stderr)
	}
}

func TestPlanWritesNothing(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": imgtest.JPEG(t, 400, 300), "in/tiny.png": imgtest.PNG(t, 20, 10), "in/x.jpg": []byte("no picture at all, only text")})
	in := filepath.Join(dir, "in")
	code, stdout, stderr := run(t, "plan", "--fit", "100", in)
	if code != cli.ExitFailed || !strings.Contains(stderr, "x.jpg") {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	want := "resize  a.jpg  400×300 → 100×75  " + in + " resized/a.jpg\ncopy    tiny.png  20×10  " + in + " resized/tiny.png\n3 pictures, "
	if !strings.HasPrefix(filepath.ToSlash(stdout), filepath.ToSlash(want)) {
		t.Errorf("stdout\n%swant\n%s", stdout, want)
	}
	imgtest.SameNames(t, dir, "in/a.jpg", "in/tiny.png", "in/x.jpg")
}

func TestJSON(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": imgtest.JPEG(t, 400, 300), "in/bad\xff.jpg": []byte("no picture at all, only text"), "in/tiny.png": imgtest.PNG(t, 20, 10)})
	code, stdout, stderr := run(t, "resize", "--json", "--workers", "1", "--fit", "100", "--out", filepath.Join(dir, "out"), filepath.Join(dir, "in"))
	if code != cli.ExitFailed || stderr != "" {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	var events []string
	scanner := bufio.NewScanner(strings.NewReader(stdout))
	for scanner.Scan() {
		var e struct {
			Event, Path, Error, Kind string
			PathBase64               string `json:"path_base64"`
			Width                    int
			Copied                   any // a bool of done, a number of summary
			Resized, Failed          int
		}
		if err := json.Unmarshal(scanner.Bytes(), &e); err != nil {
			t.Fatalf("%s: %v", scanner.Text(), err)
		}
		events = append(events, e.Event)
		switch e.Event {
		case "failed":
			raw, err := base64.StdEncoding.DecodeString(e.PathBase64)
			if err != nil || filepath.Base(string(raw)) != "bad\xff.jpg" || e.Kind != "unsupported" {
				t.Errorf("failed: %+v, path %q, %v", e, raw, err)
			}
		case "done":
			copied := e.Copied == true
			if copied != strings.HasSuffix(e.Path, "tiny.png") || e.Width != map[bool]int{true: 20, false: 100}[copied] {
				t.Errorf("done: %+v", e)
			}
		case "summary":
			if e.Resized != 1 || e.Failed != 1 {
				t.Errorf("summary: %+v", e)
			}
		}
	}
	if n := len(events); n != 7 || events[0] != "plan" || events[n-1] != "summary" {
		t.Errorf("events %q", events)
	}
	slices.Sort(events)
	if got, want := strings.Join(events, " "), "done done failed plan start start summary"; got != want {
		t.Errorf("events %q, want %q", got, want)
	}
}

func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": imgtest.JPEG(t, 400, 300)})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code, _, stderr := runCtx(ctx, "resize", filepath.Join(dir, "in")); code != cli.ExitInterrupted || stderr != "sizemill: interrupted\n" {
		t.Errorf("exit code %d, stderr %q", code, stderr)
	}
	imgtest.SameNames(t, dir, "in/a.jpg")
}

func TestOtherCommands(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"version", "sizemill 1.2.3\n"},
		{"--version", "sizemill 1.2.3\n"},
		{"formats", "JPEG"},
		{"formats --json", `"name":"WebP"`},
		{"help", "resize"},
		{"--help", "resize"},
		{"help resize", "--long-edge"},
		{"help resize", "down to 40"},
		{"resize --help", "--long-edge"},
	} {
		if code, stdout, stderr := run(t, strings.Fields(c.args)...); code != cli.ExitOK || stderr != "" || !strings.Contains(stdout, c.want) {
			t.Errorf("%s: exit code %d, stdout %q, stderr %q", c.args, code, stdout, stderr)
		}
	}
}

func TestIsCommand(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"photos/a.jpg": imgtest.JPEG(t, 40, 30)})
	t.Chdir(dir)
	for args, want := range map[string]bool{
		"": false, "resize x": true, "help": true, "--version": true, "--fit 800 photos": true, "./-dash": false, "photos": false, "./resize": false,
		"resise photos": true, "missing.jpg": false, "missing/folder": false, "photos --fit 800": true, "photos -q": true, "/?": true,
	} {
		if got := cli.IsCommand(strings.Fields(args)); got != want {
			t.Errorf("IsCommand(%q) = %v", args, got)
		}
	}
	code, stdout, stderr := run(t, "resise", "photos")
	want := "sizemill: \"resise\" is neither a command nor a file or folder here; did you mean sizemill resize?\n"
	if code != cli.ExitUsage || stdout != "" || stderr != want {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
}

// broken takes some lines and then fails, as a pipe does whose reader has gone away.
type broken struct{ lines int }

func (b *broken) Write(p []byte) (int, error) {
	if b.lines--; b.lines < 0 {
		return 0, syscall.EPIPE
	}
	return len(p), nil
}

// TestClosedOutput: a reader that goes away, as head does, stops the batch instead of being
// ignored, and is named once.
func TestClosedOutput(t *testing.T) {
	for lines := range 4 { // plan, start, done, summary
		dir := t.TempDir()
		imgtest.WriteTree(t, dir, map[string][]byte{"in/a.jpg": imgtest.JPEG(t, 400, 300)})
		var errs bytes.Buffer
		code := cli.Run(t.Context(), cli.Env{Args: []string{"resize", "--json", filepath.Join(dir, "in")}, Stdout: &broken{lines}, Stderr: &errs})
		if text := errs.String(); code != cli.ExitFailed || text != "sizemill: "+syscall.EPIPE.Error()+"\n" {
			t.Errorf("after %d lines: exit code %d, stderr %q", lines, code, text)
		}
	}
}

// TestNamesOfBytes: names that are not UTF-8 pass the command line unchanged.
func TestNamesOfBytes(t *testing.T) {
	dir := t.TempDir()
	name := "m\xfcll.png"
	if err := os.WriteFile(filepath.Join(dir, name), imgtest.PNG(t, 40, 30), 0o600); err != nil {
		t.Skip("no such names here: ", err)
	}
	out := filepath.Join(dir, "gr\xf6\xdfe")
	code, _, stderr := run(t, "resize", "--fit", "20", "--out", out, "--name", "k\xfc-{name}", filepath.Join(dir, name))
	if code != cli.ExitOK {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	imgtest.SameNames(t, out, "k\xfc-"+name)
}

// TestJSONCannotBegin: who reads the events learns that there will be none.
func TestJSONCannotBegin(t *testing.T) {
	in := t.TempDir()
	imgtest.WriteTree(t, in, map[string][]byte{"a.png": imgtest.PNG(t, 40, 30)})
	code, stdout, stderr := run(t, "resize", "--json", "--fit", "20", "--out", filepath.Join(in, "a.png", "out"), in)
	last := stdout[strings.LastIndex(strings.TrimSpace(stdout), "\n")+1:]
	if code != cli.ExitFailed || !strings.Contains(last, `{"event":"error","kind":"system","error":"open `) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("exit code %d, last %q, stderr %q", code, last, stderr)
	}
}

// TestLosslessWithoutWebP: a flag that makes no difference causes a warning.
func TestLosslessWithoutWebP(t *testing.T) {
	in := t.TempDir()
	imgtest.WriteTree(t, in, map[string][]byte{"a.jpg": imgtest.JPEG(t, 40, 30)})
	for flags, warned := range map[string]bool{"--lossless": true, "--lossless --format webp": false, "": false} {
		code, _, stderr := run(t, append(append([]string{"resize", "--fit", "20", "--out", t.TempDir()}, strings.Fields(flags)...), in)...)
		if code != cli.ExitOK || strings.Contains(stderr, "no result is WebP") != warned {
			t.Errorf("%q: exit code %d, %q", flags, code, stderr)
		}
	}
}

// TestPlanLosses: a plan says what results will lack.
func TestPlanLosses(t *testing.T) {
	dir := t.TempDir()
	imgtest.WriteTree(t, dir, map[string][]byte{"in/a.gif": imgtest.AnimatedGIF(t, 40, 30, 3)})
	const lost = "only the first of 3 frames is kept: JPEG does not support animations"
	_, stdout, _ := run(t, "plan", "--format", "jpeg", "--fit", "20", filepath.Join(dir, "in"))
	if !strings.Contains(stdout, "a.jpg  warning: "+lost+"\n") {
		t.Errorf("stdout %q", stdout)
	}
	_, stdout, _ = run(t, "plan", "--json", "--format", "jpeg", "--fit", "20", filepath.Join(dir, "in"))
	if !strings.Contains(stdout, `"warnings":["`+lost+`"]`) {
		t.Errorf("JSON %s", stdout)
	}
}
