//go:build !nodynamic && (linux || darwin) && (amd64 || arm64)

package libheif

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/ebitengine/purego"
)

var errNotFound = errors.New("not found")

// open finds libheif in the system's search path and, on macOS, in Homebrew's and MacPorts'
// folders.
func open() (uintptr, error) {
	names := []string{"libheif.so.1"}
	if runtime.GOOS == "darwin" {
		names = []string{"libheif.1.dylib", "/opt/homebrew/lib/libheif.1.dylib",
			"/usr/local/lib/libheif.1.dylib", "/opt/local/lib/libheif.1.dylib"}
	}
	var failed error
	for _, name := range names {
		handle, err := purego.Dlopen(name, purego.RTLD_NOW|purego.RTLD_LOCAL)
		if err == nil {
			return handle, nil
		}
		// On macOS the loader's message lists all places it searched; only an existing library
		// makes it useful.
		if _, there := os.Stat(name); runtime.GOOS == "linux" ||
			filepath.IsAbs(name) && !errors.Is(there, fs.ErrNotExist) {
			failed = err
		}
	}
	if failed != nil {
		return 0, failed
	}
	return 0, errNotFound
}

func has(handle uintptr, name string) bool {
	symbol, err := purego.Dlsym(handle, name)
	return err == nil && symbol != 0
}

// newFailing finds the functions that can fail.
func newFailing(handle uintptr) failing {
	var f failing
	if has(handle, "heif_init") {
		purego.RegisterLibFunc(&f.initialize, handle, "heif_init")
	}
	purego.RegisterLibFunc(&f.read, handle, "heif_context_read_from_memory_without_copy")
	purego.RegisterLibFunc(&f.primary, handle, "heif_context_get_primary_image_handle")
	purego.RegisterLibFunc(&f.decode, handle, "heif_decode_image")
	return f
}
