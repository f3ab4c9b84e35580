package naming

import (
	"runtime"
	"testing"

	"sizemill/internal/imgtest"
)

func TestReplaceReserved(t *testing.T) {
	for name, want := range map[string]string{
		"plain": "plain", "a:b": "a_b", `a\b/c?d*e`: "a_b/c_d_e", `"<>|`: "____", "tab\there\x01": "tab_here_", "m\xfcll": "m_ll",
		"ünï": "ünï", "100%": "100%", "a\x7fb": "a\x7fb", ". .": ". .",
	} {
		if got := replaceReserved(name); got != want || restricted(name) != (got != name) || restricted(got) {
			t.Errorf("%q becomes %q, want %q; restricted: %v", name, got, want, restricted(name))
		}
	}
}

// TestRefusesReservedTries: if the type of the file system does not tell, temporaries do, and none
// is left.
func TestRefusesReservedTries(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows refuses reserved characters everywhere")
	}
	dir := t.TempDir()
	if refusesReserved(dir) {
		t.Error("a folder of the tests refuses reserved characters")
	}
	imgtest.SameNames(t, dir)
}
