//go:build !purego

package resample

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestKernelsNeedNoMoreThanAVX2 fails where the generator ran out of registers and took those that only AVX-512 has: such
// a kernel runs on the machine of whoever wrote it, and is an illegal instruction on most others.
func TestKernelsNeedNoMoreThanAVX2(t *testing.T) {
	source, err := os.ReadFile("kernels_amd64.s")
	if err != nil {
		t.Fatal(err)
	}
	more := regexp.MustCompile(`\b([XY](1[6-9]|2[0-9]|3[01])|Z[0-9]+|K[0-7])\b`)
	for i, line := range strings.Split(string(source), "\n") {
		if found := more.FindString(line); found != "" {
			t.Errorf("kernels_amd64.s:%d: %s needs AVX-512: %s", i+1, found, strings.TrimSpace(line))
		}
	}
}
