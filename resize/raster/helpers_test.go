package raster

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/disintegration/imaging"
)

// pixel is red, green, blue, not premultiplied, and alpha, 0 to 1.
type pixel [4]float64

// picture is what a decoded picture shows.
type picture struct {
	w, h int
	pix  []pixel
}

func (p picture) at(x, y int) *pixel { return &p.pix[y*p.w+x] }

// shown reads any picture.
func shown(m image.Image) picture {
	b := m.Bounds()
	p := picture{b.Dx(), b.Dy(), make([]pixel, b.Dx()*b.Dy())}
	for y := range p.h {
		for x := range p.w {
			*p.at(x, y) = straight(m.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return p
}

func straight(c color.Color) pixel {
	switch c := c.(type) {
	case color.NRGBA:
		return pixel{float64(c.R) / 255, float64(c.G) / 255, float64(c.B) / 255, float64(c.A) / 255}
	case color.NRGBA64:
		return pixel{float64(c.R) / 65535, float64(c.G) / 65535, float64(c.B) / 65535, float64(c.A) / 65535}
	}
	eight := func(r, g, b uint8, a float64) pixel {
		return pixel{float64(r) / 255, float64(g) / 255, float64(b) / 255, a}
	}
	switch c := c.(type) { // as decoders mean them: 8 bits, not what image/color makes of them with 16
	case color.YCbCr:
		r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
		return eight(r, g, b, 1)
	case color.NYCbCrA:
		r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
		return eight(r, g, b, float64(c.A)/255)
	case color.CMYK:
		r, g, b := color.CMYKToRGB(c.C, c.M, c.Y, c.K)
		return eight(r, g, b, 1)
	}
	r, g, b, a := c.RGBA()
	if a == 0 {
		return pixel{}
	}
	return pixel{float64(r) / float64(a), float64(g) / float64(a), float64(b) / float64(a), float64(a) / 65535}
}

// weightsOf are the weights of an axis, straight from the definition.
func weightsOf(src, dst int, f imaging.ResampleFilter) []map[int]float64 {
	all := make([]map[int]float64, dst)
	step := float64(src) / float64(dst)
	for j := range all {
		weights, sum := map[int]float64{}, 0.0
		center, scale := (float64(j)+0.5)*step-0.5, max(step, 1)
		for u := range src {
			if d := (float64(u) - center) / scale; math.Abs(d) <= math.Ceil(scale*f.Support)/scale {
				weights[u] = f.Kernel(d)
				sum += weights[u]
			}
		}
		if src == dst {
			weights, sum = map[int]float64{j: 1}, 1
		}
		for u := range weights {
			weights[u] /= sum
		}
		all[j] = weights
	}
	return all
}

// reference scales p in floating point: colors premultiplied, light where curve is given, limited
// to what can be shown between the passes and at the end.
func reference(p picture, w, h int, f imaging.ResampleFilter, toLight, fromLight func(float64) float64) picture {
	pass := func(p picture, size image.Point, weights []map[int]float64, across bool) picture {
		q := picture{size.X, size.Y, make([]pixel, size.X*size.Y)}
		for y := range q.h {
			for x := range q.w {
				to, along := q.at(x, y), y
				if across {
					along = x
				}
				for u, weight := range weights[along] {
					fromX, fromY := x, u
					if across {
						fromX, fromY = u, y
					}
					for c, v := range p.at(fromX, fromY) {
						to[c] += weight * v
					}
				}
				to[3] = min(max(to[3], 0), 1)
				for c := range 3 {
					to[c] = min(max(to[c], 0), to[3])
				}
			}
		}
		return q
	}
	q := picture{p.w, p.h, append([]pixel(nil), p.pix...)}
	for i := range q.pix {
		for c := range 3 {
			q.pix[i][c] = toLight(q.pix[i][c]) * q.pix[i][3]
		}
	}
	q = pass(q, image.Pt(w, p.h), weightsOf(p.w, w, f), true)
	q = pass(q, image.Pt(w, h), weightsOf(p.h, h, f), false)
	for i := range q.pix {
		for c := range 3 {
			if q.pix[i][3] > 0 {
				q.pix[i][c] = fromLight(q.pix[i][c] / q.pix[i][3])
			}
		}
	}
	return q
}

func same(v float64) float64 { return v }

// off is the largest difference of what two pictures show, premultiplied, as a part of white; and
// where it is.
func off(a, b picture) (float64, string) {
	worst, where := 0.0, ""
	if a.w != b.w || a.h != b.h {
		return math.Inf(1), fmt.Sprintf("%d × %d pixels instead of %d × %d", a.w, a.h, b.w, b.h)
	}
	for i := range a.pix {
		for c := range 4 {
			p, q := a.pix[i][c], b.pix[i][c]
			if c < 3 {
				p, q = p*a.pix[i][3], q*b.pix[i][3]
			}
			if d := math.Abs(p - q); d > worst {
				worst, where = d, fmt.Sprintf("channel %d of (%d, %d): %.5f instead of %.5f", c, i%a.w, i/a.w, p, q)
			}
		}
	}
	return worst, where
}

// kinds are the types that decoders give, each showing as much of a scene as it can. Translucent
// ones fade and have holes.
var kinds = []struct {
	name        string
	deep        bool
	gray        bool
	translucent bool
	make        func(w, h int) image.Image
}{
	{"Gray", false, true, false, func(w, h int) image.Image { return scene(image.NewGray(image.Rect(0, 0, w, h)), false) }},
	{"Gray16", true, true, false, func(w, h int) image.Image { return scene(image.NewGray16(image.Rect(0, 0, w, h)), false) }},
	{"NRGBA", false, false, true, func(w, h int) image.Image { return scene(image.NewNRGBA(image.Rect(0, 0, w, h)), true) }},
	{"opaque NRGBA", false, false, false, func(w, h int) image.Image { return scene(image.NewNRGBA(image.Rect(0, 0, w, h)), false) }},
	{"NRGBA64", true, false, true, func(w, h int) image.Image { return scene(image.NewNRGBA64(image.Rect(0, 0, w, h)), true) }},
	{"opaque NRGBA64", true, false, false, func(w, h int) image.Image { return scene(image.NewNRGBA64(image.Rect(0, 0, w, h)), false) }},
	{"RGBA", false, false, true, func(w, h int) image.Image { return scene(image.NewRGBA(image.Rect(0, 0, w, h)), true) }},
	{"opaque RGBA", false, false, false, func(w, h int) image.Image { return scene(image.NewRGBA(image.Rect(0, 0, w, h)), false) }},
	{"RGBA64", true, false, true, func(w, h int) image.Image { return scene(image.NewRGBA64(image.Rect(0, 0, w, h)), true) }},
	{"opaque RGBA64", true, false, false, func(w, h int) image.Image { return scene(image.NewRGBA64(image.Rect(0, 0, w, h)), false) }},
	{"YCbCr 4:4:4", false, false, false, func(w, h int) image.Image { return ycc(w, h, image.YCbCrSubsampleRatio444) }},
	{"NYCbCrA", false, false, true, func(w, h int) image.Image {
		m := image.NewNYCbCrA(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio444)
		m.YCbCr = *ycc(w, h, image.YCbCrSubsampleRatio444)
		for i := range m.A {
			m.A[i] = uint8(255 - 255*(i%m.AStride)/w)
		}
		return m
	}},
	{"Paletted", false, false, false, func(w, h int) image.Image {
		var p color.Palette
		for i := range 216 {
			p = append(p, color.NRGBA{R: uint8(i / 36 * 51), G: uint8(i / 6 % 6 * 51), B: uint8(i % 6 * 51), A: 255})
		}
		return scene(image.NewPaletted(image.Rect(0, 0, w, h), p), false)
	}},
	{"translucent Paletted", false, false, true, func(w, h int) image.Image {
		p := color.Palette{color.NRGBA{}, color.NRGBA{R: 200, A: 90}, color.NRGBA{G: 255, A: 255}, color.NRGBA{R: 255, G: 255, B: 255, A: 255}}
		m := image.NewPaletted(image.Rect(0, 0, w, h), p)
		for i := range m.Pix {
			m.Pix[i] = uint8(i / 3 % 4)
		}
		return m
	}},
	{"CMYK", false, false, false, func(w, h int) image.Image { return scene(image.NewCMYK(image.Rect(0, 0, w, h)), false) }},
}

type settable interface {
	image.Image
	Set(x, y int, c color.Color)
}

// scene paints waves, an edge and some noise, all 16 bits of it, no two corners alike.
func scene(m settable, translucent bool) image.Image {
	random := rand.New(rand.NewPCG(3, 4))
	b := m.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			fx, fy := float64(x), float64(y)
			v := 0.5 + 0.3*math.Sin(fx/5+fy/11) + 0.15*math.Sin(fy/4-fx/19)
			if x > b.Dx()/3 && y > b.Dy()/2 {
				v = 1 - v/2
			}
			v = min(max(v+0.03*random.NormFloat64(), 0), 1)
			c := color.NRGBA64{R: uint16(v * 65535), G: uint16((1 - v) * 60000), B: uint16(v * v * 65535), A: 65535}
			if translucent {
				c.A = uint16(65535 * (1 - fx/float64(b.Dx())))
				if (x/4+y/5)%7 == 0 {
					c.A = 0
				}
			}
			m.Set(x, y, c)
		}
	}
	return m
}

func ycc(w, h int, ratio image.YCbCrSubsampleRatio) *image.YCbCr {
	m := image.NewYCbCr(image.Rect(0, 0, w, h), ratio)
	for i := range m.Y {
		m.Y[i] = uint8(60 + 90*(i%m.YStride)/w + 60*(i/m.YStride)/h + i%5)
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = uint8(100+i%60), uint8(160-i%50)
	}
	return m
}

func render(t testing.TB, m image.Image, s Steps) Picture {
	t.Helper()
	return renderWith(t, new(Renderer), m, s)
}

func renderWith(t testing.TB, r *Renderer, m image.Image, s Steps) Picture {
	t.Helper()
	p, err := r.Render(m, s)
	if err != nil {
		t.Fatal(err)
	}
	checkForm(t, p)
	return p
}

// checkForm holds the promises of Picture.
func checkForm(t testing.TB, p Picture) {
	t.Helper()
	b := p.Image.Bounds()
	stride, n, opaque := 0, 0, true
	switch m := p.Image.(type) {
	case *image.Gray:
		stride, n = m.Stride, len(m.Pix)
	case *image.Gray16:
		stride, n = m.Stride/2, len(m.Pix)/2
	case *image.NRGBA:
		stride, n, opaque = m.Stride/4, len(m.Pix)/4, m.Opaque()
	case *image.NRGBA64:
		stride, n, opaque = m.Stride/8, len(m.Pix)/8, m.Opaque()
	default:
		t.Fatalf("result is a %T", m)
	}
	if b.Min != (image.Point{}) || stride != b.Dx() || n != b.Dx()*b.Dy() {
		t.Errorf("result lies at %v, with %d pixels from row to row, %d in all", b, stride, n)
	}
	if p.Opaque && !opaque {
		t.Error("said to be opaque and is not")
	}
}
