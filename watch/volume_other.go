//go:build !linux && !darwin

package watch

// volumeOf knows nothing: there, notifications are trusted and the safety walk finds what they miss.
func volumeOf(string) volume { return volume{} }
