package raster

import (
	"image"
	"image/color"

	"sizemill/resize/resample"
)

// Renderer carries out steps, one picture after another, and keeps its memory between them: for pictures of the same size it
// allocates next to nothing. The zero value is ready. It must not be copied, nor used by two goroutines at once.
type Renderer struct {
	scaler    resample.Scaler
	sharpener Sharpener
	light     light
	source    source
	narrow    buffers[uint8]
	wide      buffers[uint16]
}

// buffers are the memory of two pictures, one being made of the other.
type buffers[T sample] struct {
	pix  [2][]T
	next int
}

// take gives n samples, of the memory that was not given last.
func (b *buffers[T]) take(n int) []T {
	b.next ^= 1
	b.pix[b.next] = resized(b.pix[b.next], n)
	return b.pix[b.next]
}

func (b *buffers[T]) kept() int { return cap(b.pix[0]) + cap(b.pix[1]) }

// Kept is the memory that r keeps, in bytes.
func (r *Renderer) Kept() int {
	n := r.scaler.Kept() + r.sharpener.Kept() + r.source.kept() + 2*(cap(r.light.to)+cap(r.light.from))
	return n + r.narrow.kept() + 2*r.wide.kept()
}

// Render gives what the steps make of m, which is one of the types that codec.Decode gives and is not changed. A gray picture stays
// gray, unless it is laid on a color. Where nothing is scaled, no pixel changes by it: those of 16 bits go through no
// multiplication by their alpha, and a result that has no need for more than m's pixels shares them.
//
// The error says which size or setting is impossible.
func (r *Renderer) Render(m image.Image, s Steps) (Picture, error) {
	s, err := s.complete(m.Bounds().Size())
	if err != nil {
		return Picture{}, err
	}
	if err := r.source.open(m, s.Crop, s.Opaque); err != nil {
		return Picture{}, err
	}
	defer r.source.close()
	r.narrow.next, r.wide.next = 0, 0 // so that the next picture of this kind uses the same memory
	if !s.Alpha {
		s.Background = overWhite(s.Background)
	}
	if r.source.deep || s.scales() && (s.Linear || !r.source.opaque) {
		return r.renderWide(s)
	}
	return r.renderNarrow(s)
}

func (r *Renderer) renderNarrow(s Steps) (Picture, error) {
	c, err := r.scaleNarrow(s)
	if err != nil {
		return Picture{}, err
	}
	return pictureOf(finish(&r.sharpener, &r.narrow, c, s)), nil
}

func (r *Renderer) renderWide(s Steps) (Picture, error) {
	if pix, ok := r.source.wholeDeep(); ok && s.leaves(r.source.opaque) && s.Deep {
		return deepPicture(pix, s.Scaled, r.source.channels, r.source.opaque), nil
	}
	c, err := r.scaleWide(s)
	if err != nil {
		return Picture{}, err
	}
	c = finish(&r.sharpener, &r.wide, c, s)
	if s.Deep && r.source.deep {
		return deepPicture(toBytes(c.pix), s.Canvas, c.channels, c.opaque), nil
	}
	n := newCanvas(r.narrow.take(len(c.pix)), c.width, c.height, c.channels)
	n.opaque = c.opaque
	narrow(n.pix, c.pix)
	return pictureOf(n), nil
}

func deepPicture(pix []uint8, size image.Point, channels int, opaque bool) Picture {
	rect := image.Rectangle{Max: size}
	if channels == 1 {
		return Picture{Image: &image.Gray16{Pix: pix, Stride: 2 * size.X, Rect: rect}, Opaque: true}
	}
	return Picture{Image: &image.NRGBA64{Pix: pix, Stride: 8 * size.X, Rect: rect}, Opaque: opaque}
}

func pictureOf(c canvas[uint8]) Picture {
	rect := image.Rect(0, 0, c.width, c.height)
	if c.channels == 1 {
		return Picture{Image: &image.Gray{Pix: c.pix, Stride: c.width, Rect: rect}, Opaque: true}
	}
	return Picture{Image: &image.NRGBA{Pix: c.pix, Stride: 4 * c.width, Rect: rect}, Opaque: c.opaque}
}

// scaleNarrow crops and scales in 8 bits.
func (r *Renderer) scaleNarrow(s Steps) (canvas[uint8], error) {
	src := &r.source
	to := s.stored()
	if pix, ok := src.whole(); ok && src.rect.Size() == to {
		c := newCanvas(pix, to.X, to.Y, src.channels)
		c.opaque, c.shared = src.opaque, true
		return c, nil
	}
	c := newCanvas(r.narrow.take(to.X*to.Y*src.channels), to.X, to.Y, src.channels)
	c.opaque = src.opaque
	from := resample.Source[uint8]{Width: src.rect.Dx(), Height: src.rect.Dy(), Channels: c.channels, Row: src.row8}
	dst := resample.Plane{Pix: c.pix, Stride: c.stride, Width: c.width, Height: c.height, Channels: c.channels}
	return c, r.scaler.ScaleFrom(dst, from, resample.Fit(from.Width, to.X), resample.Fit(from.Height, to.Y), s.Filter)
}

// scaleWide crops and scales in 16 bits.
func (r *Renderer) scaleWide(s Steps) (canvas[uint16], error) {
	src := &r.source
	to := s.stored()
	c := newCanvas(r.wide.take(to.X*to.Y*src.channels), to.X, to.Y, src.channels)
	c.opaque = src.opaque
	from := resample.Source[uint16]{Width: src.rect.Dx(), Height: src.rect.Dy(), Channels: c.channels, Row: src.row16}
	if s.scales() {
		from.Row = src.weighted
		if s.Linear {
			r.light.prepare(src.deep || src.multiplied8())
			src.light = &r.light
		}
	}
	dst := resample.Plane16{Pix: c.pix, Stride: c.stride, Width: c.width, Height: c.height, Channels: c.channels}
	if err := r.scaler.ScaleFrom16(dst, from, resample.Fit(from.Width, to.X), resample.Fit(from.Height, to.Y), s.Filter); err != nil {
		return c, err
	}
	if s.scales() && !c.opaque {
		straighten(c.pix)
	}
	if src.light != nil {
		lighten(c.pix, c.channels, r.light.from)
	}
	return c, nil
}

// finish turns, sharpens, and lays on a canvas or over the background.
func finish[T sample](sharpener *Sharpener, b *buffers[T], c canvas[T], s Steps) canvas[T] {
	if t := TurnOf(s.Orientation); t != (Turn{}) {
		from := c
		c = newCanvas(b.take(len(c.pix)), s.Scaled.X, s.Scaled.Y, c.channels)
		c.opaque = from.opaque
		if c.channels == 1 {
			turn(t, c.pix, c.width, c.height, from.pix, from.width)
		} else {
			turn(t, pixels(c.pix), c.width, c.height, pixels(from.pix), from.width)
		}
	}
	flat := !s.Alpha && !c.opaque
	if c.shared && (s.Sharpen != Off || flat && s.Canvas == s.Scaled) {
		pix := b.take(len(c.pix))
		copy(pix, c.pix)
		c.pix, c.shared = pix, false
	}
	if s.Sharpen != Off {
		sharpen(sharpener, c, s.Sharpen)
	}
	switch {
	case s.Canvas != s.Scaled:
		from, channels := c, c.channels
		if !gray(s.Background) {
			channels = 4
		}
		c = newCanvas(b.take(s.Canvas.X*s.Canvas.Y*channels), s.Canvas.X, s.Canvas.Y, channels)
		c.opaque = channels == 1 || s.Background.A == 0xff && (from.opaque || !s.Alpha)
		lay(c, from, s.Offset.X, s.Offset.Y, s.Background, s.Alpha)
	case flat:
		flatten(c, s.Background)
		c.opaque = true
	}
	return c
}

func gray(c color.NRGBA) bool { return c.R == c.G && c.G == c.B && c.A == 0xff }

// overWhite is a color laid over white.
func overWhite(c color.NRGBA) color.NRGBA {
	p := []uint8{0xff, 0xff, 0xff, 0xff}
	over(p, []uint8{c.R, c.G, c.B, c.A})
	return color.NRGBA{R: p[0], G: p[1], B: p[2], A: 0xff}
}
