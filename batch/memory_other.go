//go:build !linux

package batch

import "math"

// systemMemory is not known here.
func systemMemory() (int64, bool) { return 0, false }

// freeAddresses is not limited here.
func freeAddresses() int64 { return math.MaxInt64 }
