package format

import (
	"fmt"
	"slices"
	"strings"
)

// Format is a picture file format.
type Format int

// The formats. FormatSame means "as the input" where an output format is chosen, and "none"
// elsewhere.
const (
	FormatSame Format = iota
	JPEG
	PNG
	WebP
	TIFF
	GIF
	BMP
	AVIF
	HEIC
)

// naming holds the names of a format.
type naming struct {
	name       string   // as people write it
	extensions []string // with the dot, lower case, preferred one first
}

// namings lists the formats in the order of their constants.
func namings() []naming { return allNamings }

// allNamings is read only. It is built once, because a scan asks for it several times per file.
var allNamings = []naming{
	{name: "same"},
	{"JPEG", []string{".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"}},
	{"PNG", []string{".png", ".apng"}},
	{"WebP", []string{".webp"}},
	{"TIFF", []string{".tif", ".tiff"}},
	{"GIF", []string{".gif"}},
	{"BMP", []string{".bmp", ".dib"}},
	{"AVIF", []string{".avif", ".avifs"}},
	{"HEIC", []string{".heic", ".heif", ".hif", ".heics", ".heifs"}},
}

// SeveralPictures reports whether ext, with its dot and in any case, stands for a file of several
// pictures. Results hold one of them.
func SeveralPictures(ext string) bool { return strings.EqualFold(ext, ".mpo") }

// String returns the format's name as people write it: "JPEG", "WebP"; FormatSame is "same".
func (f Format) String() string {
	if all := namings(); f >= 0 && int(f) < len(all) {
		return all[f].name
	}
	return fmt.Sprintf("format(%d)", int(f))
}

// Extensions returns the extensions of the format: with the dot, lower case, preferred one first.
func (f Format) Extensions() []string {
	if all := namings(); f >= 0 && int(f) < len(all) {
		return all[f].extensions
	}
	return nil
}

// MarshalText returns the format's lower-case name.
func (f Format) MarshalText() ([]byte, error) { return []byte(strings.ToLower(f.String())), nil }

// UnmarshalText reads a name or an extension without its dot, in any case: "jpeg", "JPG", "same".
// An empty text is FormatSame.
func (f *Format) UnmarshalText(text []byte) error {
	name := strings.TrimPrefix(strings.ToLower(string(text)), ".")
	if name == "" {
		*f = FormatSame
		return nil
	}
	var want []string
	for i, n := range namings() {
		if name == strings.ToLower(n.name) || slices.Contains(n.extensions, "."+name) {
			*f = Format(i)
			return nil
		}
		want = append(want, strings.ToLower(n.name))
	}
	return fmt.Errorf("unknown format %q: use %s", string(text), strings.Join(want, ", "))
}
