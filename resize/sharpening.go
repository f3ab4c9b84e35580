package resize

import "sizemill/resize/raster"

// Sharpening is how much a result is sharpened after scaling, which blurs a little. Only brightness is: see raster.Strength for the figures.
type Sharpening int

// The strengths.
const (
	SharpenOff Sharpening = iota
	SharpenLow
	SharpenHigh
)

var sharpeningNames = []string{"off", "low", "high"}

// String is the strength's name on the command line.
func (s Sharpening) String() string { return enumName(sharpeningNames, int(s)) }

// MarshalText is String.
func (s Sharpening) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads String's names.
func (s *Sharpening) UnmarshalText(text []byte) error {
	return enumParse(sharpeningNames, "sharpening", text, s)
}

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
