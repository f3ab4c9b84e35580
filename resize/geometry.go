package resize

import (
	"image"
	"math"
)

// Geometry is how a picture becomes its result: crop, scale, place. All in pixels of the upright
// picture; pure numbers.
//
//	upright source ── Crop ──► scaled to Scaled ── placed at Offset ──► Canvas
type Geometry struct {
	Crop   image.Rectangle // part of the source that is used
	Scaled Size            // what Crop is scaled to
	Offset image.Point     // where the scaled picture lies on the canvas
	Canvas Size            // the result's size
}

// NewGeometry computes what r makes of an upright picture of size src. It is pure; r must be valid
// and src at least one pixel per side.
//
// Sides are rounded to the nearest pixel, are at least 1 and never exceed the box. Nothing is
// scaled up unless r.Enlarge is set. Fit, Percent, the edges and Megapixels then leave a small
// picture as it is, Pad puts it unscaled on a canvas of the box's size, and Stretch limits each
// side separately. Fill crops it to the box's aspect ratio at its own resolution: the result has
// the box's shape, but fewer pixels. Fill, Pad and Stretch with one free side are Fit.
func NewGeometry(src Size, r Recipe) Geometry {
	box := r.box(src)
	free := box.Width == 0 || box.Height == 0
	if free && (r.Mode == Fill || r.Mode == Pad || r.Mode == Stretch) {
		r.Mode = Fit
	}
	switch r.Mode {
	case Fit:
		return uncropped(src, fit(src, box, r.Enlarge))
	case Fill:
		return fill(src, box, r.Anchor, r.Enlarge)
	case Pad:
		g := uncropped(src, fit(src, box, r.Enlarge))
		g.Canvas = box
		g.Offset = r.Anchor.place(g.Scaled, box)
		return g
	case Stretch:
		if !r.Enlarge {
			box.Width, box.Height = min(box.Width, src.Width), min(box.Height, src.Height)
		}
		return uncropped(src, box)
	case Percent:
		return uncropped(src, scaleBy(src, r.Percent/100, r.Enlarge))
	case LongEdge:
		if src.Width >= src.Height {
			return uncropped(src, fit(src, Size{Width: r.Edge}, r.Enlarge))
		}
		return uncropped(src, fit(src, Size{Height: r.Edge}, r.Enlarge))
	case ShortEdge:
		if src.Width <= src.Height {
			return uncropped(src, fit(src, Size{Width: r.Edge}, r.Enlarge))
		}
		return uncropped(src, fit(src, Size{Height: r.Edge}, r.Enlarge))
	case Megapixels:
		return uncropped(src, megapixels(src, r.Megapixels, r.Enlarge))
	case NoResize:
	}
	return uncropped(src, src)
}

// Identity reports whether a picture of size src keeps all its pixels.
func (g Geometry) Identity(src Size) bool { return g == uncropped(src, src) }

// uncropped returns the geometry that scales the whole picture and adds nothing.
func uncropped(src, scaled Size) Geometry {
	return Geometry{Crop: src.rect(), Scaled: scaled, Canvas: scaled}
}

// box returns the recipe's box for a picture of size src. With TurnBox, a landscape box is turned
// for a portrait picture, and a portrait box for a landscape picture, except by Stretch.
func (r Recipe) box(src Size) Size {
	box := Size{Width: r.Width, Height: r.Height}
	if !r.TurnBox || r.Mode == Stretch || box.Width == 0 || box.Height == 0 {
		return box
	}
	landscape, portrait := box.Width > box.Height, box.Width < box.Height
	if landscape && src.Width < src.Height || portrait && src.Width > src.Height {
		return box.Turned()
	}
	return box
}

// fit returns the largest size of src's aspect ratio within box; a side of 0 is not a limit.
func fit(src, box Size, enlarge bool) Size {
	w, h := int64(src.Width), int64(src.Height)
	bw, bh := int64(box.Width), int64(box.Height)
	if !enlarge && (bw == 0 || w <= bw) && (bh == 0 || h <= bh) {
		return src
	}
	if bh == 0 || (bw != 0 && bw*h <= bh*w) { // the width is the limit
		return Size{Width: box.Width, Height: side(divRound(bw*h, w), box.Height)}
	}
	return Size{Width: side(divRound(bh*w, h), box.Width), Height: box.Height}
}

// fill crops src to box's aspect ratio and scales it to box, unless that would enlarge and enlarge
// is not set.
func fill(src, box Size, anchor Anchor, enlarge bool) Geometry {
	w, h := int64(src.Width), int64(src.Height)
	bw, bh := int64(box.Width), int64(box.Height)
	crop := src
	if w*bh > h*bw { // wider than the box
		crop.Width = side(divRound(h*bw, bh), src.Width)
	} else {
		crop.Height = side(divRound(w*bh, bw), src.Height)
	}
	scaled := box
	if !enlarge && (box.Width > src.Width || box.Height > src.Height) {
		scaled = crop
	}
	at := anchor.place(crop, src)
	return Geometry{
		Crop:   image.Rect(at.X, at.Y, at.X+crop.Width, at.Y+crop.Height),
		Scaled: scaled,
		Canvas: scaled,
	}
}

// scaleBy returns src with both sides multiplied.
func scaleBy(src Size, factor float64, enlarge bool) Size {
	if factor >= 1 && !enlarge {
		return src
	}
	return Size{Width: scaledSide(src.Width, factor), Height: scaledSide(src.Height, factor)}
}

// megapixels returns src scaled to at most so many millions of pixels; to more only if a side would
// fall below one pixel.
func megapixels(src Size, millions float64, enlarge bool) Size {
	most := millions * 1e6
	factor := math.Sqrt(most / float64(src.Pixels()))
	size := scaleBy(src, factor, enlarge)
	if size != src && float64(size.Pixels()) > most {
		// Both sides were rounded up. Rounded down they are within one pixel of the exact sides,
		// and below the limit.
		size = Size{
			Width:  max(1, int(math.Min(math.Floor(float64(src.Width)*factor), maxComputed))),
			Height: max(1, int(math.Min(math.Floor(float64(src.Height)*factor), maxComputed))),
		}
	}
	return size
}

// maxComputed bounds computed sides, so that they fit into an int on every platform; DoAll refuses
// them long before.
const maxComputed = math.MaxInt32

func scaledSide(n int, factor float64) int {
	return max(1, int(math.Min(math.Round(float64(n)*factor), maxComputed)))
}

// side clamps a computed side to 1 and, unless most is 0, to most.
func side(n int64, most int) int {
	if most == 0 {
		most = maxComputed
	}
	return int(min(max(n, 1), int64(most)))
}

// divRound returns a/b for positive numbers, rounded to nearest.
func divRound(a, b int64) int64 { return (a + b/2) / b }

// place returns where the anchor puts inner within outer; inner lies inside if it is not larger.
func (a Anchor) place(inner, outer Size) image.Point {
	dx, dy := outer.Width-inner.Width, outer.Height-inner.Height
	p := image.Pt(dx/2, dy/2)
	switch a {
	case TopLeft, Left, BottomLeft:
		p.X = 0
	case TopRight, Right, BottomRight:
		p.X = dx
	}
	switch a {
	case TopLeft, Top, TopRight:
		p.Y = 0
	case BottomLeft, Bottom, BottomRight:
		p.Y = dy
	}
	return p
}
