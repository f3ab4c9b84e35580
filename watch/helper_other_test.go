//go:build !linux

package watch

// helper is only needed for the faults of Linux's kernel.
func helper(string) int { return 2 }
