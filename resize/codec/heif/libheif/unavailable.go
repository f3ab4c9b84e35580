//go:build nodynamic || !(((linux || darwin) && (amd64 || arm64)) || (windows && amd64))

package libheif

import (
	"image"

	"sizemill/resize/fault"
)

// Missing reports that this build cannot load libheif.
func Missing(Format) string {
	return "this build of sizemill is static and cannot load libheif; the usual build can"
}

// Decode fails with an ErrUnsupported.
func Decode([]byte, Format, image.Point) (image.Image, error) {
	return nil, fault.Unsupported("%s", Missing(HEVC))
}
