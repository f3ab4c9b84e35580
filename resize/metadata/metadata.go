// Package metadata keeps, strips and patches what pictures carry beside their pixels: EXIF, ICC
// profiles, XMP, IPTC and remarks.
//
// It knows the contents of the blocks; the containers that they travel in (JPEG segments, PNG and
// WebP chunks, TIFF tags) are package codec's. Apply is the way in; Violations looks at what came
// out.
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
	MakerNotes // a part of EXIF, named alone where only it is lost
	Density    // Set.Resolution
)

// String lists the kinds as people write them: "EXIF and color profile".
func (k Kinds) String() string {
	var names []string
	for i, name := range []string{"EXIF", "color profile", "XMP", "IPTC", "text", "maker notes", "resolution"} {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " and ")
}

// Set is the metadata of a picture as bare bytes, without the wrapping of its container. A nil
// block is absent.
type Set struct {
	EXIF  []byte      // a TIFF structure: begins with II*\0 or MM\0*
	ICC   []byte      // an ICC profile
	XMP   []byte      // an XMP packet, UTF-8
	IPTC  []byte      // IPTC-IIM datasets, each beginning with 0x1C
	Text  []TextEntry // remarks outside of all blocks, in the order of the file
	Color Coding      // what the format itself says of its colors; beside a profile, only CICP may come before it
	// Resolution is what the format itself says, outside of EXIF: JFIF's density, PNG's pHYs, the
	// tags of a TIFF, BMP's header.
	Resolution Resolution
}

// Resolution is how densely a picture is to be printed or shown: pixels per unit of length along
// each axis of the stored pixels. The zero value is absent.
type Resolution struct {
	X, Y float64 // more than 0, or both 0
	Unit ResolutionUnit
}

// ResolutionUnit is the length that a Resolution counts pixels per.
type ResolutionUnit uint8

// The units.
const (
	NoUnit ResolutionUnit = iota // X and Y only say how wide a pixel is, compared with its height
	Inch
	Centimeter
)

// TextEntry is a remark that a format keeps beside its blocks: the text chunks and the date of a
// PNG, the comments of JPEG and GIF.
type TextEntry struct {
	Key  string // PNG's keyword, such as "Author"; CommentKey for the comments of JPEG and GIF
	Lang string // an RFC 3066 tag such as "de"; empty is unknown
	Text string // UTF-8; a comment whose bytes are not is taken for Latin-1
}

// Keys of text entries that formats store in places of their own.
const (
	CommentKey = "Comment"           // JPEG's COM segment, GIF's comment extension, a PNG text of that keyword
	TimeKey    = "Modification Time" // PNG's tIME chunk: its Text is written as in TimeLayout
	TimeLayout = "2006-01-02 15:04:05"
)

// Coding is what a format says of its colors in numbers of its own: PNG's cICP, gAMA and cHRM,
// AVIF's nclx. The zero value says nothing, which means sRGB.
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

// MaxBlock bounds a block in bytes; larger ones are not kept. The largest color profiles have some
// 4 MB.
const MaxBlock = 16 << 20
