package bmp

import (
	"encoding/binary"
	"io"
	"math"

	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

const (
	// densityAt is the offset of the pixels per meter, horizontal and vertical.
	densityAt = headBytes + 24

	centimeters = 100               // per meter
	inches      = 39.37007874015748 // per meter
)

// ReadMetadata reads the resolution, the only metadata of a BMP.
func ReadMetadata(c *format.Cursor) (metadata.Set, error) {
	var blocks metadata.Set
	if err := c.SeekTo(headBytes); err != nil {
		return blocks, err
	}
	header, err := c.Uint32(binary.LittleEndian)
	if err != nil || header < 40 {
		return blocks, err
	}
	if err := c.SeekTo(densityAt); err != nil {
		return blocks, err
	}
	b, err := c.Bytes(8)
	if err != nil {
		return blocks, err
	}
	x, y := int32(binary.LittleEndian.Uint32(b)), int32(binary.LittleEndian.Uint32(b[4:]))
	if x > 0 && y > 0 {
		blocks.Resolution = resolution(x, y)
	}
	return blocks, nil
}

// resolution returns pixels per meter in the unit in which they are whole numbers, apart from
// rounding: inches, which programs ask for, or centimeters.
func resolution(x, y int32) metadata.Resolution {
	perInch := func(n int32) float64 { return math.Round(float64(n) / inches) }
	if same := func(n int32) bool {
		return perInch(n) >= 1 &&
			int32(math.Abs(perInch(n)*inches-float64(n))) == 0
	}; same(x) && same(y) {
		return metadata.Resolution{X: perInch(x), Y: perInch(y), Unit: metadata.Inch}
	}
	return metadata.Resolution{X: float64(x) / centimeters, Y: float64(y) / centimeters,
		Unit: metadata.Centimeter}
}

// density returns a resolution in pixels per meter; 0, which is none, if it has no unit of length
// or is too large.
func density(r metadata.Resolution) (x, y uint32) {
	perMeter := map[metadata.ResolutionUnit]float64{metadata.Inch: inches,
		metadata.Centimeter: centimeters}[r.Unit]
	across, down := math.Round(r.X*perMeter), math.Round(r.Y*perMeter)
	if !(across >= 1 && down >= 1 && max(across, down) <= math.MaxInt32) {
		return 0, 0
	}
	return uint32(across), uint32(down)
}

// densityWriter copies a BMP and inserts a resolution in its header.
type densityWriter struct {
	w    io.Writer
	at   int64
	x, y uint32
}

func (d *densityWriter) Write(p []byte) (int, error) {
	const fields = 8 // bytes
	if d.at >= densityAt+fields {
		return d.w.Write(p)
	}
	density := binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, d.x), d.y)
	changed := append([]byte(nil), p...)
	for i := range changed {
		if k := d.at + int64(i) - densityAt; k >= 0 && k < fields {
			changed[i] = density[k]
		}
	}
	n, err := d.w.Write(changed)
	d.at += int64(n)
	return n, err
}
