package resample

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/disintegration/imaging"
)

// picture makes a channel of values 0 to top.
func picture(value func(x, y int, random *rand.Rand) float64, w, h int, top float64) []float64 {
	random := rand.New(rand.NewPCG(7, uint64(w)))
	pix := make([]float64, w*h)
	for i := range pix {
		pix[i] = math.Round(top * value(i%w, i/w, random))
	}
	return pix
}

// errorsOf compares samples with values that are not rounded, limited to 0..top. Ideal is the PSNR
// that those values, rounded, have themselves.
func errorsOf[T uint8 | uint16](got []T, want []float64, top float64) (worst, psnr, ideal float64) {
	sum, least := 0.0, 1e-9
	for i, v := range got {
		w := min(max(want[i], 0), top)
		d, rounded := float64(v)-w, math.Round(w)-w
		worst = max(worst, math.Abs(d))
		sum += d * d
		least += rounded * rounded
	}
	decibels := func(sum float64) float64 { return 10 * math.Log10(top*top*float64(len(got))/max(sum, 1e-9)) }
	return worst, decibels(sum), decibels(least)
}

// TestReference compares with floating point. Rounding to 8 bits alone makes errors up to 0.5 and,
// where they spread evenly, a PSNR of 58.9 dB; 8-bit results stay close to that. Those of 16 bits
// are rounded twice.
func TestReference(t *testing.T) {
	axes := []struct {
		name string
		size sizes
		x, y Axis
	}{
		{"fit down", sizes{200, 150, 160, 120}, Fit(200, 160), Fit(150, 120)},
		{"fit far down", sizes{400, 300, 23, 17}, Fit(400, 23), Fit(300, 17)},
		{"fit up", sizes{60, 45, 200, 171}, Fit(60, 200), Fit(45, 171)},
		{"crop with fractional edges", sizes{200, 150, 97, 80}, Axis{10.3, 1.37}, Axis{5.75, 1.61}},
		{"chroma of an odd luma plane", sizes{101, 76, 80, 60}, Axis{0, 201.0 / 2 / 80}, Axis{0.25, 151.0 / 2 / 60}},
		{"hanging over", sizes{50, 40, 40, 33}, Axis{-0.9, 1.3}, Axis{-0.5, 1.25}},
		{"shifted by a half", sizes{80, 60, 70, 50}, Axis{0.5, 1}, Axis{3.5, 1}},
		{"shifted by whole samples", sizes{80, 60, 70, 50}, Axis{4, 1}, Axis{7, 1}},
	}
	scaler := new(Scaler)
	for _, c := range content {
		for _, a := range axes {
			for _, f := range filters {
				t.Run(c.name+"/"+a.name+"/"+f.name, func(t *testing.T) {
					want := picture(c.value, a.size.srcW, a.size.srcH, 255)
					src := Plane{make([]uint8, len(want)), a.size.srcW, a.size.srcW, a.size.srcH, 1}
					for i, v := range want {
						src.Pix[i] = uint8(v)
					}
					want = reference(want, a.size, a.x, a.y, f.judge, 255)
					got := scaled8(t, scaler, src, Plane{Stride: a.size.dstW, Width: a.size.dstW, Height: a.size.dstH, Channels: 1}, a.x, a.y, f.filter)
					if worst, psnr, ideal := errorsOf(got, want, 255); worst > 0.6 || psnr < ideal-0.2 {
						t.Errorf("8 bit: worst error %.3f, PSNR %.2f dB of %.2f dB", worst, psnr, ideal)
					}

					want = picture(c.value, a.size.srcW, a.size.srcH, 65535)
					src16 := Plane16{make([]uint16, len(want)), a.size.srcW, a.size.srcW, a.size.srcH, 1}
					for i, v := range want {
						src16.Pix[i] = uint16(v)
					}
					want = reference(want, a.size, a.x, a.y, f.judge, 65535)
					got16 := scaled16(t, scaler, src16, Plane16{Stride: a.size.dstW, Width: a.size.dstW, Height: a.size.dstH, Channels: 1}, a.x, a.y, f.filter)
					if worst, psnr, ideal := errorsOf(got16, want, 65535); worst > 1.5 || psnr < ideal-6 {
						t.Errorf("16 bit: worst error %.3f, PSNR %.2f dB of %.2f dB", worst, psnr, ideal)
					}
				})
			}
		}
	}
}

// TestPhotoFidelity compares with floating point that is not limited between the passes: what a
// perfect resampler makes.
func TestPhotoFidelity(t *testing.T) {
	s := sizes{500, 375, 400, 300}
	pix := picture(content[0].value, s.srcW, s.srcH, 255)
	src := Plane{make([]uint8, len(pix)), s.srcW, s.srcW, s.srcH, 1}
	for i, v := range pix {
		src.Pix[i] = uint8(v)
	}
	x, y := Fit(s.srcW, s.dstW), Fit(s.srcH, s.dstH)
	want := reference(pix, s, x, y, imaging.Lanczos, 0)
	got := scaled8(t, new(Scaler), src, Plane{Stride: s.dstW, Width: s.dstW, Height: s.dstH, Channels: 1}, x, y, Lanczos)
	worst, psnr, ideal := errorsOf(got, want, 255)
	t.Logf("worst error %.3f, PSNR %.2f dB of %.2f dB", worst, psnr, ideal)
	if psnr < 58.7 {
		t.Errorf("PSNR %.2f dB", psnr)
	}
}

// TestImagingGray holds the promise of one level, for all filters and any content.
func TestImagingGray(t *testing.T) {
	for _, c := range content {
		for _, f := range filters {
			for _, s := range scalings {
				t.Run(fmt.Sprintf("%s/%s/%v", c.name, f.name, s), func(t *testing.T) {
					gray := image.NewGray(image.Rect(0, 0, s.srcW, s.srcH))
					for i, v := range picture(c.value, s.srcW, s.srcH, 255) {
						gray.Pix[i] = uint8(v)
					}
					want := imaging.Resize(gray, s.dstW, s.dstH, f.judge)
					got := scaled8(t, new(Scaler), Plane{gray.Pix, s.srcW, s.srcW, s.srcH, 1},
						Plane{Stride: s.dstW, Width: s.dstW, Height: s.dstH, Channels: 1}, Fit(s.srcW, s.dstW), Fit(s.srcH, s.dstH), f.filter)
					for i, v := range got {
						if d := int(v) - int(want.Pix[4*i]); d < -1 || d > 1 {
							t.Fatalf("sample %d is %d, imaging's %d", i, v, want.Pix[4*i])
						}
					}
				})
			}
		}
	}
}

// TestImagingColor compares color pictures with imaging's, both premultiplied. Opaque ones agree
// within a level. In translucent ones imaging rounds colors that are not premultiplied, and where
// the filter overshoots it limits alpha but not the colors' share of it; so they are compared where
// alpha stays below its limit, within two levels.
func TestImagingColor(t *testing.T) {
	alphas := []struct {
		name  string
		alpha func(x, y int) uint8
		slack int
	}{
		{"opaque", func(int, int) uint8 { return 255 }, 1},
		{"even", func(int, int) uint8 { return 90 }, 2},
		{"ramp", func(x, y int) uint8 { return uint8(40 + (3*x+2*y)%150) }, 2},
	}
	for _, c := range content {
		for _, a := range alphas {
			for _, f := range filters {
				for _, s := range []sizes{{100, 75, 80, 60}, {90, 70, 21, 15}, {30, 20, 71, 55}} {
					t.Run(fmt.Sprintf("%s/%s/%s/%v", c.name, a.name, f.name, s), func(t *testing.T) {
						src := image.NewNRGBA(image.Rect(0, 0, s.srcW, s.srcH))
						for channel := range 3 {
							for i, v := range picture(c.value, s.srcW, s.srcH, 255) {
								src.Pix[4*i+channel] = uint8(v) ^ uint8(channel*0x55)
							}
						}
						for i := range s.srcW * s.srcH {
							src.Pix[4*i+3] = a.alpha(i%s.srcW, i/s.srcW)
						}
						want := premultiplied(imaging.Resize(src, s.dstW, s.dstH, f.judge))
						got := scaled8(t, new(Scaler), Plane{premultiplied(src), src.Stride, s.srcW, s.srcH, 4},
							Plane{Stride: 4 * s.dstW, Width: s.dstW, Height: s.dstH, Channels: 4}, Fit(s.srcW, s.dstW), Fit(s.srcH, s.dstH), f.filter)
						for i, v := range got {
							if d := int(v) - int(want[i]); d < -a.slack || d > a.slack {
								t.Fatalf("channel %d of pixel %d is %d, imaging's %d", i%4, i/4, v, want[i])
							}
						}
					})
				}
			}
		}
	}
}

func premultiplied(src *image.NRGBA) []uint8 {
	pix := make([]uint8, len(src.Pix))
	for i, v := range src.Pix {
		alpha := int(src.Pix[i|3])
		if i%4 == 3 {
			alpha = 255
		}
		pix[i] = uint8((int(v)*alpha + 127) / 255)
	}
	return pix
}
