package resample

import (
	"os"
	"regexp"
	"testing"
)

// TestRegisters: the processors that have AVX2 but not AVX-512 have 16 vector registers, and stop
// the program at any other.
func TestRegisters(t *testing.T) {
	code, err := os.ReadFile("kernels_amd64.s")
	if err != nil {
		t.Fatal(err)
	}
	if r := regexp.MustCompile(`\b[XY](1[6-9]|2[0-9]|3[01])\b|\bZ[0-9]+\b|\bK[0-7]\b`).Find(code); r != nil {
		t.Errorf("register %s needs AVX-512", r)
	}
}
