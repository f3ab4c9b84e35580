package png

import (
	"encoding/binary"
	"math"

	"sizemill/resize/metadata"
)

// gamma is what gAMA and cHRM store for 1.
const gamma = 100_000

// color reads a chunk that states the color space in numbers, and reports whether it was one. The
// first of its kind counts. An invalid one states nothing: no pixel is damaged.
func color(kind string, data []byte, into *metadata.Coding) bool {
	be := binary.BigEndian
	switch kind {
	case "cICP":
		if len(data) == 4 && into.CICP == (metadata.CICP{}) {
			into.CICP = metadata.CICP{Primaries: data[0], Transfer: data[1], Matrix: data[2],
				FullRange: data[3] == 1}
		}
	case "sRGB":
		into.SRGB = into.SRGB || len(data) == 1 && data[0] < 4
	case "gAMA":
		if len(data) == 4 && into.Gamma == 0 && be.Uint32(data) <= math.MaxInt32 {
			into.Gamma = float64(be.Uint32(data)) / gamma
		}
	case "cHRM":
		if len(data) != 32 || into.Chromaticities != [8]float64{} {
			return true
		}
		for i := range into.Chromaticities {
			v := be.Uint32(data[4*i:])
			if v > math.MaxInt32 {
				into.Chromaticities = [8]float64{}
				return true
			}
			into.Chromaticities[i] = float64(v) / gamma
		}
	default:
		return false
	}
	return true
}

// colorChunks returns the chunks that state c. An sRGB chunk and a profile exclude each other.
func colorChunks(c metadata.Coding, profile bool, chunk func(kind string, data []byte)) {
	be := binary.BigEndian
	number := func(b []byte, v float64) []byte {
		return be.AppendUint32(b, uint32(math.Round(v*gamma)))
	}
	if c.CICP != (metadata.CICP{}) {
		full := byte(0)
		// YCbCr of another format has become full-range RGB
		if c.CICP.FullRange || c.CICP.Matrix != 0 {
			full = 1
		}
		chunk("cICP", []byte{c.CICP.Primaries, c.CICP.Transfer, 0, full})
	}
	if c.SRGB && !profile {
		chunk("sRGB", []byte{0})
	}
	if c.Gamma != 0 {
		chunk("gAMA", number(nil, c.Gamma))
	}
	if c.Chromaticities != [8]float64{} {
		var b []byte
		for _, v := range c.Chromaticities {
			b = number(b, v)
		}
		chunk("cHRM", b)
	}
}

// States reports whether Encode writes what c says of the colors: all of it.
func States(metadata.Coding) bool { return true }
