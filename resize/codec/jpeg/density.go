package jpeg

import (
	"encoding/binary"
	"math"

	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/metadata"
)

// jfifHead is the bytes of a JFIF header before its density: name and version.
const jfifHead = len(jfifPrefix) + 2

// jfifResolution reads the density of a JFIF header, the payload of its segment. Invalid values are
// absent.
func jfifResolution(data []byte) metadata.Resolution {
	if len(data) < jfifBytes || data[jfifHead] > 2 {
		return metadata.Resolution{}
	}
	unit := [...]metadata.ResolutionUnit{
		metadata.NoUnit, metadata.Inch, metadata.Centimeter,
	}[data[jfifHead]]
	x, y := binary.BigEndian.Uint16(data[jfifHead+1:]), binary.BigEndian.Uint16(data[jfifHead+3:])
	if x == 0 || y == 0 {
		return metadata.Resolution{}
	}
	return metadata.Resolution{X: float64(x), Y: float64(y), Unit: unit}
}

// jfifDensity returns r in the whole numbers of a JFIF header; the zero value where that does not hold it.
func jfifDensity(r metadata.Resolution) turbo.Density {
	if !(r.X > 0 && r.Y > 0) {
		return turbo.Density{}
	}
	unit := map[metadata.ResolutionUnit]uint8{metadata.Inch: 1, metadata.Centimeter: 2}[r.Unit]
	x, y := r.X, r.Y
	if unit == 0 { // only the ratio counts: it is written as exactly as possible
		for scale := 1; scale <= 1000 && (x != math.Trunc(x) || y != math.Trunc(y)) &&
			max(x, y) < math.MaxUint16/10; scale *= 10 {
			x, y = x*10, y*10
		}
	}
	x, y = math.Round(x), math.Round(y)
	if x < 1 || y < 1 || x > math.MaxUint16 || y > math.MaxUint16 {
		return turbo.Density{}
	}
	return turbo.Density{Unit: unit, X: uint16(x), Y: uint16(y)}
}

// newJFIF returns a JFIF header that states r, the payload of its segment.
func newJFIF(r metadata.Resolution) []byte {
	head := append([]byte(jfifPrefix), 1, 1, 0, 0, 1, 0, 1, 0, 0)
	stateDensity(head, r)
	return head
}

// stateDensity writes r into a JFIF header; square pixels without a unit if r is absent.
func stateDensity(jfif []byte, r metadata.Resolution) {
	d := jfifDensity(r)
	if d.X == 0 {
		d.X, d.Y = 1, 1
	}
	jfif[jfifHead] = d.Unit
	binary.BigEndian.PutUint16(jfif[jfifHead+1:], d.X)
	binary.BigEndian.PutUint16(jfif[jfifHead+3:], d.Y)
}
