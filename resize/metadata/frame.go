package metadata

import (
	"image"
	"math"
	"strconv"
	"strings"
)

// stale is the warning that metadata about the old frame could not be updated.
const stale = "marked regions and other metadata about the original frame were dropped"

// rectangles returns the part of the upright source that is used, and its place in the result; ok
// is false if they are not known.
func (u Upright) rectangles() (crop, placed image.Rectangle, ok bool) {
	crop, placed = u.Crop, u.Placed
	if crop.Empty() {
		crop = image.Rectangle{Max: u.Source}
	}
	if placed.Empty() {
		placed = image.Rect(0, 0, u.Width, u.Height)
	}
	return crop, placed, u.Source.X > 0 && u.Source.Y > 0
}

// scaledOnly reports whether the picture was only scaled: every place of the stored source has the
// same share of the result's sides.
func (u Upright) scaledOnly() bool {
	crop, placed, known := u.rectangles()
	whole := !known || crop == image.Rectangle{Max: u.Source}
	return u.Turned <= 1 && whole && placed == image.Rect(0, 0, u.Width, u.Height)
}

// factors returns how many of the result's pixels one pixel of the upright source makes.
func (u Upright) factors() (x, y float64) {
	crop, placed, known := u.rectangles()
	if !known {
		return 1, 1
	}
	return float64(placed.Dx()) / float64(crop.Dx()), float64(placed.Dy()) / float64(crop.Dy())
}

// point maps a place of the stored source to the result; ok is false if it is outside of the part
// that is used.
func (u Upright) point(x, y float64) (px, py float64, ok bool) {
	crop, placed, known := u.rectangles()
	if !known {
		return 0, 0, false
	}
	w, h := float64(u.Source.X), float64(u.Source.Y) // of the stored picture
	if quarter(u.Turned) {
		w, h = h, w
	}
	switch u.Turned {
	case 2:
		x = w - x
	case 3:
		x, y = w-x, h-y
	case 4:
		y = h - y
	case 5:
		x, y = y, x
	case 6:
		x, y = h-y, x
	case 7:
		x, y = h-y, w-x
	case 8:
		x, y = y, w-x
	}
	fx, fy := u.factors()
	x, y = x-float64(crop.Min.X), y-float64(crop.Min.Y)
	inside := x >= 0 && y >= 0 && x <= float64(crop.Dx()) && y <= float64(crop.Dy())
	return x*fx + float64(placed.Min.X), y*fy + float64(placed.Min.Y), inside
}

// subject maps EXIF's SubjectArea or SubjectLocation in place: a point, a circle with its diameter,
// or a rectangle with its sides, around a point. It returns false if the value is none of these, or
// the point is not in the result.
func (u Upright) subject(t tiff, value []byte, count uint32) bool {
	if count < 2 || count > 4 || len(value) < int(2*count) {
		return false
	}
	x, y, ok := u.point(float64(t.order.Uint16(value)), float64(t.order.Uint16(value[2:])))
	if !ok {
		return false
	}
	put := func(i int, v float64) {
		t.order.PutUint16(value[2*i:], uint16(min(math.Round(v), math.MaxUint16)))
	}
	get := func(i int) float64 { return float64(t.order.Uint16(value[2*i:])) }
	put(0, x)
	put(1, y)
	fx, fy := u.factors()
	switch count {
	case 3:
		put(2, max(1, get(2)*math.Sqrt(fx*fy)))
	case 4:
		w, h := get(2), get(3)
		if quarter(u.Turned) {
			w, h = h, w
		}
		put(2, max(1, w*fx))
		put(3, max(1, h*fy))
	}
	return true
}

// frameEXIF updates an entry of the Exif directory that speaks of pixels, in place. value is the
// bytes of the entry's values. It reports whether the entry stays.
func (u Upright) frameEXIF(t tiff, tag, kind uint16, count uint32, value []byte) bool {
	switch tag {
	case tagSubjectArea, tagSubjectLocation:
		return kind == typeShort && u.subject(t, value, count)
	case tagFocalPlaneX, tagFocalPlaneY:
		fx, fy := u.factors()
		if (tag == tagFocalPlaneY) != quarter(u.Turned) { // the axis of the upright picture
			fx = fy
		}
		if kind != typeRational || count != 1 || len(value) < 8 || t.order.Uint32(value[4:]) == 0 {
			return fx == 1
		}
		v := float64(t.order.Uint32(value)) / float64(t.order.Uint32(value[4:])) * fx
		copy(value, rationalBytes(t.order, v))
	}
	return true
}

// scaled returns the number or fraction in text times a factor; other text is returned unchanged.
func scaled(text string, factor float64) string {
	if top, bottom, ok := strings.Cut(text, "/"); ok {
		return scaled(top, factor) + "/" + bottom
	}
	trimmed := strings.TrimSpace(text)
	if n, err := strconv.Atoi(trimmed); err == nil {
		return strconv.Itoa(int(math.Round(float64(n) * factor)))
	}
	if v, err := strconv.ParseFloat(trimmed, 64); err == nil {
		return strconv.FormatFloat(v*factor, 'f', 6, 64)
	}
	return text
}
