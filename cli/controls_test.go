package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
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
					var e struct{ Path string }
					if err := json.Unmarshal([]byte(line), &e); err != nil {
						t.Errorf("%s: %v", line, err)
					}
					paths[e.Path] = true
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
