//go:build !linux

package memlimit

import "math"

// systemMemory returns not known here.
func systemMemory() (int64, bool) { return 0, false }

// Addresses returns math.MaxInt64: address space is not limited here.
func Addresses() int64 { return math.MaxInt64 }
