package resize

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The names of temporaries: hidden, and told from everybody else's.
const tempPrefix, tempSuffix = ".sizemill-", ".tmp"

// SweepTemporaries removes the temporaries that killed runs have left in the folder dir, and none of a run that is alive, in
// this process or another: those are locked. A folder that does not exist has none.
func SweepTemporaries(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return wrap("read", dir, err)
	}
	var first error
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix) && e.Type().IsRegular() {
			if err := removeOrphan(filepath.Join(dir, name)); err != nil && first == nil {
				first = err
			}
		}
	}
	return first
}
