package imgtest

import (
	"image"
	"image/color"
	"math"
	"testing"
	"time"
)

// What becomes of a cel before the next one is drawn.
const (
	Keep    = iota
	Wipe    // its rectangle becomes transparent
	Restore // its rectangle becomes what it was before
)

// Cel is one drawing of an animation.
type Cel struct {
	Image   *image.NRGBA // at the origin
	At      image.Point  // where it lies on the canvas
	Delay   time.Duration
	Dispose int
	Replace bool // replaces what is there, with transparent pixels too; not in a GIF

	Interlaced bool // GIF
	Local      bool // GIF: a palette of its own
}

// Animation is what an animated file holds.
type Animation struct {
	Width, Height int
	Loops         int // how often it is played; 0 is without end
	Cels          []Cel
	Still         *image.NRGBA // PNG: for programs without animations; nil is the first cel
}

// Shown returns what a viewer shows, cel by cel, computed pixel by pixel from the definition.
func (a Animation) Shown() []*image.NRGBA {
	var shown []*image.NRGBA
	canvas := image.NewNRGBA(image.Rect(0, 0, a.Width, a.Height))
	for _, c := range a.Cels {
		before := clone(canvas)
		each := func(f func(x, y int, p color.NRGBA)) {
			for y := range c.Image.Rect.Dy() {
				for x := range c.Image.Rect.Dx() {
					if at := c.At.Add(image.Pt(x, y)); at.In(canvas.Rect) {
						f(at.X, at.Y, c.Image.NRGBAAt(x, y))
					}
				}
			}
		}
		each(func(x, y int, p color.NRGBA) {
			if !c.Replace {
				p = overPixel(p, canvas.NRGBAAt(x, y))
			}
			canvas.SetNRGBA(x, y, p)
		})
		shown = append(shown, clone(canvas))
		each(func(x, y int, _ color.NRGBA) {
			switch c.Dispose {
			case Wipe:
				canvas.SetNRGBA(x, y, color.NRGBA{})
			case Restore:
				canvas.SetNRGBA(x, y, before.NRGBAAt(x, y))
			}
		})
	}
	return shown
}

// overPixel returns p over q (Porter and Duff), in floating point.
func overPixel(p, q color.NRGBA) color.NRGBA {
	pa, qa := float64(p.A)/255, float64(q.A)/255
	a := pa + qa*(1-pa)
	if a == 0 {
		return color.NRGBA{}
	}
	mix := func(u, v uint8) uint8 {
		return uint8(math.Round((float64(u)*pa + float64(v)*qa*(1-pa)) / a))
	}
	return color.NRGBA{R: mix(p.R, q.R), G: mix(p.G, q.G), B: mix(p.B, q.B), A: uint8(math.Round(a * 255))}
}

func clone(m *image.NRGBA) *image.NRGBA {
	return &image.NRGBA{Pix: append([]byte(nil), m.Pix...), Stride: m.Stride, Rect: m.Rect}
}

// Moving returns a square that moves over a gradient of few colors and restores it: the first cel
// is the whole canvas, the others are what changes.
func Moving(w, h, cels int) Animation {
	a := Animation{Width: w, Height: h}
	side := max(2, min(w, h)/5)
	at := func(i int) image.Point { return image.Pt(i*(w-side)/max(1, cels-1), i*(h-side)/max(1, cels-1)/2) }
	full := func(i int) *image.NRGBA {
		m := Steps(w, h)
		Fill(m, image.Rectangle{Min: at(i), Max: at(i).Add(image.Pt(side, side))}, color.NRGBA{R: 250, G: 30, B: 90, A: 255})
		return m
	}
	for i := range cels {
		r := image.Rect(0, 0, w, h)
		if i > 0 {
			square := image.Rect(0, 0, side, side)
			r = square.Add(at(i - 1)).Union(square.Add(at(i)))
			r.Min.X, r.Min.Y = r.Min.X&^1, r.Min.Y&^1 // as WebP requires
		}
		a.Cels = append(a.Cels, Cel{Image: Cut(full(i), r), At: r.Min, Delay: 40 * time.Millisecond})
	}
	return a
}

// Sprite returns a square with a half-transparent rim that moves over transparency. In a GIF, which
// has no half transparency, the rim is missing.
func Sprite(w, h, cels int, rim uint8) Animation {
	a := Animation{Width: w, Height: h}
	side := max(4, min(w, h)/4)
	for i := range cels {
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		x, y := 1+i*(w-side-2)/max(1, cels-1), 1+i*(h-side-2)/max(1, cels-1)
		if rim > 0 {
			Fill(m, image.Rect(x-1, y-1, x+side+1, y+side+1), color.NRGBA{R: 10, G: 60, B: 200, A: rim})
		}
		Fill(m, image.Rect(x, y, x+side, y+side), color.NRGBA{R: 240, G: uint8(20 * i), B: 40, A: 255})
		a.Cels = append(a.Cels, Cel{Image: m, Delay: 70 * time.Millisecond, Dispose: Wipe})
	}
	return a
}

// Disposals returns cels with every disposal, with holes, off the canvas' center, in its corners,
// and of one pixel, some with local palettes and interlaced. Every offset is even. restore reports
// whether to include cels that are restored, which WebP does not have.
func Disposals(w, h int, restore bool) Animation {
	a := Animation{Width: w, Height: h, Loops: 1}
	add := func(r image.Rectangle, c color.NRGBA, hole bool, cel Cel) {
		cel.At = image.Pt(r.Min.X&^1, r.Min.Y&^1)
		cel.Image = image.NewNRGBA(image.Rectangle{Max: r.Max.Sub(cel.At)})
		Fill(cel.Image, cel.Image.Rect, c)
		for x := range cel.Image.Rect.Dx() { // so that mirroring and interlacing are visible
			cel.Image.SetNRGBA(x, x%cel.Image.Rect.Dy(), color.NRGBA{R: uint8(x * 9), G: 200, A: 255})
		}
		if hole {
			Fill(cel.Image, cel.Image.Rect.Inset(2), color.NRGBA{})
		}
		if !restore && cel.Dispose == Restore {
			cel.Dispose = Keep
		}
		a.Cels = append(a.Cels, cel)
	}
	blue, green, gray := color.NRGBA{B: 220, A: 255}, color.NRGBA{G: 180, B: 20, A: 255}, color.NRGBA{R: 99, G: 99, B: 99, A: 255}
	ms := time.Millisecond
	add(image.Rect(0, 0, w, h), gray, false, Cel{Delay: 100 * ms, Interlaced: true})
	add(image.Rect(4, 4, w/2, h/2), blue, true, Cel{Delay: 0, Dispose: Restore})
	add(image.Rect(w/2, h/2, w, h), green, true, Cel{Delay: 10 * ms, Dispose: Wipe, Local: true})
	add(image.Rect(2, 6, w-1, h-1), blue, true, Cel{Delay: 20 * ms, Dispose: Restore, Local: true, Interlaced: true})
	add(image.Rect(w-2, h-2, w-1, h-1), green, false, Cel{Delay: 655350 * ms})
	add(image.Rect(0, 0, w/3, h), gray, true, Cel{Delay: 50 * ms, Dispose: Wipe, Interlaced: true})
	add(image.Rect(0, 0, w, h), blue, true, Cel{Delay: 60 * ms, Dispose: Wipe})
	add(image.Rect(w/4, h/4, w/2, h/2), green, true, Cel{Delay: 70 * ms, Dispose: Restore})
	return a
}

// Steps returns a gradient of 125 colors.
func Steps(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{R: uint8(40 + x*5/w*40), G: uint8(30 + y*5/h*40), B: uint8(60 + (x+y)*5/(w+h)*30), A: 255})
		}
	}
	return m
}

// Fill paints the part of m in r.
func Fill(m *image.NRGBA, r image.Rectangle, c color.NRGBA) {
	r = r.Intersect(m.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			m.SetNRGBA(x, y, c)
		}
	}
}

// Cut returns the part of m in r, moved to the origin.
func Cut(m *image.NRGBA, r image.Rectangle) *image.NRGBA {
	part := image.NewNRGBA(image.Rectangle{Max: r.Size()})
	inside := r.Intersect(m.Rect)
	for y := inside.Min.Y; y < inside.Max.Y; y++ {
		from, to := m.PixOffset(inside.Min.X, y), part.PixOffset(inside.Min.X-r.Min.X, y-r.Min.Y)
		copy(part.Pix[to:], m.Pix[from:][:4*inside.Dx()])
	}
	return part
}

// Total returns the duration of the animation.
func (a Animation) Total() time.Duration {
	var sum time.Duration
	for _, c := range a.Cels {
		sum += c.Delay
	}
	return sum
}

// Each visits the animation in every format that can hold it.
func (a Animation) Each(t testing.TB, visit func(format string, file []byte)) {
	t.Helper()
	if a.crisp() {
		visit("GIF", a.GIF(t))
	}
	if !a.restores() {
		visit("WebP", a.WebP(t))
	}
	if a.Still != nil || a.Cels[0].Image.Rect == image.Rect(0, 0, a.Width, a.Height) {
		visit("PNG", a.PNG(t))
	}
}

func (a Animation) crisp() bool {
	for _, c := range a.Cels {
		for i := 3; i < len(c.Image.Pix); i += 4 {
			if v := c.Image.Pix[i]; v != 0 && v != 255 {
				return false
			}
		}
		if c.Replace {
			return false
		}
	}
	return a.Still == nil
}

func (a Animation) restores() bool {
	for _, c := range a.Cels {
		if c.Dispose == Restore {
			return true
		}
	}
	return a.Still != nil
}
