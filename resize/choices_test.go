package resize

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestRecipeJSON: presets are stored as JSON, by names.
func TestRecipeJSON(t *testing.T) {
	want := DefaultRecipe()
	want.Mode, want.Anchor, want.Small, want.Filter, want.Format = ShortEdge, BottomLeft, SmallSkip, MitchellNetravali, WebP
	want.Background = Color{R: 1, G: 2, B: 3, A: 4}
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Recipe
	if err := json.Unmarshal(b, &got); err != nil || got != want {
		t.Errorf("%v\n%+v\nwant %+v\n%s", err, got, want, b)
	}
}

func TestNames(t *testing.T) {
	for m := Fit; m <= NoResize; m++ {
		checkName(t, m)
	}
	for a := Center; a <= BottomRight; a++ {
		checkName(t, a)
	}
	for p := SmallCopy; p <= SmallSkip; p++ {
		checkName(t, p)
	}
	for f := Lanczos; f <= NearestNeighbor; f++ {
		checkName(t, f)
	}
	var m Mode
	if err := m.UnmarshalText([]byte("fits")); err == nil {
		t.Error("fits is taken for a mode")
	}
}

// checkName reads a value's name back, and in capitals too.
func checkName[E interface {
	comparable
	String() string
}](t *testing.T, want E) {
	t.Helper()
	for _, name := range []string{want.String(), strings.ToUpper(want.String())} {
		got := *new(E)
		err := any(&got).(interface{ UnmarshalText([]byte) error }).UnmarshalText([]byte(name))
		if err != nil || got != want || strings.Trim(name, "0123456789") == "" {
			t.Errorf("%q is %v (%v), want %v", name, got, err, want)
		}
	}
}

func TestColor(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Color
		ok   bool
	}{
		{"#102030", Color{0x10, 0x20, 0x30, 255}, true}, {"FFEEDD80", Color{0xff, 0xee, 0xdd, 0x80}, true}, {"#abc", Color{0xaa, 0xbb, 0xcc, 255}, true},
		{"White", white, true}, {"black", Color{A: 255}, true}, {"transparent", Color{}, true},
		{"", Color{}, false}, {"#12345", Color{}, false}, {"red-ish", Color{}, false}, {"+1234567", Color{}, false}, {"éa", Color{}, false},
	} {
		var got Color
		err := got.UnmarshalText([]byte(tt.text))
		if (err == nil) != tt.ok || got != tt.want {
			t.Errorf("%q: %v, %v", tt.text, got, err)
		}
		if err == nil {
			var again Color
			if err := again.UnmarshalText([]byte(got.String())); err != nil || again != got {
				t.Errorf("%q is written %q and read as %v (%v)", tt.text, got, again, err)
			}
		}
	}
}
