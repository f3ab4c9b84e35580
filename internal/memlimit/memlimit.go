// Package memlimit finds out how much memory this process may use.
package memlimit

import (
	"math"
	"runtime/debug"
)

// unknown stands for the memory of a machine that does not tell: small enough for any that runs a
// desktop.
const unknown = 4 << 30

// Available returns how many bytes this process can get at all: the machine's memory, or what its
// control groups and limits leave it. It is math.MaxInt64 where that is not known, as on systems
// other than Linux.
func Available() int64 {
	available := Addresses()
	if n, ok := systemMemory(); ok {
		available = min(available, n)
	}
	return available
}

// Memory returns how many bytes this process may use: the machine's memory, or less where control
// groups or GOMEMLIMIT say so. On systems other than Linux the machine is taken to have 4 GiB.
func Memory() int64 {
	memory := int64(unknown)
	if n, ok := systemMemory(); ok {
		memory = n
	}
	if n := debug.SetMemoryLimit(-1); n < math.MaxInt64 { // GOMEMLIMIT
		memory = min(memory, n)
	}
	return memory
}
