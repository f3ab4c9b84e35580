package metadata

import (
	"encoding/binary"
	"math"
	"slices"
)

// cmPerInch converts between the units of a Resolution.
const cmPerInch = 2.54

// Inches returns r in pixels per inch; ok is false if r states no length.
func (r Resolution) Inches() (x, y float64, ok bool) {
	switch {
	case !r.valid() || r.Unit == NoUnit:
		return 0, 0, false
	case r.Unit == Centimeter:
		return r.X * cmPerInch, r.Y * cmPerInch, true
	}
	return r.X, r.Y, true
}

// valid reports whether both numbers can be a resolution.
func (r Resolution) valid() bool {
	return r.X > 0 && r.Y > 0 && !math.IsInf(r.X, 0) && !math.IsInf(r.Y, 0)
}

// Tells reports whether r states more than the defaults that programs write: nothing, square
// pixels, or 72 per inch.
func (r Resolution) Tells() bool {
	if x, y, ok := r.Inches(); ok {
		return math.Abs(x-72) > 0.1 || math.Abs(y-72) > 0.1
	}
	return r.valid() && r.X != r.Y
}

// Turned returns r for pixels turned by 90°.
func (r Resolution) Turned() Resolution { return Resolution{r.Y, r.X, r.Unit} }

// Agrees reports whether two resolutions are equal but for rounding: JFIF and BMP store whole
// numbers.
func (r Resolution) Agrees(o Resolution) bool {
	near := func(a, b float64) bool { return math.Abs(a-b) <= max(0.51, 0.005*max(a, b)) }
	x, y, length := r.Inches()
	ox, oy, olength := o.Inches()
	if length && olength {
		return near(x, ox) && near(y, oy)
	}
	if !r.valid() || !o.valid() {
		return r.Tells() == o.Tells()
	}
	return length == olength && math.Abs(r.X/r.Y-o.X/o.Y) <= 0.01*r.X/r.Y
}

// applyResolution returns what a policy leaves. A resolution is part of the picture's description,
// but the shape of pixels that are not square is part of the picture and stays.
func applyResolution(r Resolution, p Policy, to Upright) Resolution {
	if !r.valid() {
		return Resolution{}
	}
	if quarter(to.Turned) {
		r = r.Turned()
	}
	switch {
	case p == KeepAll || p == NoLocation:
		return r
	case math.Abs(r.X-r.Y) > 0.01*r.X:
		return Resolution{r.X, r.Y, NoUnit}
	}
	return Resolution{}
}

// Units of EXIF's resolutions.
const (
	exifNoUnit     = 1 // of TIFF
	exifInch       = 2
	exifCentimeter = 3
)

// EXIFResolution returns the resolution that a block states in its main directory; the zero value
// if it states none.
func EXIFResolution(exif []byte) Resolution {
	t, at, err := newTIFF(exif)
	if err != nil {
		return Resolution{}
	}
	entries, _, err := t.entries(at)
	if err != nil {
		return Resolution{}
	}
	x, okX := t.rational(t.find(entries, tagXResolution))
	y, okY := t.rational(t.find(entries, tagYResolution))
	switch {
	case !okX && !okY:
		return Resolution{}
	case !okX:
		x = y
	case !okY:
		y = x
	}
	r := Resolution{X: x, Y: y, Unit: Inch}
	switch unit, _ := t.number(t.find(entries, tagResolutionUnit)); unit {
	case exifNoUnit:
		r.Unit = NoUnit
	case exifCentimeter:
		r.Unit = Centimeter
	}
	if !r.valid() {
		return Resolution{}
	}
	return r
}

// rational returns the first value of an entry of RATIONALs, or of whole numbers.
func (t tiff) rational(entry []byte) (float64, bool) {
	if entry == nil {
		return 0, false
	}
	if n, ok := t.number(entry); ok {
		return float64(n), true
	}
	value := t.values(entry)
	if t.order.Uint16(entry[2:]) != typeRational || len(value) < 8 ||
		t.order.Uint32(value[4:]) == 0 {
		return 0, false
	}
	return float64(t.order.Uint32(value)) / float64(t.order.Uint32(value[4:])), true
}

// StateResolution returns a copy of an EXIF block that states r, for formats with no other place
// for it. A block that states a resolution, or cannot be read, is returned unchanged; nil becomes a
// new block. The main directory moves to the end, and nothing else moves, so that maker notes keep
// their offsets.
func StateResolution(exif []byte, r Resolution) []byte {
	if !r.valid() || EXIFResolution(exif) != (Resolution{}) {
		return exif
	}
	if exif == nil {
		exif = []byte("II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	}
	t, at, err := newTIFF(slices.Clone(exif))
	if err != nil {
		return exif
	}
	entries, end, err := t.entries(at)
	if err != nil || len(t.b) > MaxBlock {
		return exif
	}
	fields := []field{
		{tag: tagXResolution, kind: typeRational, count: 1, value: rationalBytes(t.order, r.X)},
		{tag: tagYResolution, kind: typeRational, count: 1, value: rationalBytes(t.order, r.Y)},
		{tag: tagResolutionUnit, kind: typeShort, count: 1, value: unitBytes(t.order, r.Unit)},
	}
	w := treeWriter{t}
	place := w.appended(entries, fields)
	if end+4 <= int64(len(exif)) { // the directory that follows
		copy(w.b[place.next:], exif[end:end+4])
		end += 4
	}
	w.order.PutUint32(w.b[4:], uint32(place.start))
	clear(w.b[at:end])
	return w.b
}

// placed is the place of a written directory: its start, and the offset of the pointer to the next
// one.
type placed struct{ start, next int }

// appended writes a directory at the end of the block: fields, and those entries, unchanged, that
// fields do not replace.
func (w *treeWriter) appended(entries []byte, fields []field) placed {
	var kept [][]byte
	for e := range slices.Chunk(entries, entryBytes) {
		tag := w.order.Uint16(e)
		if !slices.ContainsFunc(fields, func(f field) bool { return f.tag == tag }) {
			kept = append(kept, slices.Clone(e))
		}
	}
	for _, f := range fields {
		e := make([]byte, entryBytes)
		w.order.PutUint16(e, f.tag)
		w.order.PutUint16(e[2:], f.kind)
		w.order.PutUint32(e[4:], f.count)
		if len(f.value) <= 4 {
			copy(e[8:], f.value)
		} else {
			w.align()
			w.order.PutUint32(e[8:], uint32(len(w.b)))
			w.b = append(w.b, f.value...)
		}
		kept = append(kept, e)
	}
	slices.SortStableFunc(kept,
		func(a, b []byte) int { return int(w.order.Uint16(a)) - int(w.order.Uint16(b)) })
	w.align()
	start := len(w.b)
	w.b = append(w.b, 0, 0)
	w.order.PutUint16(w.b[start:], uint16(len(kept)))
	for _, e := range kept {
		w.b = append(w.b, e...)
	}
	w.b = append(w.b, 0, 0, 0, 0)
	return placed{start, len(w.b) - 4}
}

// rationalBytes returns v as a RATIONAL, with four decimals unless v is whole.
func rationalBytes(order binary.ByteOrder, v float64) []byte {
	numerator, denominator := v, 1.0
	if v != math.Trunc(v) && v < math.MaxUint32/10_000 {
		numerator, denominator = math.Round(v*10_000), 10_000
	}
	b := make([]byte, 8)
	order.PutUint32(b, uint32(min(math.Round(numerator), math.MaxUint32)))
	order.PutUint32(b[4:], uint32(denominator))
	return b
}

func unitBytes(order binary.ByteOrder, u ResolutionUnit) []byte {
	b := make([]byte, 2)
	order.PutUint16(b, map[ResolutionUnit]uint16{
		NoUnit: exifNoUnit, Inch: exifInch, Centimeter: exifCentimeter,
	}[u])
	return b
}
