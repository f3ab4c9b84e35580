//go:build cgo && !purego

package turbo

import "context"

const (
	// maxFill is how many fillers may precede a marker: a page or a few sectors of a buffer.
	maxFill = 4096
	// maxStrays is how many bytes of any value may precede each marker.
	maxStrays = 64
	// fewIntervals is the number of intervals from which an equal number of strays is not a
	// coincidence.
	fewIntervals = 4
)

// checkStrays reports whether the bytes between the data of the intervals and their markers are not
// data. That an interval has all its units does not prove it, because wrongly decoded data can end
// early. Two kinds of bytes do. Fillers: web cameras (Logitech's C270 and others) align each
// interval with ones, scanning printers with zeros. And the same number of bytes before every
// marker, after data of various lengths: damage is in one place, or leaves various numbers. Of
// 99,000 damaged files that libjpeg warns of, made of 36 pictures with restart markers or scans,
// one passes.
func checkStrays(ctx context.Context, data []byte) (bool, error) {
	found, err := intervals(ctx, data)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		return false, nil //nolint:nilerr // what cannot be followed is no proof
	}
	fill := true
	for _, i := range found {
		fill = fill && (len(i.strays) == 0 || i.fillers())
	}
	return fill || regular(found), nil
}

// fillers reports whether the strays only fill the space before a marker.
func (i interval) fillers() bool {
	filler := i.strays[0]
	if filler != 0 && filler != 0xFF || len(i.strays) > maxFill {
		return false
	}
	if filler == 0 && i.size > 0 && i.last == 0 { // zeros can be data, 16 ones cannot
		return false
	}
	for _, b := range i.strays {
		if b != filler {
			return false
		}
	}
	return i.padding == 1<<i.filled-1 || i.padding == 0 && filler == 0
}

// regular reports whether every marker has the same number of strays before it.
func regular(found []interval) bool {
	various := false
	for _, i := range found {
		various = various || i.size != found[0].size
		if len(i.strays) != len(found[0].strays) || len(i.strays) > maxStrays {
			return false
		}
		if i.padding != 0 && i.padding != 1<<i.filled-1 {
			return false
		}
	}
	return various && len(found) >= fewIntervals
}
