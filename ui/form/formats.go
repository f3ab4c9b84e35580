package form

import (
	"sizemill/resize"
	"sizemill/resize/codec"
)

// OutputFormats returns the formats that a recipe can ask for, FormatSame first.
func OutputFormats() []resize.Format {
	formats := []resize.Format{resize.FormatSame}
	for _, spec := range codec.Specs() {
		if spec.Write {
			formats = append(formats, spec.Format)
		}
	}
	return formats
}

// TakesQuality reports whether a quality has any effect. With FormatSame it has one on lossy
// inputs.
func TakesQuality(f resize.Format) bool {
	if f == resize.FormatSame {
		return true
	}
	spec, ok := codec.Lookup(f)
	return ok && spec.Lossy
}

// DefaultQuality returns what an empty quality means. For FormatSame it is that of JPEG, the most
// common input.
func DefaultQuality(f resize.Format) int {
	if f == resize.FormatSame {
		f = resize.JPEG
	}
	spec, _ := codec.Lookup(f)
	return spec.Quality
}
