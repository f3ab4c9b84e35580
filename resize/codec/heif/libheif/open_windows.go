//go:build !nodynamic && amd64

package libheif

import (
	"errors"

	"github.com/ebitengine/purego"
	"golang.org/x/sys/windows"
)

var errNotFound = errors.New("not found")

// open finds libheif beside the program or in the system's folder, never in the current one. Its
// builds have three names.
func open() (uintptr, error) {
	for _, name := range []string{"heif.dll", "libheif.dll", "libheif-1.dll"} {
		if handle, err := windows.LoadLibraryEx(name, 0,
			windows.LOAD_LIBRARY_SEARCH_DEFAULT_DIRS); err == nil {
			return uintptr(handle), nil
		}
	}
	return 0, errNotFound
}

func has(handle uintptr, name string) bool {
	_, err := windows.GetProcAddress(windows.Handle(handle), name)
	return err == nil
}

// newFailing finds the functions that can fail. On Windows a struct of sixteen bytes is returned
// through a pointer before the arguments.
func newFailing(handle uintptr) failing {
	var f failing
	if has(handle, "heif_init") {
		var call func(f *failure, parameters uintptr)
		purego.RegisterLibFunc(&call, handle, "heif_init")
		f.initialize = func(parameters uintptr) failure {
			var e failure
			call(&e, parameters)
			return e
		}
	}
	var read func(f *failure, context uintptr, file *byte, n, options uintptr)
	purego.RegisterLibFunc(&read, handle, "heif_context_read_from_memory_without_copy")
	f.read = func(context uintptr, file *byte, n, options uintptr) failure {
		var e failure
		read(&e, context, file, n, options)
		return e
	}
	var primary func(f *failure, context uintptr, handle *uintptr)
	purego.RegisterLibFunc(&primary, handle, "heif_context_get_primary_image_handle")
	f.primary = func(context uintptr, handle *uintptr) failure {
		var e failure
		primary(&e, context, handle)
		return e
	}
	var decode func(
		f *failure, handle uintptr, image *uintptr, space, chroma int32, o *decodingOptions)
	purego.RegisterLibFunc(&decode, handle, "heif_decode_image")
	f.decode = func(
		handle uintptr, image *uintptr, space, chroma int32, o *decodingOptions,
	) failure {
		var e failure
		decode(&e, handle, image, space, chroma, o)
		return e
	}
	return f
}
