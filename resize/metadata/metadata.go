// Package metadata keeps, strips and patches what pictures carry beside their pixels: EXIF, ICC
// profiles, XMP, IPTC and remarks.
//
// It reads and writes the contents of the blocks; their containers (JPEG segments, PNG and WebP
// chunks, TIFF tags) are package codec's. Apply applies a policy; Violations checks the result.
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
	Text
	MakerNotes // a part of EXIF, named alone if only it is lost
	Density    // Set.Resolution
)

// String lists the kinds in words: "EXIF and color profile".
func (k Kinds) String() string {
	var names []string
	for i, name := range []string{
		"EXIF", "color profile", "XMP", "IPTC", "text", "maker notes", "resolution",
	} {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " and ")
}

// Set is the metadata of a picture as bare bytes, without their container. A nil block is absent.
type Set struct {
	EXIF  []byte      // a TIFF structure: begins with II*\0 or MM\0*
	ICC   []byte      // an ICC profile
	XMP   []byte      // an XMP packet, UTF-8
	IPTC  []byte      // IPTC-IIM datasets, each beginning with 0x1C
	Text  []TextEntry // remarks outside of all blocks, in the order of the file
	Color Coding      // the format's own; only CICP may overrule a profile
	// Resolution is the format's own, outside of EXIF: JFIF's density, PNG's pHYs, the tags of a
	// TIFF, BMP's header.
	Resolution Resolution
}

// Resolution is the density of print or display: pixels per unit of length along each axis of the
// stored pixels. The zero value is absent.
type Resolution struct {
	X, Y float64 // more than 0, or both 0
	Unit ResolutionUnit
}

// ResolutionUnit is the length that a Resolution counts pixels per.
type ResolutionUnit uint8

// The units.
const (
	NoUnit ResolutionUnit = iota // X and Y are only the shape of a pixel
	Inch
	Centimeter
)

// TextEntry is a remark that a format keeps beside its blocks: the text chunks and the date of a
// PNG, the comments of JPEG and GIF.
type TextEntry struct {
	Key  string // PNG's keyword, such as "Author"; CommentKey for the comments of JPEG and GIF
	Lang string // an RFC 3066 tag such as "de"; empty is unknown
	Text string // UTF-8; comments in other bytes are read as Latin-1
}

// Keys of text entries that formats store in dedicated places.
const (
	CommentKey = "Comment"           // JPEG's COM, GIF's comment extension, PNG's text
	TimeKey    = "Modification Time" // PNG's tIME chunk, as in TimeLayout
	TimeLayout = "2006-01-02 15:04:05"
)

// Coding is the color space that a format states in its own numbers: PNG's cICP, gAMA and cHRM,
// AVIF's nclx. The zero value states none, which means sRGB.
type Coding struct {
	CICP           CICP
	SRGB           bool       // PNG's sRGB: overrules the two below
	Gamma          float64    // PNG's gAMA, such as 0.45455; 0 is absent
	Chromaticities [8]float64 // PNG's cHRM: x and y of white, red, green, blue; zeros are absent
}

// CICP are the code points of ITU-T H.273. The zero value is absent.
type CICP struct {
	Primaries, Transfer, Matrix uint8
	FullRange                   bool
}

// MaxBlock bounds a block in bytes; larger ones are not kept. The largest color profiles have some
// 4 MB.
const MaxBlock = 16 << 20
