package cli

import (
	"fmt"
	"strings"

	"sizemill/resize"
	"sizemill/resize/codec"
)

// takesLossless reports whether --lossless makes a difference to results of format f.
func takesLossless(f resize.Format) bool {
	spec, _ := codec.Lookup(f)
	return spec.Lossless
}

// losslessFormats names the formats that --lossless is for.
func losslessFormats() string {
	var names []string
	for _, spec := range codec.Specs() {
		if spec.Lossless {
			names = append(names, spec.Name)
		}
	}
	return strings.Join(names, " or ")
}

// checkLossless refuses --lossless, if it is given, for results of a format that it is not for.
func checkLossless(given bool, f resize.Format) error {
	if !given || f == resize.FormatSame || takesLossless(f) {
		return nil
	}
	return fmt.Errorf("--lossless is for %s, not for %v", losslessFormats(), f)
}
