package batch

import (
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestNameTemplateExpand(t *testing.T) {
	fields := nameFields{name: "IMG 7", width: 1600, height: 1067, n: 7, total: 128, date: time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC), ext: "jpg"}
	for _, c := range []struct {
		name     string
		template NameTemplate
		want     string
		err      string // part of it
	}{
		{"default", DefaultName, "IMG 7", ""},
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

func TestNameTemplateValidate(t *testing.T) {
	for _, c := range []struct {
		template NameTemplate
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

func TestNameTemplateHas(t *testing.T) {
	for _, c := range []struct {
		template NameTemplate
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

// TestNameTemplateExpandWithin: the picture's own name is shortened, not what tells results apart.
func TestNameTemplateExpandWithin(t *testing.T) {
	long := strings.Repeat("n", 250)
	for _, c := range []struct {
		template     NameTemplate
		picture      string
		wantName     string
		wantedLength int
	}{
		{"{name}-{width}x{height}", "IMG", "IMG-1600x1067", 13},
		{"{name}-{width}x{height}", long, strings.Repeat("n", 251-10) + "-1600x1067", 251},
		{"{name}_{size}", strings.Repeat("ü", 125), strings.Repeat("ü", 123) + "_web", 250},
		{"{name}/{n}", long, long + "/7", 252},
		{"{name}{name}/{n}", long, strings.Repeat("n", 254) + "/7", 256},
		{NameTemplate("{name}" + strings.Repeat("x", 260)), "IMG", "I" + strings.Repeat("x", 260), 261},
	} {
		f := nameFields{name: c.picture, width: 1600, height: 1067, size: "web", n: 7, total: 9, ext: "jpg"}
		if got, err := c.template.expandWithin(251, f); err != nil || got != c.wantName || len(got) != c.wantedLength {
			t.Errorf("%q of %d bytes: got %q, %v; want %q", c.template, len(c.picture), got, err, c.wantName)
		}
	}
}

// FuzzNameTemplate holds what every valid template promises: names that stay inside the output folder, and fit a disk.
func FuzzNameTemplate(f *testing.F) {
	for _, seed := range []string{"{name}", "{{}}", "a/{n}/{date}", "../x", "{", "}", "{name}{name}{name}", "\\\\host\\x", "a//b"} {
		f.Add(seed, "IMG_1")
		f.Add(seed, "..")
	}
	f.Fuzz(func(t *testing.T, template, name string) {
		if name == "" || strings.ContainsAny(name, "/\x00") {
			t.Skip("no file is called that")
		}
		tmpl := NameTemplate(template)
		if tmpl.Validate() != nil {
			return
		}
		got, err := tmpl.expandWithin(maxName-len(".jpg"), nameFields{name: name, width: 1, height: 2, n: 3, total: 4, ext: "jpg"})
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

func TestShard(t *testing.T) {
	for _, c := range []struct {
		text string
		want Shard
		err  bool
	}{
		{"1/4", Shard{1, 4}, false},
		{"4/4", Shard{4, 4}, false},
		{"0/4", Shard{}, true},
		{"5/4", Shard{}, true},
		{"1/0", Shard{}, true},
		{"1", Shard{}, true},
		{"-1/-4", Shard{}, true},
		{"a/b", Shard{}, true},
	} {
		got, err := ParseShard(c.text)
		if (err != nil) != c.err || err == nil && got != c.want {
			t.Errorf("ParseShard(%q) = %v, %v", c.text, got, err)
		}
	}
}

// TestShardsShare: shards differ by one picture at most, whatever the names and wherever the folder is mounted; results that earlier
// shards have written into it change nothing.
func TestShardsShare(t *testing.T) {
	for _, c := range []struct{ pictures, shards int }{{46, 8}, {3, 8}, {1, 1}, {10000, 7}} {
		owner := make(map[string]int)
		counts := make([]int, c.shards)
		for k := range c.shards {
			root := filepath.Join("/mnt", strconv.Itoa(k))
			var pictures []Found
			var result []bool
			for i := range c.pictures {
				rel := "dir/" + strings.Repeat("x", i%7) + time.Duration(i).String() + ".jpg"
				pictures, result = append(pictures, photo(root, rel)), append(result, false)
				if i < k*10 {
					pictures, result = append(pictures, photo(root, "small/"+rel)), append(result, true)
				}
			}
			for path := range (Shard{k + 1, c.shards}).of(pictures, result) {
				rel, err := filepath.Rel(root, path)
				if err != nil {
					t.Fatal(err)
				}
				if strings.HasPrefix(rel, "small") {
					continue
				}
				if other, taken := owner[rel]; taken {
					t.Fatalf("%q is in shards %d and %d", rel, other, k)
				}
				owner[rel] = k
				counts[k]++
			}
		}
		if len(owner) != c.pictures || slices.Max(counts)-slices.Min(counts) > 1 {
			t.Errorf("%d pictures: shards have %v", c.pictures, counts)
		}
	}
}
