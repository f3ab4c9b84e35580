//go:build !race

package codec_test

// raceEnabled reports whether the race detector watches this run.
const raceEnabled = false
