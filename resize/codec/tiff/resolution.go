package tiff

import (
	"encoding/binary"
	"math"

	"sizemill/resize/metadata"
)

// Tags of the print resolution, in pixels per unit.
const (
	tagXResolution    = 282
	tagYResolution    = 283
	tagResolutionUnit = 296
)

// Values of tagResolutionUnit. Without it the unit is the inch.
const noUnit, inch, centimeter = 1, 2, 3

// resolution reads the tags of the resolution; the zero value if there are none.
func (f file) resolution(d directory) metadata.Resolution {
	x, y := f.rational(d.entries[tagXResolution]), f.rational(d.entries[tagYResolution])
	if x == 0 {
		x = y
	}
	if y == 0 {
		y = x
	}
	r := metadata.Resolution{X: x, Y: y, Unit: metadata.Inch}
	switch d.number(tagResolutionUnit, inch) {
	case noUnit:
		r.Unit = metadata.NoUnit
	case centimeter:
		r.Unit = metadata.Centimeter
	}
	if x == 0 {
		return metadata.Resolution{}
	}
	return r
}

// rational reads the first value of an entry of RATIONAL, FLOAT, DOUBLE or whole numbers; 0 unless
// it is positive.
func (f file) rational(e entry) float64 {
	const kindFloat, kindDouble = 11, 12
	if e.count == 0 || !f.inside(e) {
		return 0
	}
	b, err := f.data(entry{kind: e.kind, count: 1, at: e.at}, 8)
	if err != nil {
		return 0
	}
	v := float64(e.first)
	switch e.kind {
	case kindRational:
		v = float64(f.order.Uint32(b)) / float64(f.order.Uint32(b[4:]))
	case kindFloat:
		v = float64(math.Float32frombits(f.order.Uint32(b)))
	case kindDouble:
		v = math.Float64frombits(f.order.Uint64(b))
	}
	if !(v > 0) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// withResolution replaces EXIF's resolution by r, unless r is only a default that programs write.
func withResolution(tags []field, order binary.ByteOrder, r metadata.Resolution) []field {
	if r.X <= 0 || r.Y <= 0 {
		return tags
	}
	var others []field
	stated := false
	for _, t := range tags {
		switch t.tag {
		case tagXResolution, tagYResolution, tagResolutionUnit:
			stated = stated || t.tag != tagResolutionUnit
		default:
			others = append(others, t)
		}
	}
	if stated && !r.Tells() {
		return tags
	}
	unit := map[metadata.ResolutionUnit]uint32{
		metadata.NoUnit: noUnit, metadata.Inch: inch, metadata.Centimeter: centimeter,
	}[r.Unit]
	return append(others, rational(order, tagXResolution, r.X),
		rational(order, tagYResolution, r.Y),
		numbers(order, tagResolutionUnit, kindShort, unit))
}

// rational returns an entry of one RATIONAL, with as many decimals as fit, up to six.
func rational(order binary.ByteOrder, tag uint16, v float64) field {
	over := 1.0
	for over < 1e6 && math.Abs(v*over-math.Round(v*over)) > 1e-9*v*over &&
		v*over*10 <= math.MaxUint32 {
		over *= 10
	}
	data := make([]byte, 8)
	order.PutUint32(data, uint32(min(math.Round(v*over), math.MaxUint32)))
	order.PutUint32(data[4:], uint32(over))
	return field{tag: tag, kind: kindRational, count: 1, data: data}
}
