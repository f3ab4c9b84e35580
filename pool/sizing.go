package pool

import (
	"math"
	"runtime"
	"time"
)

// maxSize is the most that the helpers return: beyond it the network or the disk is the limit, and
// a mistyped number should not start a million goroutines.
const maxSize = 4096

// CPUBound returns the number of workers for jobs that compute without waiting: one per CPU that
// the program may use, within the limits of its container.
func CPUBound() int {
	return runtime.GOMAXPROCS(0)
}

// IOBound returns the number of workers for jobs that wait waitToCompute times as long as they
// compute: jobs of 9 ms on the network for 1 ms of work, a ratio of 9, need ten workers to keep one
// CPU busy. A ratio of zero or less is CPUBound. The result is at most 4096.
func IOBound(waitToCompute float64) int {
	return size(float64(CPUBound()) * (1 + max(waitToCompute, 0)))
}

// RateLimited returns the number of workers that keep up with a service that allows perSecond calls
// and takes latency for each (Little's law): 50 calls per second of 200 ms need ten workers. This
// is only a size: enforce the rate with a limiter inside the job. The result is from 1 to 4096.
func RateLimited(perSecond float64, latency time.Duration) int {
	return size(perSecond * latency.Seconds())
}

// size rounds up into 1 to maxSize; NaN becomes 1.
func size(workers float64) int {
	if !(workers > 1) {
		return 1
	}
	return int(math.Ceil(min(workers, maxSize)))
}
