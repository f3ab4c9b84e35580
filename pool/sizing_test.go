package pool_test

import (
	"math"
	"runtime"
	"testing"
	"time"

	"sizemill/pool"
)

func TestIOBound(t *testing.T) {
	cpus := runtime.GOMAXPROCS(0)
	for _, test := range []struct {
		name  string
		ratio float64
		want  int
	}{
		{"no waiting", 0, cpus},
		{"negative", -3, cpus},
		{"as long as computing", 1, 2 * cpus},
		{"nine times", 9, 10 * cpus},
		{"rounded up", 0.01, cpus + 1},
		{"absurd", 1e300, 4096},
		{"infinite", math.Inf(1), 4096},
		{"not a number", math.NaN(), 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := pool.IOBound(test.ratio); got != test.want {
				t.Errorf("IOBound(%v) = %d, want %d", test.ratio, got, test.want)
			}
		})
	}
}

func TestRateLimited(t *testing.T) {
	for _, test := range []struct {
		name      string
		perSecond float64
		latency   time.Duration
		want      int
	}{
		{"ten in flight", 50, 200 * time.Millisecond, 10},
		{"rounded up", 50, 201 * time.Millisecond, 11},
		{"slower than the rate allows", 0.1, time.Second, 1},
		{"no rate", 0, time.Second, 1},
		{"negative", -5, time.Second, 1},
		{"absurd", 1e9, time.Hour, 4096},
		{"not a number", math.NaN(), time.Second, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := pool.RateLimited(test.perSecond, test.latency); got != test.want {
				t.Errorf("RateLimited(%v, %v) = %d, want %d", test.perSecond, test.latency, got, test.want)
			}
		})
	}
}
