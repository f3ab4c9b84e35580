package naming

import "testing"

func TestStems(t *testing.T) {
	for _, c := range []struct{ name, base, stem, unnumbered string }{
		{"plain", "a.jpg", "a", ""},
		{"case", "A.JPG", "a", ""},
		{"accents", "e\u0301.jpg", "\u00e9", ""},
		{"no extension", "a", "a", ""},
		{"not a picture's extension", "a.b", "a.b", ""},
		{"numbered", "a (2).jpg", "a (2)", "a"},
		{"numbered twice", "a (3) (12).jpg", "a (3) (12)", "a (3)"},
		{"a word in brackets", "a (two).jpg", "a (two)", ""},
		{"not apart", "a(2).jpg", "a(2)", ""},
		{"only a bracket", "a).jpg", "a)", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if stem, unnumbered := Stems(c.base); stem != c.stem || unnumbered != c.unnumbered {
				t.Errorf("%q, %q; want %q, %q", stem, unnumbered, c.stem, c.unnumbered)
			}
		})
	}
}
