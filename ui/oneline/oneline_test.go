package oneline

import (
	"testing"
)

func TestNamesCannotBreakALine(t *testing.T) {
	if got, want := Name("a\nb\tc\u202egpj.x"), "a\ufffdb\ufffdc\ufffdgpj.x"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
