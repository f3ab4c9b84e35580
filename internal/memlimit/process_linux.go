package memlimit

import (
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// systemMemory returns the machine's memory, or that of this process's control groups where that is
// less.
func systemMemory() (int64, bool) {
	root := os.DirFS("/")
	memory, known := kibibytes(root, "proc/meminfo", "MemTotal:")
	if !known {
		memory = math.MaxInt64
	}
	if limit, ok := groupMemory(root); ok {
		memory, known = min(memory, limit), true
	}
	return memory, known
}

// Addresses returns how many bytes of address space the process can still ask for, as its limits
// (RLIMIT_AS, RLIMIT_DATA) say; math.MaxInt64 without limits, as on systems other than Linux.
func Addresses() int64 {
	root := os.DirFS("/")
	free := int64(math.MaxInt64)
	for _, limit := range []struct {
		resource int
		taken    string
	}{{unix.RLIMIT_AS, "VmSize:"}, {unix.RLIMIT_DATA, "VmData:"}} {
		var r unix.Rlimit
		if unix.Getrlimit(limit.resource, &r) != nil || r.Cur >= math.MaxInt64 {
			continue
		}
		taken, _ := kibibytes(root, "proc/self/status", limit.taken)
		free = min(free, max(int64(r.Cur)-taken, 0))
	}
	return free
}

// kibibytes reads a figure from one of the kernel's files, and returns it in bytes.
func kibibytes(root fs.FS, name, label string) (int64, bool) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, label); ok {
			figure := strings.TrimSuffix(strings.TrimSpace(rest), "kB")
			n, err := strconv.ParseInt(strings.TrimSpace(figure), 10, 64)
			return n << 10, err == nil
		}
	}
	return 0, false
}
