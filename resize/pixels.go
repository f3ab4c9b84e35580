package resize

import (
	"image"

	"sizemill/resize/icc"

	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/raster"
)

// pixels makes the pixels of results, and keeps its memory between them.
type pixels struct{ renderer raster.Renderer }

// render makes the result's pixels from the decoded ones: crop, resample, turn, sharpen, place. The
// result is gray if decoded and background are. It has 16 bits per channel if decoded has and the
// format holds them, and is opaque unless the format holds transparency. The colors' profile
// converts the scaled pixels to sRGB.
//
// The result may share the memory of decoded, and p's until the next picture.
func (p *pixels) render(
	decoded image.Image, h format.Header, job *ImageJob, colors colorPlan,
) (raster.Picture, error) {
	s := steps(job)
	upright := image.Pt(job.Source.Upright.Width, job.Source.Upright.Height)
	s.Crop = raster.TurnOf(h.Orientation).Stored(job.Geometry.Crop, upright)
	s.Orientation = h.Orientation
	spec, _ := codec.Lookup(h.Format)
	s.Opaque = spec.SureAlpha && !h.Alpha && h.Frames < 2
	s.Filter, s.Linear = job.Recipe.Filter, job.Recipe.Linear
	if colors.profile == nil {
		s.Background = colors.fromSRGB(s.Background)
		return p.renderer.Render(decoded, s)
	}
	// The background is sRGB, so it is painted after the conversion.
	s.Canvas, s.Offset, s.Sharpen = s.Scaled, image.Point{}, raster.Off
	s.Alpha, s.Keep16Bits = true, true
	scaled, err := p.renderer.Render(decoded, s)
	if err != nil {
		return scaled, err
	}
	return p.place(scaled, job, colors)
}

// place finishes a picture that is scaled and upright: colors, sharpening, canvas.
func (p *pixels) place(m raster.Picture, job *ImageJob, colors colorPlan) (raster.Picture, error) {
	s := steps(job)
	s.Opaque = m.Opaque
	s.Background = colors.fromSRGB(s.Background)
	if colors.profile != nil {
		var err error
		if m.Image, err = toSRGB(colors.profile, m.Image); err != nil {
			return m, err
		}
	}
	return p.renderer.Render(m.Image, s)
}

// steps returns the steps that are the same for every picture of the job.
func steps(job *ImageJob) raster.Steps {
	spec, _ := codec.Lookup(job.Format)
	g := job.Geometry
	return raster.Steps{
		Scaled:     image.Pt(g.Scaled.Width, g.Scaled.Height),
		Canvas:     image.Pt(g.Canvas.Width, g.Canvas.Height),
		Offset:     g.Offset,
		Background: job.Recipe.Background.nrgba(),
		Sharpen:    job.Recipe.Sharpen.strength(),
		Alpha:      spec.Alpha,
		Keep16Bits: holds16Bits(job.Format),
	}
}

// holds16Bits reports whether results in format f can have 16 bits per channel.
func holds16Bits(f Format) bool {
	spec, _ := codec.Lookup(f)
	return spec.Deep
}

// kept returns the memory that p keeps, in bytes.
func (p *pixels) kept() int { return p.renderer.Kept() }

// translucent reports whether a pixel is neither opaque nor invisible.
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

// has16Bits reports whether a picture has 16 bits per channel.
func has16Bits(m image.Image) bool {
	switch m.(type) {
	case *image.Gray16, *image.NRGBA64:
		return true
	}
	return false
}

// Package image has no gray with transparency: it is stored as equal red, green and blue.

// toGray returns an opaque picture of equal red, green and blue as gray; others are returned
// unchanged.
func toGray(p raster.Picture) raster.Picture {
	if p.Opaque {
		p.Image = format.FirstChannel(p.Image)
	}
	return p
}

// toSRGB converts pixels by a profile of their color space. A gray profile also converts equal red,
// green and blue.
func toSRGB(p *icc.Profile, m image.Image) (image.Image, error) {
	if p.Space() != spaceGray || p.Describes(m) {
		return p.ToSRGB(m)
	}
	light, err := p.ToSRGB(format.FirstChannel(m))
	if err != nil {
		return nil, err
	}
	return withAlpha(light, m), nil
}

// withAlpha returns light, converted from a picture of format.FirstChannel, with the transparency
// of m. Both lie at the origin, without gaps between rows.
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
