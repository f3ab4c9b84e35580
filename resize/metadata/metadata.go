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
	IPTC
)

// String lists the kinds as people write them: "EXIF and colour profile".
func (k Kinds) String() string {
	var names []string
	for i, name := range []string{"EXIF", "colour profile", "XMP", "IPTC"} {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " and ")
}

// Blocks are a picture's metadata as bare bytes, without their containers' wrapping. A nil block is absent.
type Blocks struct {
	EXIF  []byte // a TIFF structure: begins with II*\0 or MM\0*
	ICC   []byte // an ICC profile
	XMP   []byte // an XMP packet, UTF-8
	IPTC  []byte // IPTC-IIM datasets, each beginning with 0x1C
	Color Coding // what the format itself says of its colours; the profile, where there is one, comes first
}

// Coding is what a format says of its colours in numbers of its own, where it has no profile: PNG's cICP, gAMA and cHRM, AVIF's nclx.
// The zero value says nothing, which means sRGB.
type Coding struct {
	CICP           CICP
	SRGB           bool       // PNG's sRGB: comes before the two below
	Gamma          float64    // PNG's gAMA: the exponent that encodes light, such as 0.45455; 0 is absent
	Chromaticities [8]float64 // PNG's cHRM: x and y of white, red, green, blue; zeros are absent
}

// CICP are the code points of ITU-T H.273. The zero value is absent.
type CICP struct {
	Primaries, Transfer, Matrix uint8
	FullRange                   bool
}

// Policy says which metadata a result keeps. Colour is always kept: see Blocks.ICC.
type Policy int

// The policies.
const (
	KeepAll       Policy = iota // everything that the format holds
	NoLocation                  // all but where the picture was taken
	CopyrightOnly               // only who made it, the rights to it, and when
	Nothing                     // nothing but what colour needs
)

// MaxBlock bounds a block in bytes; larger ones are not kept. The largest colour profiles have some 4 MB.
const MaxBlock = 16 << 20
