//go:build unix

package naming

import (
	"os"
	"strings"

	"sizemill/internal/atomicfile"
)

// refusesReserved reports whether the file system at dir, which exists, refuses reserved characters.
// What it cannot tell from the type it tries, with two empty temporaries that it removes at once:
// through FUSE and over a network the type says nothing.
func refusesReserved(dir string) bool {
	if refuses, known := knownFileSystem(dir); known {
		return refuses
	}
	plain, err := os.CreateTemp(dir, atomicfile.Pattern)
	if err != nil {
		return false // nothing can be made there anyway
	}
	defer remove(plain)
	special, err := os.CreateTemp(dir, strings.Replace(atomicfile.Pattern, "*", "*:", 1))
	if err != nil {
		return true
	}
	remove(special)
	return false
}

// remove closes and removes a temporary. One that stays is removed by the next run.
func remove(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name())
}
