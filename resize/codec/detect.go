package codec

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// detectBytes is how much of a file Detect looks at.
const detectBytes = 512

// Detect returns the format of a file by its first bytes (512 are plenty), never by its name. A
// kind that this build cannot read is an ErrUnsupported that names it; an empty file is ErrDamaged.
func Detect(head []byte) (format.Format, error) {
	if len(head) == 0 {
		return format.FormatSame, fault.Damaged("the file is empty")
	}
	all := rows()
	for i := range all {
		if all[i].magic(head) {
			return all[i].Format, nil
		}
	}
	if name := foreign(head); name != "" {
		return format.FormatSame, fault.Unsupported("%s are not supported by this build", name)
	}
	// whose signature holds line ends for this very reason
	if len(head) >= 10 && bytes.HasPrefix(head, []byte("\x89PNG")) {
		return format.FormatSame, format.LineEnds()
	}
	if len(bytes.Trim(head, "\x00")) == 0 {
		return format.FormatSame, fault.Damaged("the file contains only zeros")
	}
	return format.FormatSame, fault.Unsupported("not a picture")
}

// signatures are the beginnings of files that people mistake for pictures; ? matches any byte.
func signatures() []struct{ pattern, name string } {
	return []struct{ pattern, name string }{
		{"\xff\x0a", "JPEG XL pictures"},
		{"\x00\x00\x00\x0cJXL ", "JPEG XL pictures"},
		{"\x00\x00\x00\x0cjP  ", "JPEG 2000 pictures"},
		{"\xff\x4f\xff\x51", "JPEG 2000 pictures"},
		{"8BPS", "Photoshop documents"},
		{"%PDF", "PDF documents"},
		{"%!PS", "PostScript documents"},
		{"\xc5\xd0\xd3\xc6", "PostScript documents"},
		{"gimp xcf", "GIMP documents"},
		{"II*\x00????CR", "Canon raw pictures"},
		{"????ftypcrx", "Canon raw pictures"},
		{"FUJIFILMCCD-RAW", "Fujifilm raw pictures"},
		{"IIRO", "Olympus raw pictures"},
		{"IIRS", "Olympus raw pictures"},
		{"IIU\x00", "Panasonic raw pictures"},
		{"\x00MRM", "Minolta raw pictures"},
		{"FOVb", "Sigma raw pictures"},
		{"\x00\x00\x01\x00", "Windows icons"},
		{"\x00\x00\x02\x00", "Windows cursors"},
		{"icns", "macOS icons"},
		{"qoif", "QOI pictures"},
		{"v/1\x01", "OpenEXR pictures"},
		{"#?RADIANCE", "Radiance pictures"},
		{"SIMPLE  =", "FITS pictures"},
		{"\x8aMNG", "MNG animations"},
		{"\x8bJNG", "JNG pictures"},
		{"DDS ", "DirectDraw textures"},
		{"AT&TFORM", "DjVu documents"},
		{"\xd7\xcd\xc6\x9a", "Windows metafiles"},
		{"RIFF????AVI ", "videos"},
		{"\x1aE\xdf\xa3", "videos"},
		{"RIFF????WAVE", "sound files"},
		{"ID3", "sound files"},
		{"OggS", "sound files"},
		{"fLaC", "sound files"},
		{"PK\x03\x04", "ZIP archives and office documents"},
		{"\x1f\x8b", "gzip archives"},
		{"7z\xbc\xaf\x27\x1c", "7-Zip archives"},
		{"Rar!", "RAR archives"},
	}
}

// foreign returns the kind of a file, in the plural, that is not a picture this build reads.
func foreign(head []byte) string {
	for _, s := range signatures() {
		if format.Matches(head, s.pattern) {
			return s.name
		}
	}
	if len(head) >= 12 && string(head[4:8]) == "ftyp" {
		return "videos" // pictures in such boxes have rows in the table
	}
	if len(head) >= 3 && head[0] == 'P' && head[1] >= '1' && head[1] <= '7' &&
		strings.IndexByte(" \t\r\n#", head[2]) >= 0 {
		return "Netpbm pictures"
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	switch {
	case !utf8.Valid(text[:min(len(text), 4)]):
		return ""
	case bytes.HasPrefix(text, []byte("<svg")),
		bytes.HasPrefix(text, []byte("<?xml")) && bytes.Contains(text, []byte("<svg")):
		return "SVG drawings"
	case bytes.HasPrefix(text, []byte("<!doctype html")), bytes.HasPrefix(text, []byte("<html")):
		return "web pages"
	}
	return ""
}
