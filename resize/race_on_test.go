//go:build race

package resize

// raceEnabled reports whether the race detector watches this run.
const raceEnabled = true
