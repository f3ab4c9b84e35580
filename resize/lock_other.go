//go:build !unix

package resize

import "os"

// lockTemp has nothing to do: Windows removes no file that is open.
func lockTemp(*os.File) (release func(), err error) { return func() {}, nil }

// removeOrphan removes a temporary that nobody has open.
func removeOrphan(path string) error {
	_ = os.Remove(path) // where it fails the file is in use, or somebody else's to remove
	return nil
}
