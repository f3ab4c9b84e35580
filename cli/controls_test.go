package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"sizemill/cli"
	"sizemill/internal/imgtest"
)

// controlNames are names with characters that a terminal obeys, or that mislead a reader.
var controlNames = map[string]string{
	"DEL":                   "a\x7fb",
	"C1":                    "a\u0080\u009bb",
	"escape sequence":       "a\x1b[31mb",
	"newline":               "a\nb",
	"right-to-left":         "a\u202eb",
	"isolate":               "a\u2066b\u2069",
	"left-to-right mark":    "a\u200eb\u061c",
	"zero width":            "a\u200bb\ufeff",
	"line separator":        "a\u2028b",
	"private, 4 bytes long": "a\U000f0000b",
	"tag, 4 bytes long":     "a\U000e0041b",
	"emoji with joiner":     "👩\u200d🚀",
	"invalid UTF-8":         "a\xff\x1bb",
	"tab and return":        "a\t\rb",
}

// TestControlCharacters: names reach a terminal and JSON escaped, and JSON still gives the very
// name.
func TestControlCharacters(t *testing.T) {
	picture := imgtest.PNG(t, 40, 30)
	for what, name := range controlNames {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			in := filepath.Join(dir, name)
			if err := os.Mkdir(in, 0o700); err != nil {
				t.Skip("no such names here: ", err)
			}
			imgtest.WriteTree(t, in, map[string][]byte{name + ".png": picture, name + " bad.png": []byte("only text")})
			for _, args := range [][]string{{"resize", "--fit", "20"}, {"plan", "--fit", "20"}, {"resize", "--json", "--fit", "20"}, {"plan", "--json", "--fit", "20"}} {
				code, stdout, stderr := run(t, append(args, in)...)
				if code != cli.ExitFailed {
					t.Errorf("%v: exit code %d, %q", args, code, stderr)
				}
				for _, text := range []string{stdout, stderr} {
					if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }); i >= 0 {
						t.Errorf("%v: %q is printed as it is", args, text[i:min(i+8, len(text))])
					}
				}
				if args[1] != "--json" {
					continue
				}
				paths := make(map[string]bool)
				for line := range strings.Lines(stdout) {
					paths[pathIn(t, line)] = true
				}
				if !paths[filepath.Join(in, name+".png")] || !paths[filepath.Join(in, name+" bad.png")] {
					t.Errorf("%v: paths %v", args, paths)
				}
			}
			_, _, stderr := run(t, "resize", name, "--nonsense="+name, filepath.Join(dir, "missing"+name))
			if strings.Count(stderr, "\n") != 1 || strings.IndexFunc(strings.TrimSuffix(stderr, "\n"), func(r rune) bool { return !unicode.IsPrint(r) }) >= 0 {
				t.Errorf("a wrong flag: %q", stderr)
			}
		})
	}
}

// pathIn returns the path that a line of JSON is about, to the byte.
func pathIn(t *testing.T, line string) string {
	t.Helper()
	var e struct {
		Path  string
		Bytes []byte `json:"path_base64"`
	}
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		t.Errorf("%s: %v", line, err)
	}
	if len(e.Bytes) > 0 {
		return string(e.Bytes)
	}
	return e.Path
}

// TestWatchControlCharacters: so do the names in a watched folder, and that of the folder.
func TestWatchControlCharacters(t *testing.T) {
	const name = "a\x1b[31m\n\u202e\xffb"
	dir := t.TempDir()
	in := filepath.Join(dir, name)
	if err := os.Mkdir(in, 0o700); err != nil {
		t.Skip("no such names here: ", err)
	}
	imgtest.WriteTree(t, in, map[string][]byte{name + ".png": imgtest.PNG(t, 40, 30), name + " bad.png": []byte("only text, and no picture")})
	for _, flag := range []string{"--verbose", "--json"} {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		var errs bytes.Buffer
		out := until{stop: stop, lines: 4} // starting, watching, done, failed
		code := cli.Run(ctx, cli.Env{
			Args: []string{"watch", flag, "--fit", "20", "--out", filepath.Join(dir, "out"+flag), in}, Stdout: &out, Stderr: &errs,
			Confine: new(asked).confine,
		})
		stop()
		if code != cli.ExitOK {
			t.Errorf("exit code %d", code)
		}
		for _, text := range []string{out.String(), errs.String()} {
			if i := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }); i >= 0 {
				t.Errorf("%s: %q is printed as it is", flag, text[i:min(i+8, len(text))])
			}
		}
		if flag != "--json" {
			continue
		}
		paths := make(map[string]bool)
		for line := range strings.Lines(out.String()) {
			paths[pathIn(t, line)] = true
		}
		for _, path := range []string{in, filepath.Join(in, name+".png"), filepath.Join(in, name+" bad.png")} {
			if !paths[path] {
				t.Errorf("no line about %q", path)
			}
		}
	}
}

// until is an output that calls stop when it has a number of lines, or some time after the last.
type until struct {
	bytes.Buffer
	stop  func()
	lines int
}

func (u *until) Write(line []byte) (int, error) {
	if u.lines--; u.lines == 0 {
		u.stop()
	}
	time.AfterFunc(untilPatience, u.stop)
	return u.Buffer.Write(line)
}

// untilPatience is for a picture that fails on the other output.
const untilPatience = 3 * time.Second
