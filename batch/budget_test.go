package batch

import (
	"math"
	"testing"
)

// TestMemoryError: a larger budget is recommended only where there is that much memory.
func TestMemoryError(t *testing.T) {
	const mib = 1 << 20
	for _, tt := range []struct {
		available int64
		want      string
	}{
		{math.MaxInt64, "it needs about 300 MiB of memory, but the limit is 100 MiB; use --memory 300MiB to allow it"},
		{300 * mib, "it needs about 300 MiB of memory, but the limit is 100 MiB; use --memory 300MiB to allow it"},
		{200 * mib, "it needs about 300 MiB of memory, but at most 200 MiB is available"},
	} {
		if got := (&MemoryError{Need: 300 * mib, Limit: 100 * mib, Available: tt.available}).Error(); got != tt.want {
			t.Errorf("%d available: %q, want %q", tt.available, got, tt.want)
		}
	}
}

// TestShares: a limit below the machine's memory limits what pictures may take, and there is always
// a minimum.
func TestShares(t *testing.T) {
	const mib = 1 << 20
	for name, tt := range map[string]struct {
		memory, addresses int64
		flight, one       int64
	}{
		"a machine":             {16384 * mib, math.MaxInt64, 4096 * mib, 12288 * mib},
		"a small control group": {900 * mib, math.MaxInt64, 225 * mib, 675 * mib},
		"few addresses":         {16384 * mib, 1128 * mib, 250 * mib, 400 * mib},
		"more addresses":        {1024 * mib, 100_000 * mib, 256 * mib, 768 * mib},
		"next to nothing":       {mib, mib, smallestFlight, smallestFlight},
	} {
		if flight, one := shares(tt.memory, tt.addresses); flight != tt.flight || one != tt.one {
			t.Errorf("%s: %d together and %d alone, want %d and %d", name, flight, one, tt.flight, tt.one)
		}
	}
}
