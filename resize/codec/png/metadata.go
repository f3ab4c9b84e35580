package png

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"

	"sizemill/resize/codec/format"
	"sizemill/resize/codec/png/pixels"
	"sizemill/resize/metadata"
)

// blockReader collects metadata chunk by chunk.
type blockReader struct {
	c     *format.Cursor
	order pixels.Order
	b     metadata.Set
	texts *texts

	broken bool // an undamaged chunk is invalid
}

// ReadMetadata reads the metadata. Damaged and misplaced chunks are left out, which decoding
// reports.
func ReadMetadata(c *format.Cursor) (metadata.Set, error) {
	r := &blockReader{c: c, texts: newPNGTexts()}
	err := walk(c, r.chunk)
	if errors.Is(err, errNoEnd) {
		err = nil
	}
	b := r.b
	b.XMP, b.IPTC, b.Text = r.texts.xmp, r.texts.iptc, r.texts.entries
	b.EXIF = exif(b.EXIF, r.texts.exif)
	// the chunks that state colors in PNG's own way win over it
	if b.ICC == nil && b.Color == (metadata.Coding{}) {
		b.ICC = r.texts.icc
	}
	if err == nil && (r.broken || r.texts.broken) {
		err = format.ErrMetadata
	}
	return b, err
}

func (r *blockReader) chunk(kind string, n int64) error {
	if kind == "IHDR" && n == 13 && !r.order.Pixels() {
		b, err := r.c.Peek(13)
		if err == nil {
			r.order.Header(b)
		}
		return err
	}
	if !r.order.Takes(kind, n) || n > metadata.MaxBlock {
		return nil
	}
	switch kind {
	case "eXIf", "iCCP", "cICP", "sRGB", "gAMA", "cHRM", "pHYs":
	default:
		if !isText(kind) {
			return nil
		}
	}
	data, err := data(r.c, kind, n)
	if err != nil || data == nil {
		return err
	}
	switch {
	case color(kind, data, &r.b.Color):
	case kind == "eXIf":
		r.b.EXIF = bytes.TrimPrefix(data, []byte(format.EXIFPrefix))
	case kind == "pHYs":
		r.b.Resolution = resolution(data)
	case kind == "iCCP":
		if r.b.ICC, err = inflateProfile(data); err != nil {
			r.b.ICC, r.broken = nil, true
		}
	default:
		r.texts.chunk(kind, data)
	}
	return nil
}

const (
	inchesPerMeter = 1 / 0.0254
	perMeter       = 1 // pHYs's unit; the other one is unknown
)

// resolution reads pHYs: whole pixels per meter. Values that come from whole pixels per inch are
// restored exactly.
func resolution(data []byte) metadata.Resolution {
	x, y := binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])
	if x == 0 || y == 0 || x > math.MaxInt32 || y > math.MaxInt32 {
		return metadata.Resolution{}
	}
	if data[8] != perMeter {
		return metadata.Resolution{X: float64(x), Y: float64(y)}
	}
	inchX, inchY := math.Round(float64(x)/inchesPerMeter), math.Round(float64(y)/inchesPerMeter)
	if math.Round(inchX*inchesPerMeter) == float64(x) &&
		math.Round(inchY*inchesPerMeter) == float64(y) {
		return metadata.Resolution{X: inchX, Y: inchY, Unit: metadata.Inch}
	}
	return metadata.Resolution{X: float64(x) / 100, Y: float64(y) / 100, Unit: metadata.Centimeter}
}

// density returns pHYs's data; nil if it is unknown or does not fit.
func density(r metadata.Resolution) []byte {
	factor, unit := 1.0, byte(perMeter)
	switch r.Unit {
	case metadata.Inch:
		factor = inchesPerMeter
	case metadata.Centimeter:
		factor = 100
	case metadata.NoUnit:
		unit = 0
		for factor < 1000 &&
			(r.X*factor != math.Round(r.X*factor) || r.Y*factor != math.Round(r.Y*factor)) {
			factor *= 10 // an aspect ratio need not be in whole numbers
		}
	}
	x, y := math.Round(r.X*factor), math.Round(r.Y*factor)
	if !(x >= 1 && y >= 1 && x <= math.MaxInt32 && y <= math.MaxInt32) { // not a number, too
		return nil
	}
	b := binary.BigEndian.AppendUint32(nil, uint32(x))
	return append(binary.BigEndian.AppendUint32(b, uint32(y)), unit)
}
