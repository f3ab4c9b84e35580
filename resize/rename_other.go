//go:build !linux && !windows

package resize

// renameNew renames and gives ErrExists where the name is taken.
func renameNew(from, to string) error { return renameByLink(from, to) }
