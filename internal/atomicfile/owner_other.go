//go:build !unix

package atomicfile

import "io/fs"

// GiveOwner does nothing.
func GiveOwner(string, fs.FileInfo) {}
