package resize

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/icc"
)

// one lists what a source shows.
func one(m ...image.Image) []image.Image { return m }

// shownBy lists what an animation shows.
func shownBy(a imgtest.Animation) []image.Image {
	var all []image.Image
	for _, m := range a.Shown() {
		all = append(all, m)
	}
	return all
}

// deepGray is the scene in gray, with 16 bits that matter.
func deepGray() *image.Gray16 {
	src := imgtest.Deep(matrixWidth, matrixHeight)
	m := image.NewGray16(src.Rect)
	for y := range matrixHeight {
		for x := range matrixWidth {
			c := src.NRGBA64At(x, y)
			m.SetGray16(x, y, color.Gray16{Y: uint16(math.Round(0.3*float64(c.R) + 0.6*float64(c.G) + 0.1*float64(c.B)))})
		}
	}
	return m
}

// deepGlass is the scene fading from opaque to transparent, with 16 bits that matter.
func deepGlass() *image.NRGBA64 {
	m := imgtest.Deep(matrixWidth, matrixHeight)
	for y := range matrixHeight {
		for x := range matrixWidth {
			c := m.NRGBA64At(x, y)
			c.A = uint16(65535 - 65535*x/(matrixWidth-1))
			m.SetNRGBA64(x, y, c)
		}
	}
	return m
}

// grayGlass is the scene in gray, fading from opaque to transparent.
func grayGlass() *image.NRGBA {
	m, gray := imgtest.Translucent(matrixWidth, matrixHeight), imgtest.Gray(matrixWidth, matrixHeight)
	for i, v := range gray.Pix {
		m.Pix[4*i], m.Pix[4*i+1], m.Pix[4*i+2] = v, v, v
	}
	return m
}

// deepGrayGlass is that with 16 bits that matter.
func deepGrayGlass() *image.NRGBA64 {
	m, gray := deepGlass(), deepGray()
	for y := range matrixHeight {
		for x := range matrixWidth {
			v := gray.Gray16At(x, y).Y
			m.SetNRGBA64(x, y, color.NRGBA64{R: v, G: v, B: v, A: m.NRGBA64At(x, y).A})
		}
	}
	return m
}

// grayFrame is a frame of an animation in gray.
func grayFrame(i int) *image.Gray {
	m := imgtest.Gray(matrixWidth, matrixHeight)
	draw.Draw(m, image.Rect(20+10*i, 20, 30+10*i, 30), image.White, image.Point{}, draw.Src)
	return m
}

// same is for numbers that are sRGB's, whatever states so.
func same(m image.Image) *image.NRGBA { return straight(m) }

// fromP3 is what numbers of Display P3 are in sRGB.
func fromP3(m image.Image) *image.NRGBA {
	return veiledAs(shownIn(straight(m), imgtest.Lights("p3"), imgtest.SRGBLight), m)
}

// powered is what numbers are in sRGB whose power, times their primaries, is light.
func powered(gamma float64) func(image.Image) *image.NRGBA {
	return func(m image.Image) *image.NRGBA {
		light := func(v float64) float64 { return math.Pow(v, gamma) }
		return veiledAs(shownIn(straight(m), imgtest.Lights("srgb"), light), m)
	}
}

// veiledAs gives m the transparency of another picture.
func veiledAs(m *image.NRGBA, other image.Image) *image.NRGBA {
	from := straight(other)
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = from.Pix[i]
	}
	return m
}

// straight is m with 8 bits a channel, not multiplied by its transparency.
func straight(m image.Image) *image.NRGBA {
	if n, ok := m.(*image.NRGBA); ok {
		return n
	}
	b := m.Bounds()
	n := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			var p [4]uint16
			switch c := m.At(b.Min.X+x, b.Min.Y+y).(type) {
			case color.NRGBA64:
				p = [4]uint16{c.R, c.G, c.B, c.A}
			case color.NRGBA:
				n.SetNRGBA(x, y, c)
				continue
			default:
				c64 := color.NRGBA64Model.Convert(c).(color.NRGBA64)
				p = [4]uint16{c64.R, c64.G, c64.B, c64.A}
			}
			for i, v := range p {
				n.Pix[n.PixOffset(x, y)+i] = uint8((uint32(v)*255 + 32767) / 65535)
			}
		}
	}
	return n
}

// printed is what inks look like by their profile, or by none.
func printed(inks *image.CMYK, profile []byte) *image.NRGBA {
	p := icc.DefaultCMYK()
	var err error
	if profile != nil {
		p, err = icc.Parse(profile)
	}
	if err != nil {
		panic(err)
	}
	m, err := p.ToSRGB(inks)
	if err != nil {
		panic(err)
	}
	return m.(*image.NRGBA)
}

// onWhite lays m on white.
func onWhite(m *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(m.Rect)
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, m, image.Point{}, draw.Over)
	return out
}

// thresholded is m with pixels that are opaque or nothing.
func thresholded(m *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(m.Rect)
	for i := 0; i < len(m.Pix); i += 4 {
		if m.Pix[i+3] >= 0x80 {
			copy(out.Pix[i:i+3], m.Pix[i:i+3])
			out.Pix[i+3] = 255
		}
	}
	return out
}

// grayAlphaPNG is a PNG of gray and alpha, which package image/png does not write.
func grayAlphaPNG(m image.Image, profile []byte) func(t testing.TB) []byte {
	return func(t testing.TB) []byte {
		pix, depth, from, pixel := []byte(nil), 8, 2, 4 // blue and alpha
		switch m := m.(type) {
		case *image.NRGBA:
			pix = m.Pix
		case *image.NRGBA64:
			pix, depth, from, pixel = m.Pix, 16, 4, 8
		}
		var rows []byte
		for i := 0; i < len(pix); i += pixel {
			if i%(matrixWidth*pixel) == 0 {
				rows = append(rows, 0) // no filter
			}
			rows = append(rows, pix[i+from:i+pixel]...)
		}
		return imgtest.RawPNG(t, matrixWidth, matrixHeight, depth, 4, profile, rows)
	}
}

// grayAPNG is an animated PNG of gray frames.
func grayAPNG(profile []byte) func(t testing.TB) []byte {
	return func(t testing.TB) []byte { return imgtest.GrayAPNG(t, profile, grayFrame(0), grayFrame(1)) }
}

// framesOf decodes all that a file shows.
func framesOf(t testing.TB, b []byte) (format.Header, []image.Image) {
	t.Helper()
	h, first := decoded(t, b)
	if h.Frames == 1 {
		return h, one(first)
	}
	var all []image.Image
	_, err := codec.Frames(t.Context(), bytes.NewReader(b), int64(len(b)), h, func(f format.Frame) error {
		all = append(all, &image.NRGBA{Pix: slices.Clone(f.Image.Pix), Stride: f.Image.Stride, Rect: f.Image.Rect})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h, all
}
