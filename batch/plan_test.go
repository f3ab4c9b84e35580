package batch

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"sizemill/internal/imgtest"
)

func TestResults(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "in resized")
	imgtest.WriteTree(t, out, map[string][]byte{
		"a.jpg": nil, "a (2).jpg": nil, "b (2).jpg": nil, "b (6).jpg": nil, "c (5).jpg": nil, "d-.jpg": nil, "other.jpg": nil,
	})
	for _, c := range []struct {
		name string
		want []string
	}{
		{"a.jpg", []string{"a.jpg", "a (2).jpg"}},
		{"b.jpg", []string{"b (2).jpg", "b (6).jpg"}}, // some were thrown away
		{"c.jpg", nil}, // too many were
		{"d.jpg", nil},
	} {
		item := &build(t, DefaultOptions(), photo(in, c.name)).Items[0]
		var got []string
		for path := range item.Results() {
			got = append(got, filepath.Base(path))
		}
		if !slices.Equal(got, c.want) || item.FirstName() != filepath.Join(out, c.name) {
			t.Errorf("%s, %s: %q, want %q", c.name, item.FirstName(), got, c.want)
		}
	}
	failed := build(t, DefaultOptions(), remains(photo(in, "a.jpg"))).Items[0]
	for path := range failed.Results() {
		t.Errorf("what cannot be read has the result %s", path)
	}
}

func TestMayBeFrom(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "in resized", "a.jpg")
	imgtest.WriteTree(t, filepath.Dir(file), map[string][]byte{"a.jpg": nil})
	opts := DefaultOptions()
	for _, c := range []struct {
		name string
		date time.Time
		keep bool
		want bool
	}{
		{"the same date", march, true, true},
		{"the same date, by chance", march, false, true},
		{"a later date", march.Add(time.Hour), true, false},
		{"a later date, of its own", march.Add(time.Hour), false, true},
		{"an earlier date", march.Add(-time.Hour), false, false},
	} {
		if err := os.Chtimes(file, c.date, c.date); err != nil {
			t.Fatal(err)
		}
		opts.Recipe.KeepDates = c.keep
		item := &build(t, opts, photo(filepath.Join(dir, "in"), "a.jpg")).Items[0]
		for _, info := range item.Results() {
			if got := item.MayBeFrom(info); got != c.want {
				t.Errorf("%s: %v", c.name, got)
			}
		}
	}
}
