package codec

import (
	"fmt"
	"strings"
)

// Format is a picture file format.
type Format int

// The formats. FormatSame stands for "the input's" where an output format is chosen, and for "none" elsewhere.
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

// String is the format's name as people write it: "JPEG", "WebP"; FormatSame is "same".
func (f Format) String() string {
	if f == FormatSame {
		return "same"
	}
	if s, ok := Lookup(f); ok {
		return s.Name
	}
	return fmt.Sprintf("format(%d)", int(f))
}

// MarshalText is the format's lower-case name.
func (f Format) MarshalText() ([]byte, error) { return []byte(strings.ToLower(f.String())), nil }

// UnmarshalText reads a name or a usual extension without its dot: "jpeg", "JPG", "same".
func (f *Format) UnmarshalText(text []byte) error {
	name := strings.ToLower(string(text))
	if name == "same" || name == "" {
		*f = FormatSame
		return nil
	}
	for _, s := range Specs() {
		if name == strings.ToLower(s.Name) {
			*f = s.Format
			return nil
		}
	}
	if s, ok := ByExtension("." + name); ok {
		*f = s.Format
		return nil
	}
	want := "same"
	for _, s := range Specs() {
		if s.Write {
			want += ", " + strings.ToLower(s.Name)
		}
	}
	return fmt.Errorf("unknown format %q: want one of %s", string(text), want)
}
