package imgtest

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// Resident returns the process's memory in bytes, including C's.
func Resident(t testing.TB) int {
	t.Helper()
	runtime.GC()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(b))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// Peak returns the most memory in bytes that the process had at once while do ran, in addition to
// what it had before. If the kernel does not measure that, the test is skipped.
func Peak(t testing.TB, do func()) int {
	t.Helper()
	before := Resident(t)
	const highest = "5" // see proc(5)
	if err := os.WriteFile("/proc/self/clear_refs", []byte(highest), 0); err != nil {
		t.Skipf("the highest use of memory cannot be measured here: %v", err)
	}
	do()
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(b), "VmHWM:")
	kilobytes, err := strconv.Atoi(strings.Fields(line)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes<<10 - before
}
