//go:build !unix

package batch

import "time"

// processorTime reports that it is not known here.
func processorTime() (used time.Duration, known bool) { return 0, false }
