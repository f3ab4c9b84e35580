// Package metadata keeps what pictures carry beside their pixels: EXIF, ICC profiles and XMP.
//
// It knows the contents of the blocks; the containers that they travel in (JPEG segments, PNG and WebP chunks, TIFF tags) are
// package codec's.
package metadata

import "strings"

// Kinds is a set of kinds of metadata.
type Kinds uint8

// The kinds.
const (
	EXIF Kinds = 1 << iota
	ICC
	XMP
)

// String lists the kinds as people write them: "EXIF and colour profile".
func (k Kinds) String() string {
	var names []string
	for i, name := range []string{"EXIF", "colour profile", "XMP"} {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " and ")
}

// Blocks are a picture's metadata as bare bytes, without their containers' wrapping. A nil block is absent.
type Blocks struct {
	EXIF []byte // a TIFF structure: begins with II*\0 or MM\0*
	ICC  []byte // an ICC profile
	XMP  []byte // an XMP packet, UTF-8
}

// MaxBlock bounds a block in bytes; larger ones are not kept. The largest colour profiles have some 4 MB.
const MaxBlock = 16 << 20
