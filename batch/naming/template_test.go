package naming

import (
	"path"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestTemplateExpand(t *testing.T) {
	fields := Fields{Name: "IMG 7", Width: 1600, Height: 1067, N: 7, Total: 128, Date: time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC), Ext: "jpg"}
	for _, c := range []struct {
		name     string
		template Template
		want     string
		err      string // part of it
	}{
		{"default", Default, "IMG 7", ""},
		{"all fields", "{date}/{name}-{width}x{height}-{n}.{ext}", "2024-02-29/IMG 7-1600x1067-007.jpg", ""},
		{"plain text", "holiday", "holiday", ""},
		{"doubled braces", "{{{name}}}", "{IMG 7}", ""},
		{"percent signs", "%s-{name}-%d", "%s-IMG 7-%d", ""},
		{"unknown field", "{colour}", "", "unknown field {colour}"},
		{"open brace", "{name", "", "brace"},
		{"closing brace", "name}", "", "brace"},
		{"empty field", "{}", "", "unknown field {}"},
		{"empty", "", "", "empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.template.expand(fields)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("error %v, want %q", err, c.err)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestTemplateValidate(t *testing.T) {
	for _, c := range []struct {
		template Template
		err      string
	}{
		{"{name}", ""},
		{"small/{name}", ""},
		{"a..b", ""},
		{"...", ""},
		{"../{name}", "inside"},
		{"a/../../{name}", "inside"},
		{"./{name}", "inside"},
		{"/tmp/{name}", "absolute"},
		{`C:\{name}`, "absolute"},
		{"c:/{name}", "absolute"},
		{"a//b", "empty"},
		{"{name}/", "empty"},
		{"a\x00b", "zero byte"},
		{"{nme}", "unknown field"},
	} {
		err := c.template.Validate()
		if (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q: error %v, want %q", c.template, err, c.err)
		}
	}
}

func TestTemplateHas(t *testing.T) {
	for _, c := range []struct {
		template Template
		want     bool
	}{
		{"{name}", true}, {"{date}/{name}", true}, {"{{name}}", false}, {"{{{name}}}", true}, {"name", false}, {"{date}", false}, {"{name", false},
	} {
		if got := c.template.Has("name"); got != c.want {
			t.Errorf("%q: %v", c.template, got)
		}
	}
}

func TestWithSuffix(t *testing.T) {
	long := strings.Repeat("ü", 127) // 254 bytes
	for _, c := range []struct{ name, suffix, ext, want string }{
		{"a", "", ".jpg", "a.jpg"},
		{"d/a", " (2)", ".jpg", "d/a (2).jpg"},
		{"d/" + long, "", ".jpg", "d/" + strings.Repeat("ü", 125) + ".jpg"},
		{long, " (2)", ".jpeg", strings.Repeat("ü", 123) + " (2).jpeg"},
		{"bad\xff", "", ".png", "bad\xff.png"},
	} {
		if got := withSuffix(c.name, c.suffix, c.ext); got != c.want {
			t.Errorf("withSuffix(%q, %q, %q) = %q, want %q", c.name, c.suffix, c.ext, got, c.want)
		}
	}
}

// TestTemplateExpandWithin: the picture's own name is shortened, not what tells results apart.
func TestTemplateExpandWithin(t *testing.T) {
	long := strings.Repeat("n", 250)
	for _, c := range []struct {
		template     Template
		picture      string
		wantName     string
		wantedLength int
	}{
		{"{name}-{width}x{height}", "IMG", "IMG-1600x1067", 13},
		{"{name}-{width}x{height}", long, strings.Repeat("n", 251-10) + "-1600x1067", 251},
		{"{name}_{size}", strings.Repeat("ü", 125), strings.Repeat("ü", 123) + "_web", 250},
		{"{name}/{n}", long, long + "/7", 252},
		{"{name}{name}/{n}", long, strings.Repeat("n", 254) + "/7", 256},
		{Template("{name}" + strings.Repeat("x", 260)), "IMG", "I" + strings.Repeat("x", 260), 261},
	} {
		f := Fields{Name: c.picture, Width: 1600, Height: 1067, Size: "web", N: 7, Total: 9, Ext: "jpg"}
		if got, err := c.template.Expand(f); err != nil || got != c.wantName || len(got) != c.wantedLength {
			t.Errorf("%q of %d bytes: got %q, %v; want %q", c.template, len(c.picture), got, err, c.wantName)
		}
	}
}

// FuzzTemplate checks the promises of every valid template: names stay inside the output folder,
// and are not too long.
func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{"{name}", "{{}}", "a/{n}/{date}", "../x", "{", "}", "{name}{name}{name}", "\\\\host\\x", "a//b"} {
		f.Add(seed, "IMG_1")
		f.Add(seed, "..")
	}
	f.Fuzz(func(t *testing.T, template, name string) {
		if name == "" || strings.ContainsAny(name, "/\x00") {
			t.Skip("no file is called that")
		}
		tmpl := Template(template)
		if tmpl.Validate() != nil {
			return
		}
		got, err := tmpl.Expand(Fields{Name: name, Width: 1, Height: 2, N: 3, Total: 4, Ext: "jpg"})
		if err != nil {
			t.Fatalf("%q is valid and does not expand: %v", template, err)
		}
		full := withSuffix(got, " (12)", ".jpg")
		if cleaned := path.Clean("/" + full); cleaned != "/"+full {
			t.Errorf("%q: %q is not a clean path", template, full)
		}
		for part := range strings.SplitSeq(full, "/") {
			if part == ".." {
				t.Errorf("%q leaves the folder: %q", template, full)
			}
		}
		if base := path.Base(full); len(base) > maxName {
			t.Errorf("%q: %d bytes", template, len(base))
		} else if utf8.ValidString(template) && utf8.ValidString(name) && !utf8.ValidString(base) {
			t.Errorf("%q: a rune was cut: %q", template, base)
		}
	})
}
