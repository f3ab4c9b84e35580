package wording

import (
	"testing"

	"sizemill/batch"
	"sizemill/ui/form"
)

func TestNameProblems(t *testing.T) {
	for name, want := range map[string]string{
		"{foo}":      "{foo} cannot be used here",
		"{size}":     "{size} cannot be used here", // there is one size only
		"{name":      "A brace is unmatched",
		"":           "A name is missing",
		"a//{name}":  "A name is missing",
		"../{name}":  "The name must stay inside the output folder",
		"/{name}":    "The name must stay inside the output folder",
		"a\x00":      "The name contains characters that file names cannot have",
		"{name}-{n}": "",
	} {
		f := form.New(batch.DefaultOptions())
		f.Name = name
		_, problems := f.Options(batch.DefaultOptions())
		got := ""
		if len(problems) > 0 {
			got = Problem(problems[0])
		}
		if got != want {
			t.Errorf("%q: says %q, want %q", name, got, want)
		}
	}
}
