package hotfolder

import (
	"strings"
	"testing"
)

func TestFamily(t *testing.T) {
	long := strings.Repeat("n", 251)
	for _, c := range []struct {
		name, a, b string
		same       bool
	}{
		{"numbered", "/out/a.jpg", "/out/a (2).jpg", true},
		{"numbered twice", "/out/a (3).jpg", "/out/a (3) (12).jpg", true},
		{"case", "/out/A.JPG", "/out/a.jpg", true},
		{"accents", "/out/\u00e9.jpg", "/out/e\u0301 (2).jpg", true},
		{"cut to make room for the number", "/out/" + long + ".jpg", "/out/" + long[:247] + " (2).jpg", true},
		{"cut on a disk that composes accents otherwise", "/out/" + strings.Repeat("\u00e9", 125) + ".jpg",
			"/out/" + strings.Repeat("e\u0301", 82) + " (2).jpg", true},
		{"other name", "/out/a.jpg", "/out/b.jpg", false},
		{"other folder", "/out/a.jpg", "/out/x/a.jpg", false},
		{"other format", "/out/a.jpg", "/out/a.png", false},
		{"a word in brackets", "/out/a.jpg", "/out/a (two).jpg", false},
		{"not apart", "/out/a.jpg", "/out/a(2).jpg", false},
		{"only a bracket", "/out/a.jpg", "/out/a).jpg", false},
		{"long, but not cut", "/out/" + long[:200] + "a.jpg", "/out/" + long[:200] + "b.jpg", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := family(c.a) == family(c.b); got != c.same {
				t.Errorf("%q and %q: same %v, want %v", family(c.a), family(c.b), got, c.same)
			}
		})
	}
}
