package resize

import (
	"image"

	"sizemill/resize/codec/format"
	"sizemill/resize/icc"
	"sizemill/resize/raster"
)

// A gray picture with transparency has no kind of its own in package image: it travels as equal
// red, green and blue.

// toGray returns such a picture with its one channel of light, where nothing is transparent; others
// stay as they are.
func toGray(p raster.Picture) raster.Picture {
	if p.Opaque {
		p.Image = format.LightOf(p.Image)
	}
	return p
}

// toSRGB converts pixels by a profile of their color space. One of gray serves equal red, green and
// blue as well.
func toSRGB(p *icc.Profile, m image.Image) (image.Image, error) {
	if p.Space() != spaceGray || p.Describes(m) {
		return p.ToSRGB(m)
	}
	light, err := p.ToSRGB(format.LightOf(m))
	if err != nil {
		return nil, err
	}
	return withAlpha(light, m), nil
}

// withAlpha returns light, of any kind that format.LightOf has led to, with the transparency of m.
// Both lie at the origin, without gaps between rows.
func withAlpha(light, m image.Image) image.Image {
	switch m := m.(type) {
	case *image.NRGBA:
		out := image.NewNRGBA(m.Rect)
		switch l := light.(type) {
		case *image.Gray:
			for i, v := range l.Pix {
				copy(out.Pix[4*i:], []byte{v, v, v, m.Pix[4*i+3]})
			}
		case *image.NRGBA:
			copy(out.Pix, l.Pix)
			for i := 3; i < len(out.Pix); i += 4 {
				out.Pix[i] = m.Pix[i]
			}
		}
		return out
	case *image.NRGBA64:
		out := image.NewNRGBA64(m.Rect)
		switch l := light.(type) {
		case *image.Gray16:
			for i := 0; i < len(l.Pix); i += 2 {
				hi, lo, at := l.Pix[i], l.Pix[i+1], 4*i
				copy(out.Pix[at:], []byte{hi, lo, hi, lo, hi, lo, m.Pix[at+6], m.Pix[at+7]})
			}
		case *image.NRGBA64:
			copy(out.Pix, l.Pix)
			for i := 6; i < len(out.Pix); i += 8 {
				out.Pix[i], out.Pix[i+1] = m.Pix[i], m.Pix[i+1]
			}
		}
		return out
	}
	return light
}
