package raster

import (
	"image"
	"image/color"

	"sizemill/resize/resample"
)

// Renderer carries out steps, one picture after another, and keeps its memory between them, so that
// it allocates next to nothing for pictures of the same size. The zero value is ready. It must not
// be copied, nor used by two goroutines at once.
type Renderer struct {
	scaler    resample.Scaler
	sharpener Sharpener
	linear    linearizer
	source    source
	buffers8  buffers[uint8]
	buffers16 buffers[uint16]
}

// buffers are the memory of two pictures, one made from the other.
type buffers[T sample] struct {
	pix  [2][]T
	next int
}

// alloc returns n samples in the memory that it did not return last.
func (b *buffers[T]) alloc(n int) []T {
	b.next ^= 1
	b.pix[b.next] = resample.Grow(b.pix[b.next], n)
	return b.pix[b.next]
}

func (b *buffers[T]) kept() int { return cap(b.pix[0]) + cap(b.pix[1]) }

// Kept returns the memory that r keeps, in bytes.
func (r *Renderer) Kept() int {
	n := r.scaler.Kept() + r.sharpener.Kept() + r.source.kept()
	n += 2 * (cap(r.linear.decode16) + cap(r.linear.encode16))
	return n + r.buffers8.kept() + 2*r.buffers16.kept()
}

// Render carries out the steps on m, which has one of the types that codec.Decode returns and is
// not changed. A gray picture stays gray, unless its canvas has a color. Without scaling, pixels
// keep their exact values (16-bit ones are not premultiplied), and a result that needs only m's
// pixels shares them.
//
// The error names the size or setting that is impossible.
func (r *Renderer) Render(m image.Image, s Steps) (Picture, error) {
	s, err := s.withDefaults(m.Bounds().Size())
	if err != nil {
		return Picture{}, err
	}
	if err := r.source.open(m, s.Crop, s.Opaque); err != nil {
		return Picture{}, err
	}
	defer r.source.close()
	// The next picture of this kind uses the same memory.
	r.buffers8.next, r.buffers16.next = 0, 0
	if !s.Alpha {
		s.Background = compositeOnWhite(s.Background)
	}
	if r.source.bits16 || s.scales() && (s.Linear || !r.source.opaque) {
		return r.render16(s)
	}
	return r.render8(s)
}

func (r *Renderer) render8(s Steps) (Picture, error) {
	c, err := r.scale8(s)
	if err != nil {
		return Picture{}, err
	}
	return picture8(finish(&r.sharpener, &r.buffers8, c, s)), nil
}

func (r *Renderer) render16(s Steps) (Picture, error) {
	if pix, ok := r.source.whole16(); ok && s.changesNothing(r.source.opaque) && s.Keep16Bits {
		return picture16(pix, s.Scaled, r.source.channels, r.source.opaque), nil
	}
	c, err := r.scale16(s)
	if err != nil {
		return Picture{}, err
	}
	c = finish(&r.sharpener, &r.buffers16, c, s)
	if s.Keep16Bits && r.source.bits16 {
		return picture16(toBytes(c.pix), s.Canvas, c.channels, c.opaque), nil
	}
	n := newCanvas(r.buffers8.alloc(len(c.pix)), c.width, c.height, c.channels)
	n.opaque = c.opaque
	to8Bits(n.pix, c.pix)
	return picture8(n), nil
}

func picture16(pix []uint8, size image.Point, channels int, opaque bool) Picture {
	rect := image.Rectangle{Max: size}
	if channels == 1 {
		return Picture{Image: &image.Gray16{Pix: pix, Stride: 2 * size.X, Rect: rect}, Opaque: true}
	}
	return Picture{Image: &image.NRGBA64{Pix: pix, Stride: 8 * size.X, Rect: rect}, Opaque: opaque}
}

func picture8(c canvas[uint8]) Picture {
	rect := image.Rect(0, 0, c.width, c.height)
	if c.channels == 1 {
		return Picture{Image: &image.Gray{Pix: c.pix, Stride: c.width, Rect: rect}, Opaque: true}
	}
	m := &image.NRGBA{Pix: c.pix, Stride: 4 * c.width, Rect: rect}
	return Picture{Image: m, Opaque: c.opaque}
}

// scale8 crops and scales in 8 bits.
func (r *Renderer) scale8(s Steps) (canvas[uint8], error) {
	src := &r.source
	to := s.stored()
	if pix, ok := src.whole8(); ok && src.rect.Size() == to {
		c := newCanvas(pix, to.X, to.Y, src.channels)
		c.opaque, c.shared = src.opaque, true
		return c, nil
	}
	c := newCanvas(r.buffers8.alloc(to.X*to.Y*src.channels), to.X, to.Y, src.channels)
	c.opaque = src.opaque
	from := resample.Source[uint8]{
		Width: src.rect.Dx(), Height: src.rect.Dy(), Channels: c.channels, Row: src.row8,
	}
	dst := resample.Plane{
		Pix: c.pix, Stride: c.stride, Width: c.width, Height: c.height, Channels: c.channels,
	}
	x, y := resample.Fit(from.Width, to.X), resample.Fit(from.Height, to.Y)
	return c, r.scaler.ScaleFrom(dst, from, x, y, s.Filter)
}

// scale16 crops and scales in 16 bits.
func (r *Renderer) scale16(s Steps) (canvas[uint16], error) {
	src := &r.source
	to := s.stored()
	c := newCanvas(r.buffers16.alloc(to.X*to.Y*src.channels), to.X, to.Y, src.channels)
	c.opaque = src.opaque
	from := resample.Source[uint16]{
		Width: src.rect.Dx(), Height: src.rect.Dy(), Channels: c.channels, Row: src.row16,
	}
	if s.scales() {
		from.Row = src.weighted
		if s.Linear {
			r.linear.prepare(src.bits16 || src.multiplied8())
			src.linear = &r.linear
		}
	}
	dst := resample.Plane16{
		Pix: c.pix, Stride: c.stride, Width: c.width, Height: c.height, Channels: c.channels,
	}
	x, y := resample.Fit(from.Width, to.X), resample.Fit(from.Height, to.Y)
	if err := r.scaler.ScaleFrom16(dst, from, x, y, s.Filter); err != nil {
		return c, err
	}
	if s.scales() && !c.opaque {
		unpremultiply(c.pix)
	}
	if src.linear != nil {
		applyLUT(c.pix, c.channels, r.linear.encode16)
	}
	return c, nil
}

// finish turns, sharpens, and composites onto a canvas or the background.
func finish[T sample](sharpener *Sharpener, b *buffers[T], c canvas[T], s Steps) canvas[T] {
	if t := TurnOf(s.Orientation); t != (Turn{}) {
		from := c
		c = newCanvas(b.alloc(len(c.pix)), s.Scaled.X, s.Scaled.Y, c.channels)
		c.opaque = from.opaque
		if c.channels == 1 {
			turn(t, c.pix, c.width, c.height, from.pix, from.width)
		} else {
			turn(t, pixels(c.pix), c.width, c.height, pixels(from.pix), from.width)
		}
	}
	flat := !s.Alpha && !c.opaque
	if c.shared && (s.Sharpen != Off || flat && s.Canvas == s.Scaled) {
		pix := b.alloc(len(c.pix))
		copy(pix, c.pix)
		c.pix, c.shared = pix, false
	}
	if s.Sharpen != Off {
		sharpen(sharpener, c, s.Sharpen)
	}
	switch {
	case s.Canvas != s.Scaled:
		from, channels := c, c.channels
		if !isGray(s.Background) {
			channels = 4
		}
		c = newCanvas(b.alloc(s.Canvas.X*s.Canvas.Y*channels), s.Canvas.X, s.Canvas.Y, channels)
		c.opaque = channels == 1 || s.Background.A == 0xff && (from.opaque || !s.Alpha)
		compositeAt(c, from, s.Offset.X, s.Offset.Y, s.Background, s.Alpha)
	case flat:
		flatten(c.pix, s.Background)
		c.opaque = true
	}
	return c
}

func isGray(c color.NRGBA) bool { return c.R == c.G && c.G == c.B && c.A == 0xff }

// compositeOnWhite returns a color composited onto white.
func compositeOnWhite(c color.NRGBA) color.NRGBA {
	p := []uint8{c.R, c.G, c.B, c.A}
	flatten(p, color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff})
	return color.NRGBA{R: p[0], G: p[1], B: p[2], A: 0xff}
}
