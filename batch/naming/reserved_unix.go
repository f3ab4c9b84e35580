//go:build unix

package naming

import (
	"os"
	"strings"

	"sizemill/internal/atomicfile"
)

// refusesReserved reports whether the file system at dir, which exists, refuses reserved
// characters. If the type does not tell, as through FUSE and over a network, it tries two empty
// temporaries and removes them.
func refusesReserved(dir string) bool {
	if refuses, known := knownFileSystem(dir); known {
		return refuses
	}
	plain, err := os.CreateTemp(dir, atomicfile.Pattern)
	if err != nil {
		return false // nothing can be written there anyway
	}
	defer remove(plain)
	special, err := os.CreateTemp(dir, strings.Replace(atomicfile.Pattern, "*", "*:", 1))
	if err != nil {
		return true
	}
	remove(special)
	return false
}

// remove closes and removes a temporary. If that fails, the next run removes it.
func remove(f *os.File) {
	_ = f.Close()
	_ = os.Remove(f.Name())
}
