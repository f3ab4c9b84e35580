package turbo

import (
	"fmt"
	"image"
	"image/color"
)

// Image returns the picture of planes decoded at one scale. *image.Gray and *image.YCbCr share the
// planes' memory; *image.NRGBA for RGB and *image.CMYK (255 is full ink) for four channels do not.
// Other samplings are brought to full size by repeating samples. Planes have to be as Encode takes
// them, but may be inverted or not.
func (p *Planes) Image() (image.Image, error) {
	upright := *p
	upright.Inverted = true
	if err := upright.check(); err != nil {
		return nil, err
	}
	rect := image.Rect(0, 0, p.Width, p.Height)
	switch p.Space {
	case Gray:
		return &image.Gray{Pix: p.Plane[0].Pix, Stride: p.Plane[0].Stride, Rect: rect}, nil
	case YCbCr:
		return p.ycbcr(rect), nil
	case RGB:
		m := image.NewNRGBA(rect)
		for i := range p.Plane {
			p.spread(i, m.Pix[i:], m.Stride, 4)
		}
		for i := 3; i < len(m.Pix); i += 4 {
			m.Pix[i] = 0xFF
		}
		return m, nil
	case CMYK, YCCK:
		return p.cmyk(rect), nil
	}
	return nil, fmt.Errorf("color space %v", p.Space)
}

// ratios are the samplings of Cb and Cr, relative to Y, that image.YCbCr knows.
var ratios = map[Sampling]image.YCbCrSubsampleRatio{
	{1, 1}: image.YCbCrSubsampleRatio444,
	{2, 1}: image.YCbCrSubsampleRatio422,
	{2, 2}: image.YCbCrSubsampleRatio420,
	{1, 2}: image.YCbCrSubsampleRatio440,
	{4, 1}: image.YCbCrSubsampleRatio411,
	{4, 2}: image.YCbCrSubsampleRatio410,
}

func (p *Planes) ycbcr(rect image.Rectangle) *image.YCbCr {
	y, cb, cr := &p.Plane[0], &p.Plane[1], &p.Plane[2]
	times := Sampling{y.H / cb.H, y.V / cb.V}
	exact := times.H*cb.H == y.H && times.V*cb.V == y.V && cb.Sampling == cr.Sampling &&
		cb.Stride == cr.Stride
	if ratio, ok := ratios[times]; ok && exact {
		return &image.YCbCr{Y: y.Pix, Cb: cb.Pix, Cr: cr.Pix, YStride: y.Stride, CStride: cb.Stride,
			SubsampleRatio: ratio, Rect: rect}
	}
	m := image.NewYCbCr(rect, image.YCbCrSubsampleRatio444)
	for i, pix := range [][]byte{m.Y, m.Cb, m.Cr} {
		p.spread(i, pix, m.YStride, 1)
	}
	return m
}

func (p *Planes) cmyk(rect image.Rectangle) *image.CMYK {
	m := image.NewCMYK(rect)
	for i := range p.Plane {
		p.spread(i, m.Pix[i:], m.Stride, 4)
	}
	if p.Space == YCCK { // YCbCr stands for 255-C, 255-M, 255-Y as stored, instead of R, G, B
		for i := 0; i < len(m.Pix); i += 4 {
			r, g, b := color.YCbCrToRGB(m.Pix[i], m.Pix[i+1], m.Pix[i+2])
			m.Pix[i], m.Pix[i+1], m.Pix[i+2] = ^r, ^g, ^b
		}
	}
	if p.Inverted {
		for i := range m.Pix {
			m.Pix[i] = ^m.Pix[i]
		}
	}
	return m
}

// spread writes plane i at full size, with step bytes from sample to sample.
func (p *Planes) spread(i int, to []byte, stride, step int) {
	q, most := &p.Plane[i], p.largest()
	for y := range p.Height {
		from := q.Pix[y*q.V/most.V*q.Stride:]
		row := to[y*stride:]
		for x := range p.Width {
			row[x*step] = from[x*q.H/most.H]
		}
	}
}
