package format

import (
	"errors"
)

// ErrMetadata is metadata that cannot be read.
var ErrMetadata = errors.New("unreadable metadata")

// EXIFPrefix begins the JPEG segment that holds EXIF; other formats repeat it by mistake.
const EXIFPrefix = "Exif\x00\x00"

// XMPPrefix begins the JPEG segment that holds XMP.
const XMPPrefix = "http://ns.adobe.com/xap/1.0/\x00"
