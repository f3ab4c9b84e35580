package cli

import (
	"os"
	"runtime/debug"
)

// collectOften sets GOGC=15, unless the user has set it: while pictures are made, the heap is a few
// large pointer-free buffers, so collecting is cheap, and growing them leaves the old ones behind.
// Planning makes many small objects and would take twice the time, so commands call collectOften
// when the plan is done.
func collectOften() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(15)
	}
}
