// Package filedate compares modification times across file systems that keep them in coarse steps.
package filedate

import "time"

// Same reports whether a date that was kept is the date that was set. File systems keep dates in
// steps, of 2 s (FAT), 1 s, 10 ms (exFAT), 1 µs or 100 ns (NTFS): a kept date that lies on such a
// step is the set one, cut.
func Same(kept, set time.Time) bool {
	for _, step := range []time.Duration{
		2 * time.Second, time.Second, 10 * time.Millisecond, time.Microsecond, 100 * time.Nanosecond,
	} {
		if kept.Truncate(step).Equal(kept) {
			return kept.Equal(set.Truncate(step)) || kept.Equal(set)
		}
	}
	return kept.Equal(set)
}
