// Package libheif decodes HEVC and AV1 pictures with the system's libheif, which is loaded when it
// is first needed.
//
// It is not needed to build or to start a program. HEVC is covered by patents, so Sizemill brings
// no decoder of its own, but most desktops have one. See Missing.
//
// Loading a library needs a program that the system's loader has started. Builds with -tags
// nodynamic, which stand for static ones, cannot load it. On Linux and macOS it works on amd64 and
// arm64, on Windows on amd64.
//
// libheif runs in the process: a fault in it ends the program. It sees only files that package
// isobmff has written, with checked structure and coded pixels.
package libheif

// Format is the codec of the pixels, in libheif's numbers.
type Format int32

// The formats.
const (
	HEVC Format = 1
	AV1  Format = 4
)

func (f Format) String() string {
	if f == AV1 {
		return "AV1"
	}
	return "HEVC"
}
