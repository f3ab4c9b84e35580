package resize

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/disintegration/imaging"
)

// render makes the result's pixels from the decoded ones: crop, resample, turn, place. Pixels are turned last because
// then there are fewer of them. The result begins at the origin; it is an *image.Gray when decoded and background are
// grey, otherwise an *image.NRGBA, and it is opaque unless alpha says that transparency can be kept.
//
// The resampling library starts a goroutine for every CPU and waits for them; it has no setting for that.
func render(decoded image.Image, o Orientation, g Geometry, r *Recipe, alpha bool) image.Image {
	upright := Size{Width: decoded.Bounds().Dx(), Height: decoded.Bounds().Dy()}
	scaled := g.Scaled
	if o.SwapsSides() {
		upright, scaled = upright.Turned(), scaled.Turned()
	}
	part := crop(decoded, o.stored(g.Crop, upright))
	return place(o.upright(scaleImage(part, scaled, r.Filter.Resample())), isGray(decoded), g, r, alpha)
}

// place puts the scaled, upright picture on its canvas, if it needs one; gray says that it was made from a grey one.
func place(m *image.NRGBA, gray bool, g Geometry, r *Recipe, alpha bool) image.Image {
	background := r.Background.nrgba()
	if !alpha {
		background = opaqueOverWhite(background)
	}
	padded := g.Canvas != g.Scaled
	if padded || !alpha && !m.Opaque() {
		m = lay(m, g.Canvas, g.Offset, background)
	}
	if gray && (!padded || grayColor(background)) {
		return toGray(m)
	}
	return m
}

// crop gives a part of m, in a form that the resampling library reads fast.
func crop(m image.Image, r image.Rectangle) image.Image {
	r = r.Add(m.Bounds().Min)
	if r != m.Bounds() {
		m = m.(interface {
			SubImage(image.Rectangle) image.Image
		}).SubImage(r)
	}
	if m, ok := m.(*image.CMYK); ok {
		dst := image.NewRGBA(m.Rect)
		draw.Draw(dst, dst.Rect, m, m.Rect.Min, draw.Src)
		return dst
	}
	return m
}

// scaleImage scales m, colours weighted by their alpha.
func scaleImage(m image.Image, to Size, f imaging.ResampleFilter) *image.NRGBA {
	b := m.Bounds()
	// The library scales the width first. Where that enlarges, the height may have to go first, or the intermediate
	// picture could be far larger than source and result.
	if to.Width > b.Dx() && int64(to.Width)*int64(b.Dy()) > int64(b.Dx())*int64(to.Height) {
		m = imaging.Resize(m, b.Dx(), to.Height, f)
	}
	return imaging.Resize(m, to.Width, to.Height, f)
}

// lay puts m on a canvas of the background's colour, over it where m is transparent.
func lay(m *image.NRGBA, canvas Size, at image.Point, background color.NRGBA) *image.NRGBA {
	dst := imaging.New(canvas.Width, canvas.Height, background)
	for y := range m.Rect.Dy() {
		from := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]
		to := dst.Pix[dst.PixOffset(at.X, at.Y+y):][:len(from)]
		for i := 0; i < len(from); i += 4 {
			over(to[i:i+4:i+4], from[i:i+4:i+4])
		}
	}
	return dst
}

// over composites one pixel, not premultiplied, onto another.
func over(dst, src []byte) {
	sa, da := uint32(src[3]), uint32(dst[3])
	switch {
	case sa == 255 || da == 0:
		copy(dst, src)
		return
	case sa == 0:
		return
	}
	below := da * (255 - sa) // what shows through, in 255ths of 255
	a := sa*255 + below
	for i := range 3 {
		dst[i] = byte((uint32(src[i])*sa*255 + uint32(dst[i])*below + a/2) / a)
	}
	dst[3] = byte((a + 127) / 255)
}

// opaqueOverWhite is what a translucent background looks like in a format without transparency.
func opaqueOverWhite(c color.NRGBA) color.NRGBA {
	p := []byte{255, 255, 255, 255}
	over(p, []byte{c.R, c.G, c.B, c.A})
	return color.NRGBA{R: p[0], G: p[1], B: p[2], A: 255}
}

// translucent says whether a pixel is neither opaque nor invisible.
func translucent(m image.Image) bool {
	n, ok := m.(*image.NRGBA)
	if !ok {
		return false
	}
	for i := 3; i < len(n.Pix); i += 4 {
		if a := n.Pix[i]; a != 0 && a != 255 {
			return true
		}
	}
	return false
}

func grayColor(c color.NRGBA) bool { return c.R == c.G && c.G == c.B && c.A == 255 }

func isGray(m image.Image) bool {
	switch m.(type) {
	case *image.Gray, *image.Gray16:
		return true
	}
	return false
}

// toGray takes the red channel of a picture whose channels are equal.
func toGray(m *image.NRGBA) *image.Gray {
	g := image.NewGray(m.Rect)
	for i := range g.Pix {
		g.Pix[i] = m.Pix[4*i]
	}
	return g
}
