// Package heif decodes HEVC and AV1 pictures with the system's libheif, which is loaded when it is first needed.
//
// Nothing of libheif is needed to build, and a program runs without it: HEVC is covered by patents, so Sizemill brings no decoder of its
// own, but most desktops have one. Whether there is one is Missing's to say.
//
// Loading a library needs a program that the system's loader has started. Builds with -tags nodynamic, which stand for static ones,
// have none; on Linux and macOS there is one for amd64 and arm64, on Windows for amd64.
//
// libheif runs in the process: a fault in it ends the program. It is given files that package isobmff has written of nothing but checked
// structure and coded pixels.
package libheif

// Format is how pixels are coded, in libheif's numbers.
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
