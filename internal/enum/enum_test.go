package enum

import "testing"

type color int

const (
	red color = iota
	green
)

func TestNames(t *testing.T) {
	names := New[color]("color", []string{red: "red", green: "green"})
	for _, tt := range []struct {
		text string
		want color
		err  string
	}{
		{"red", red, ""}, {"green", green, ""}, {"Green", green, ""}, {"RED", red, ""},
		{"", -1, `unknown color "": use red, green`}, {"gre", -1, `unknown color "gre": use red, green`},
	} {
		got := color(-1)
		err := names.Parse([]byte(tt.text), &got)
		if got != tt.want || err == nil && tt.err != "" || err != nil && err.Error() != tt.err {
			t.Errorf("%q: %v, %v", tt.text, got, err)
		}
	}
	for v, want := range map[color]string{red: "red", green: "green", 2: "2", -1: "-1"} {
		text, err := names.Text(v)
		if names.Name(v) != want || string(text) != want || err != nil {
			t.Errorf("%d: %q, %q, %v", int(v), names.Name(v), text, err)
		}
		if err := names.Check(v); names.Valid(v) != (err == nil) || names.Valid(v) != (v == red || v == green) {
			t.Errorf("%d: valid %v, %v", int(v), names.Valid(v), err)
		}
	}
	if err := names.Check(2); err.Error() != "unknown color 2" {
		t.Error(err)
	}
}
