package resize

import (
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"sizemill/resize/raster"

	"sizemill/internal/enum"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
	"sizemill/resize/resample"
)

// Format is a picture file format; FormatSame keeps the input's.
type Format = format.Format

// The formats that a recipe can ask for.
const (
	FormatSame = format.FormatSame
	JPEG       = format.JPEG
	PNG        = format.PNG
	WebP       = format.WebP
	TIFF       = format.TIFF
	GIF        = format.GIF
	BMP        = format.BMP
	AVIF       = format.AVIF
	HEIC       = format.HEIC // read only
)

// Metadata selects what is kept beside the pixels.
type Metadata = metadata.Policy

// The policies that a recipe can ask for.
const (
	KeepAll       = metadata.KeepAll
	NoLocation    = metadata.NoLocation
	CopyrightOnly = metadata.CopyrightOnly
	NoMetadata    = metadata.Nothing
)

// Filter is a resampling filter.
type Filter = resample.Filter

// The filters that a recipe can ask for.
const (
	Lanczos           = resample.Lanczos
	CatmullRom        = resample.CatmullRom
	MitchellNetravali = resample.MitchellNetravali
	Linear            = resample.Linear
	Box               = resample.Box
	NearestNeighbor   = resample.NearestNeighbor
)

// Mode is the rule that computes a result's size from the source's.
type Mode int

// The modes. All but NoResize, Pad and Stretch keep the aspect ratio of the part that they show;
// Fill crops, Pad adds borders.
const (
	Fit        Mode = iota // as large as fits into the box
	Fill                   // fills the box; crops the sides away from the anchor
	Pad                    // fits into the box and fills the rest with the background
	Stretch                // exactly the box
	Percent                // a percentage of both sides
	LongEdge               // the longer side gets Edge pixels
	ShortEdge              // the shorter side gets Edge pixels
	Megapixels             // at most this many million pixels
	NoResize               // same pixels: converts only
)

var modeNames = enum.New[Mode]("mode", []string{
	Fit: "fit", Fill: "fill", Pad: "pad", Stretch: "stretch", Percent: "percent",
	LongEdge: "long-edge", ShortEdge: "short-edge", Megapixels: "megapixels", NoResize: "no-resize",
})

// String returns the mode's name on the command line.
func (m Mode) String() string { return modeNames.Name(m) }

// MarshalText returns String's name.
func (m Mode) MarshalText() ([]byte, error) { return modeNames.Text(m) }

// UnmarshalText reads String's names.
func (m *Mode) UnmarshalText(text []byte) error { return modeNames.Parse(text, m) }

// Anchor is the part of a picture that Fill keeps, or its place in the box of Pad.
type Anchor int

// The nine anchors.
const (
	Center Anchor = iota
	TopLeft
	Top
	TopRight
	Left
	Right
	BottomLeft
	Bottom
	BottomRight
)

var anchorNames = enum.New[Anchor]("anchor", []string{
	Center: "center", TopLeft: "top-left", Top: "top", TopRight: "top-right", Left: "left",
	Right: "right", BottomLeft: "bottom-left", Bottom: "bottom", BottomRight: "bottom-right",
})

// String returns the anchor's name on the command line.
func (a Anchor) String() string { return anchorNames.Name(a) }

// MarshalText returns String's name.
func (a Anchor) MarshalText() ([]byte, error) { return anchorNames.Text(a) }

// UnmarshalText reads String's names.
func (a *Anchor) UnmarshalText(text []byte) error { return anchorNames.Parse(text, a) }

// SmallPolicy is what happens to a picture that is small enough already and needs no conversion.
type SmallPolicy int

// The policies for small pictures.
const (
	SmallCopy     SmallPolicy = iota // copied, without the metadata that the recipe drops
	SmallReencode                    // encoded again at its own size
	SmallSkip                        // left out of the output
)

var smallNames = enum.New[SmallPolicy]("policy for small pictures", []string{
	SmallCopy: "copy", SmallReencode: "reencode", SmallSkip: "skip",
})

// String returns the policy's name on the command line.
func (p SmallPolicy) String() string { return smallNames.Name(p) }

// MarshalText returns String's name.
func (p SmallPolicy) MarshalText() ([]byte, error) { return smallNames.Text(p) }

// UnmarshalText reads String's names.
func (p *SmallPolicy) UnmarshalText(text []byte) error { return smallNames.Parse(text, p) }

// Color is an opaque or translucent sRGB color, not premultiplied, written #RRGGBB or #RRGGBBAA.
type Color color.NRGBA

// white is the default background; nothing changes it.
var white = Color{R: 255, G: 255, B: 255, A: 255}

func (c Color) nrgba() color.NRGBA { return color.NRGBA(c) }

// String returns the color as #RRGGBB, or #RRGGBBAA if it is not opaque.
func (c Color) String() string {
	if c.A == 255 {
		return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	}
	return fmt.Sprintf("#%02x%02x%02x%02x", c.R, c.G, c.B, c.A)
}

// MarshalText returns String's name.
func (c Color) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads #RGB, #RRGGBB and #RRGGBBAA, the # optional, and the names white, black and
// transparent.
func (c *Color) UnmarshalText(text []byte) error {
	s := strings.ToLower(strings.TrimPrefix(string(text), "#"))
	switch s {
	case "white":
		s = "ffffff"
	case "black":
		s = "000000"
	case "transparent":
		s = "00000000"
	}
	if len(s) == 3 {
		s = string([]byte{s[0], s[0], s[1], s[1], s[2], s[2]})
	}
	if len(s) == 6 {
		s += "ff"
	}
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil || len(s) != 8 {
		return fmt.Errorf("%q is not a color: use #RRGGBB, #RRGGBBAA, white, black or transparent",
			string(text))
	}
	*c = Color{R: byte(v >> 24), G: byte(v >> 16), B: byte(v >> 8), A: byte(v)}
	return nil
}

// Sharpening is how much a result is sharpened after scaling, which blurs a little. Only brightness
// is sharpened: see raster.Strength for the figures.
type Sharpening int

// The strengths.
const (
	SharpenOff Sharpening = iota
	SharpenLow
	SharpenHigh
)

var sharpeningNames = enum.New[Sharpening]("sharpening", []string{
	SharpenOff: "off", SharpenLow: "low", SharpenHigh: "high",
})

// String returns the strength's name on the command line.
func (s Sharpening) String() string { return sharpeningNames.Name(s) }

// MarshalText returns String's name.
func (s Sharpening) MarshalText() ([]byte, error) { return sharpeningNames.Text(s) }

// UnmarshalText reads String's names.
func (s *Sharpening) UnmarshalText(text []byte) error { return sharpeningNames.Parse(text, s) }

func (s Sharpening) strength() raster.Strength {
	switch s {
	case SharpenLow:
		return raster.Low
	case SharpenHigh:
		return raster.High
	default:
		return raster.Off
	}
}
