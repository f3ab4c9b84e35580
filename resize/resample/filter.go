package resample

import (
	"github.com/disintegration/imaging"

	"sizemill/internal/enum"
)

// Filter is a resampling filter: how much each source sample contributes to a result's sample.
type Filter int

// The filters, sharpest of the usual ones first.
const (
	Lanczos           Filter = iota // with 3 lobes
	CatmullRom                      // cubic, B = 0, C = 1/2
	MitchellNetravali               // cubic, B = C = 1/3
	Linear
	Box
	NearestNeighbor // picks single samples
)

var filterNames = enum.New[Filter]("filter", []string{
	Lanczos: "lanczos", CatmullRom: "catmull-rom", MitchellNetravali: "mitchell",
	Linear: "linear", Box: "box", NearestNeighbor: "nearest",
})

// String returns the filter's name on the command line.
func (f Filter) String() string { return filterNames.Name(f) }

// MarshalText returns String's name.
func (f Filter) MarshalText() ([]byte, error) { return filterNames.Text(f) }

// UnmarshalText reads String's names.
func (f *Filter) UnmarshalText(text []byte) error { return filterNames.Parse(text, f) }

// Validate reports a number that is not one of the filters.
func (f Filter) Validate() error { return filterNames.Check(f) }

// definition returns the filter's kernel and how far it reaches.
func (f Filter) definition() imaging.ResampleFilter {
	switch f {
	case CatmullRom:
		return imaging.CatmullRom
	case MitchellNetravali:
		return imaging.MitchellNetravali
	case Linear:
		return imaging.Linear
	case Box:
		return imaging.Box
	case NearestNeighbor:
		return imaging.NearestNeighbor
	default:
		return imaging.Lanczos
	}
}
