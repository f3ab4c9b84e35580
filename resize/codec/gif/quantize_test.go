package gif

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// painted is a picture of w × h pixels.
func painted(w, h int, paint func(x, y int) color.NRGBA) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.SetNRGBA(i%w, i/w, paint(i%w, i/w))
	}
	return m
}

// ramp fades in three directions.
func ramp(x, y int) color.NRGBA {
	return color.NRGBA{uint8(x), uint8(y), uint8(255 - (x+y)/2), 255}
}

// fading fades between two colors, in one direction, over more colors than a palette holds.
func fading(x, y int) color.NRGBA {
	t := float64(x*256+y) / 65535
	return color.NRGBA{uint8(32 + 208*t), uint8(64 + 128*t), uint8(128 - 64*t), 255}
}

// photo has soft shapes and grain.
func photo(x, y int) color.NRGBA {
	random := rand.New(rand.NewPCG(uint64(x), uint64(y)))
	fx, fy := float64(x), float64(y)
	v := 120 + 70*math.Sin(fx/40+fy/90) + 40*math.Sin(fy/25-fx/60)
	grain := func(v float64) uint8 { return clamp(int(v + 6*random.NormFloat64())) }
	return color.NRGBA{grain(v), grain(v * 0.8), clamp(int(200 - v*0.6)), 255}
}

// graphic is plain, with smooth edges: a ring and a disc on white.
func graphic(x, y int) color.NRGBA {
	d := math.Hypot(float64(x)-128, float64(y)-128)
	cover := func(edge float64) float64 { return min(max(edge-d+0.5, 0), 1) }
	mix := func(over, under color.NRGBA, a float64) color.NRGBA {
		f := func(p, q uint8) uint8 { return uint8(math.Round(float64(p)*a + float64(q)*(1-a))) }
		return color.NRGBA{f(over.R, under.R), f(over.G, under.G), f(over.B, under.B), 255}
	}
	c := color.NRGBA{255, 255, 255, 255}
	for _, disc := range []struct {
		r float64
		c color.NRGBA
	}{
		{110, color.NRGBA{20, 60, 140, 255}},
		{90, color.NRGBA{253, 250, 240, 255}},
		{60.3, color.NRGBA{200, 30, 40, 255}},
	} {
		c = mix(disc.c, c, cover(disc.r))
	}
	if x > 200 && y > 200 { // a photo in the corner
		c = photo(x, y)
	}
	return c
}

// decibels are the PSNR of two pictures, and that of both seen from farther away, blurred.
func decibels(a image.Image, b *image.NRGBA) (near, far float64) {
	w, h := b.Rect.Dx(), b.Rect.Dy()
	error := make([]float64, 3*w*h)
	for i := range w * h {
		p, q := color.NRGBAModel.Convert(a.At(i%w, i/w)).(color.NRGBA), b.NRGBAAt(i%w, i/w)
		error[3*i] = float64(p.R) - float64(q.R)
		error[3*i+1] = float64(p.G) - float64(q.G)
		error[3*i+2] = float64(p.B) - float64(q.B)
	}
	measure := func() float64 {
		sum := 0.0
		for _, e := range error {
			sum += e * e
		}
		return 10 * math.Log10(255*255*float64(len(error))/max(sum, 1e-9))
	}
	near = measure()
	for _, step := range []int{3, 3 * w} {
		for range 4 { // four blurs by (1 2 1)
			blurred := make([]float64, len(error))
			for i := range error {
				before, behind := max(i-step, i%step), min(i+step, len(error)-step+i%step)
				blurred[i] = (error[before] + 2*error[i] + error[behind]) / 4
			}
			error = blurred
		}
	}
	return near, measure()
}

// TestQuantizeQuality holds what has been reached.
func TestQuantizeQuality(t *testing.T) {
	tests := []struct {
		name      string
		paint     func(x, y int) color.NRGBA
		near, far float64
	}{
		{"fading between two colors", fading, 62, 69},
		{"all colors", ramp, 32.5, 46.5},
		{"photo", photo, 39.5, 58},
		{"graphic", graphic, 53, 70},
	}
	for _, tt := range tests {
		m := painted(256, 256, tt.paint)
		p := quantize(m)
		near, far := decibels(p, m)
		t.Logf("%s: %.1f dB, blurred %.1f dB, %d colors", tt.name, near, far, len(p.Palette))
		if near < tt.near || far < tt.far {
			t.Errorf("%s: %.1f dB, blurred %.1f dB", tt.name, near, far)
		}
	}
}

// TestQuantizePlain: plain areas get their own color, without a speck, also beside others that are
// dithered.
func TestQuantizePlain(t *testing.T) {
	m := painted(256, 256, graphic)
	p := quantize(m)
	for _, at := range []image.Point{{2, 2}, {128, 128}, {128, 28}, {128, 50}} {
		for y := at.Y - 2; y < at.Y+2; y++ {
			for x := at.X - 2; x < at.X+2; x++ {
				if got, want := color.NRGBAModel.Convert(p.At(x, y)), m.NRGBAAt(x, y); got != want {
					t.Errorf("(%d, %d) is %v, want %v", x, y, got, want)
				}
			}
		}
	}
}

// TestQuantizeCount: palettes have no more colors than they may, and exactly the picture's where
// those are that few.
func TestQuantizeCount(t *testing.T) {
	for _, colors := range []int{1, 2, 255, 256, 257, 300, 40_000} {
		for _, clear := range []bool{false, true} {
			m := painted(256, 256, func(x, y int) color.NRGBA {
				i := (y*256 + x) % colors
				c := color.NRGBA{uint8(i), uint8(i >> 8), uint8(i * 7), 255}
				if clear && x == 0 {
					c.A = 0
				}
				return c
			})
			p := quantize(m)
			want := min(colors, 256)
			if clear {
				want = min(colors+1, 256)
			}
			if len(p.Palette) != want {
				t.Errorf("%d colors, clear %v: %d in the palette", colors, clear, len(p.Palette))
			}
			for i := range 256 * 256 {
				x, y := i%256, i/256
				got := color.NRGBAModel.Convert(p.At(x, y)).(color.NRGBA)
				want := m.NRGBAAt(x, y)
				exact := len(p.Palette) < 256 && want.A != 0
				if (got.A == 0) != (want.A == 0) || exact && got != want {
					t.Fatalf("%d colors, clear %v: (%d, %d) is %v, want %v",
						colors, clear, x, y, got, want)
				}
			}
		}
	}
}

// TestQuantizeRepeats: the same picture gives the same bytes.
func TestQuantizeRepeats(t *testing.T) {
	m := painted(256, 256, photo)
	p, q := quantize(m), quantize(m)
	if !bytes.Equal(p.Pix, q.Pix) || !slices.Equal(p.Palette, q.Palette) {
		t.Error("another picture")
	}
}

// TestNearest compares the search with looking at all colors.
func TestNearest(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{1, 2, 7, 256} {
		for _, shift := range []int{0, 4} {
			pick := func() [3]int32 {
				n := int32(255<<shift + 1)
				return [3]int32{random.Int32N(n), random.Int32N(n), random.Int32N(n)}
			}
			colors := make([][3]int32, n)
			for i := range colors {
				colors[i] = pick()
			}
			apart := func(a, b [3]int32) (d int32) {
				for ch := range 3 {
					d += (a[ch] - b[ch]) * (a[ch] - b[ch])
				}
				return d
			}
			s := newColorSearch(colors, shift)
			queries := [][3]int32{{}, {255 << shift, 255 << shift, 255 << shift}}
			for range 2000 {
				queries = append(queries, pick())
			}
			for _, c := range queries {
				got := apart(colors[s.nearest(c)], c)
				for _, q := range colors {
					if d := apart(q, c); d < got {
						t.Fatalf("%d colors: one %d from %v, found one %d from it", n, d, c, got)
					}
				}
			}
		}
	}
}

func BenchmarkQuantize(b *testing.B) {
	for name, paint := range map[string]func(x, y int) color.NRGBA{
		"photo": photo, "all colors": ramp, "graphic": graphic,
	} {
		m := painted(1024, 768, func(x, y int) color.NRGBA { return paint(x/4, y/3) })
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				quantize(m)
			}
		})
	}
	noise := rand.New(rand.NewPCG(1, 1))
	m := painted(1600, 1200, func(int, int) color.NRGBA {
		return color.NRGBA{uint8(noise.Uint32()), uint8(noise.Uint32()), uint8(noise.Uint32()), 255}
	})
	b.Run("noise", func(b *testing.B) {
		for b.Loop() {
			quantize(m)
		}
	})
}
