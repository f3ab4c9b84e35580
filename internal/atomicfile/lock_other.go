//go:build !unix

package atomicfile

import "os"

// lockTemp has nothing to do: Windows does not remove a file that is open.
func lockTemp(*os.File) (release func(), err error) { return func() {}, nil }

// removeOrphan removes a temporary that no process has open.
func removeOrphan(path string) error {
	_ = os.Remove(path) // where it fails the file is in use, or another user's to remove
	return nil
}
