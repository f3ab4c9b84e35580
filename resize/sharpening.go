package resize

import (
	"sizemill/internal/enum"
	"sizemill/resize/raster"
)

// Sharpening is how much a result is sharpened after scaling, which blurs a little. Only brightness
// is: see raster.Strength for the figures.
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
