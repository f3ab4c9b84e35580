package form

import (
	"sizemill/resize"
	"sizemill/resize/codec"
)

// OutputFormats lists what a recipe can ask for: the input's own format first.
func OutputFormats() []resize.Format {
	formats := []resize.Format{resize.FormatSame}
	for _, spec := range codec.Specs() {
		if spec.Write {
			formats = append(formats, spec.Format)
		}
	}
	return formats
}

// TakesQuality says whether a quality has any effect. With FormatSame it has: on the inputs that are lossy.
func TakesQuality(f resize.Format) bool {
	if f == resize.FormatSame {
		return true
	}
	spec, ok := codec.Lookup(f)
	return ok && spec.Lossy
}

// DefaultQuality is what an empty quality means; of FormatSame it is JPEG's, the most common input.
func DefaultQuality(f resize.Format) int {
	if f == resize.FormatSame {
		f = resize.JPEG
	}
	spec, _ := codec.Lookup(f)
	return spec.Quality
}
