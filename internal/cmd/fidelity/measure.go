package main

import (
	"image"
	"image/color"
	"math"
)

// ycc returns the brightness and color of a picture, as JFIF computes them.
func ycc(m image.Image) picture {
	b := m.Bounds()
	var p picture
	for range 3 {
		p = append(p, plane{pix: make([]float64, b.Dx()*b.Dy()), width: b.Dx(), height: b.Dy()})
	}
	for i := range p[0].pix {
		c := color.NRGBAModel.Convert(m.At(b.Min.X+i%b.Dx(), b.Min.Y+i/b.Dx())).(color.NRGBA)
		red, green, blue := float64(c.R), float64(c.G), float64(c.B)
		p[0].pix[i] = 0.299*red + 0.587*green + 0.114*blue
		p[1].pix[i] = 128 + (blue-p[0].pix[i])/1.772
		p[2].pix[i] = 128 + (red-p[0].pix[i])/1.402
	}
	return p
}

// psnr returns the peak signal-to-noise ratio of two planes of one size, in decibels.
func psnr(a, b plane) float64 {
	sum := 0.0
	for i, v := range a.pix {
		d := v - b.pix[i]
		sum += d * d
	}
	return 10 * math.Log10(255*255*float64(len(a.pix))/max(sum, 1e-9))
}

// ssim returns the mean structural similarity of two planes of one size (Wang, Bovik, Sheikh and
// Simoncelli, 2004): 1 for equal ones, with their window of 11 × 11 samples and their constants.
func ssim(a, b plane) float64 {
	const c1, c2 = 0.01 * 255 * 0.01 * 255, 0.03 * 255 * 0.03 * 255
	product := func(x, y plane) plane {
		out := plane{make([]float64, len(x.pix)), x.width, x.height}
		for i, v := range x.pix {
			out.pix[i] = v * y.pix[i]
		}
		return blur(out)
	}
	ma, mb, aa, bb, ab := blur(a), blur(b), product(a, a), product(b, b), product(a, b)
	sum := 0.0
	for i := range ma.pix {
		x, y := ma.pix[i], mb.pix[i]
		sum += (2*x*y + c1) * (2*(ab.pix[i]-x*y) + c2) / ((x*x + y*y + c1) * (aa.pix[i] - x*x + bb.pix[i] - y*y + c2))
	}
	return sum / float64(len(ma.pix))
}

// blur convolves with a Gaussian of 1.5 samples over 11, without the margins where it does not fit.
func blur(p plane) plane {
	const reach = 5
	var kernel [2*reach + 1]float64
	sum := 0.0
	for i := range kernel {
		d := float64(i - reach)
		kernel[i] = math.Exp(-d * d / (2 * 1.5 * 1.5))
		sum += kernel[i]
	}
	w, h := p.width-2*reach, p.height-2*reach
	across := make([]float64, w*p.height)
	for y := range p.height {
		for x := range w {
			for i, k := range kernel {
				across[y*w+x] += k / sum * p.pix[y*p.width+x+i]
			}
		}
	}
	out := plane{make([]float64, w*h), w, h}
	for y := range h {
		for i, k := range kernel {
			for x, v := range across[(y+i)*w:][:w] {
				out.pix[y*w+x] += k / sum * v
			}
		}
	}
	return out
}
