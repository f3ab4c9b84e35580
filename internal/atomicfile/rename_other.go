//go:build !linux && !windows

package atomicfile

// renameNew renames, and returns ErrExists where the name is taken.
func renameNew(from, to string) error { return renameByLink(from, to) }
