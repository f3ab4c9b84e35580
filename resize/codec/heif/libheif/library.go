//go:build !nodynamic && (((linux || darwin) && (amd64 || arm64)) || (windows && amd64))

package libheif

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
)

// library is the functions of libheif that are used. Pointers to its objects are numbers, which Go
// must not dereference.
type library struct {
	version       func() uint32
	alloc         func() uintptr
	free          func(context uintptr)
	setLimit      func(context uintptr, side int32) // pixels per side
	setThreads    func(context uintptr, n int32)    // nil before version 1.13
	have          func(format Format) int32
	releaseHandle func(handle uintptr)
	depth         func(handle uintptr) int32 // bits per channel; -1 if unknown to libheif
	allocOptions  func() *decodingOptions
	freeOptions   func(*decodingOptions)
	releaseImage  func(image uintptr)
	width         func(image uintptr, channel int32) int32
	height        func(image uintptr, channel int32) int32
	bits          func(image uintptr, channel int32) int32 // used bits of a value
	plane         func(image uintptr, channel int32, stride *int32) *byte
	failing
}

// failing is the functions that can fail.
type failing struct {
	initialize func(parameters uintptr) failure // nil before version 1.13
	read       func(context uintptr, file *byte, n, options uintptr) failure
	primary    func(context uintptr, handle *uintptr) failure
	decode     func(handle uintptr, image *uintptr, space, chroma int32, o *decodingOptions) failure
}

// decodingOptions begins as libheif's struct does; more may follow in its memory.
type decodingOptions struct {
	version               uint8
	ignoreTransformations uint8
	_                     [6]byte
	_                     [4]uintptr // callbacks
	_                     uint8      // whether to return 8 bits, since version 2
	strict                uint8      // since version 3
}

// failure is libheif's heif_error, which its functions return by value.
type failure struct {
	code, detail int32
	message      *byte
}

// text returns libheif's message, at most 200 bytes.
func (f failure) text() string {
	if f.message == nil {
		return fmt.Sprintf("error %d.%d", f.code, f.detail)
	}
	n := 0
	for n < 200 && *(*byte)(unsafe.Add(unsafe.Pointer(f.message), n)) != 0 {
		n++
	}
	return string(unsafe.Slice(f.message, n))
}

// loaded returns the library. It is opened once, because the system would return the same one each
// time.
var loaded = sync.OnceValues(load)

// errVersion asks for the first version that reports the used bits of a value, and that decodes
// strictly.
var errVersion = errors.New("older than version 1.7")

func load() (lib *library, err error) {
	handle, err := open()
	if err != nil {
		return nil, err
	}
	defer func() { // purego panics for a missing function
		if v := recover(); v != nil {
			lib, err = nil, fmt.Errorf("%v", v)
		}
	}()
	lib = &library{}
	for name, function := range map[string]any{
		"heif_get_version_number":                   &lib.version,
		"heif_context_alloc":                        &lib.alloc,
		"heif_context_free":                         &lib.free,
		"heif_context_set_maximum_image_size_limit": &lib.setLimit,
		"heif_have_decoder_for_format":              &lib.have,
		"heif_image_handle_release":                 &lib.releaseHandle,
		"heif_image_handle_get_luma_bits_per_pixel": &lib.depth,
		"heif_decoding_options_alloc":               &lib.allocOptions,
		"heif_decoding_options_free":                &lib.freeOptions,
		"heif_image_release":                        &lib.releaseImage,
		"heif_image_get_width":                      &lib.width,
		"heif_image_get_height":                     &lib.height,
		"heif_image_get_bits_per_pixel_range":       &lib.bits,
		"heif_image_get_plane_readonly":             &lib.plane,
	} {
		purego.RegisterLibFunc(function, handle, name)
	}
	if lib.version() < 1<<24|7<<16 {
		return nil, errVersion
	}
	if has(handle, "heif_context_set_max_decoding_threads") {
		purego.RegisterLibFunc(&lib.setThreads, handle, "heif_context_set_max_decoding_threads")
	}
	lib.failing = newFailing(handle)
	if lib.initialize != nil { // finds decoder plugins, which stay for the program's life
		if f := lib.initialize(0); f.code != 0 {
			return nil, errors.New(f.text())
		}
	}
	return lib, nil
}

// howToInstall names the packages that bring libheif and an HEVC decoder to this system.
func howToInstall() string {
	switch runtime.GOOS {
	case "darwin":
		return "brew install libheif"
	case "windows":
		return "put heif.dll and the DLLs that it needs next to sizemill.exe"
	}
	return "install libheif1 and libde265-0 (Debian 12, Ubuntu 22.04), " +
		"libheif1 and libheif-plugin-libde265 (newer releases), " +
		"libheif-freeworld from RPM Fusion (Fedora) or libheif (Arch)"
}

// Missing returns in full words what this machine lacks to decode f, and how to get it; an empty
// text if nothing. The first call loads the library, which takes some milliseconds.
func Missing(f Format) string {
	lib, err := loaded()
	switch {
	case err == nil && lib.have(f) != 0:
		return ""
	case err == nil:
		return fmt.Sprintf("libheif is installed, but has no decoder for %v; %s", f, howToInstall())
	case errors.Is(err, errNotFound):
		return "libheif is not installed; " + howToInstall()
	default:
		return fmt.Sprintf("libheif cannot be used (%v); %s", err, howToInstall())
	}
}
