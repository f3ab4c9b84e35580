package jsonline

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzPath: every path is written on one printable line, and comes back byte for byte.
func FuzzPath(f *testing.F) {
	for _, seed := range []string{"/a/b.jpg", "/\xff\xfe\n.jpg", "/a\u202egpj.exe", "/<&>\x1b[31m", "/\x7f\u0085😀‍"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		var b bytes.Buffer
		if err := NewEncoder(&b).Encode(NewPath(path)); err != nil {
			t.Fatal(err)
		}
		line := strings.TrimSuffix(b.String(), "\n")
		if !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q is not printable", line)
		}
		var p Path
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		got := p.Path
		if p.Bytes != "" {
			raw, err := base64.StdEncoding.DecodeString(p.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			got = string(raw)
		}
		if got != path {
			t.Errorf("%q came back as %q", path, got)
		}
	})
}
