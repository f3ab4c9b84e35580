//go:build unix

package batch

import (
	"syscall"
	"time"
)

// processorTime returns how long processors have worked for this process.
func processorTime() (used time.Duration, known bool) {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0, false
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), true
}
