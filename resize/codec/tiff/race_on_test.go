//go:build race

package tiff_test

// raceEnabled reports whether the race detector watches this run.
const raceEnabled = true
