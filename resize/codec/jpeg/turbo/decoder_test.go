//go:build cgo && !purego

package turbo_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg/turbo"
)

var sizes = [][2]int{{1, 1}, {7, 9}, {8, 8}, {16, 16}, {17, 33}, {64, 48}, {101, 67}}

// TestDecodeLikeGo: every subsampling and way of coding decodes to the samples that the standard library decodes.
func TestDecodeLikeGo(t *testing.T) {
	for _, s := range samplings {
		for _, progressive := range []bool{false, true} {
			for _, wh := range sizes {
				t.Run(fmt.Sprintf("%s/progressive=%v/%s", s.name, progressive, size(wh[0], wh[1])), func(t *testing.T) {
					data := encode(t, scene(wh[0], wh[1], turbo.YCbCr, s), turbo.EncodeOptions{Progressive: progressive})
					near(t, decode(t, data, turbo.DecodeOptions{}).Plane, goPlanes(t, goImage(t, data)), 2)
				})
			}
		}
	}
	files := map[string][]byte{
		"4:2:0 of image/jpeg": imgtest.JPEG(t, 101, 67),
		"gray of image/jpeg":  imgtest.JPEG(t, 0, 0, imgtest.Of(imgtest.Gray(101, 67))),
		"gray":                encode(t, scene(101, 67, turbo.Gray, sampling{"", 1, 1}), turbo.EncodeOptions{}),
		"gray with factors":   encode(t, scene(101, 67, turbo.Gray, sampling{"", 2, 2}), turbo.EncodeOptions{}),
		"gray progressive":    encode(t, scene(101, 67, turbo.Gray, sampling{"", 1, 1}), turbo.EncodeOptions{Progressive: true}),
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			near(t, decode(t, data, turbo.DecodeOptions{}).Plane, goPlanes(t, goImage(t, data)), 2)
		})
	}
}

// TestImageLikeGo: pictures of all colour spaces look as the standard library shows them.
func TestImageLikeGo(t *testing.T) {
	one := sampling{"", 1, 1}
	files := map[string][]byte{
		"YCbCr":           imgtest.JPEG(t, 61, 35),
		"gray":            imgtest.JPEG(t, 0, 0, imgtest.Of(imgtest.Gray(61, 35))),
		"RGB":             encode(t, scene(61, 35, turbo.RGB, one), turbo.EncodeOptions{}),
		"CMYK":            encode(t, scene(61, 35, turbo.CMYK, one), turbo.EncodeOptions{}),
		"YCCK":            encode(t, scene(61, 35, turbo.YCCK, one), turbo.EncodeOptions{}),
		"YCCK subsampled": encode(t, scene(61, 35, turbo.YCCK, sampling{"", 2, 2}), turbo.EncodeOptions{}),
		"CMYK of imgtest": imgtest.CMYKJPEG(61, 35),
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			got, err := decode(t, data, turbo.DecodeOptions{}).Image()
			if err != nil {
				t.Fatal(err)
			}
			imgtest.SameImage(t, got, goImage(t, data), 6) // two levels of a chroma sample are up to four of blue
		})
	}
}

// TestImageOddSampling: sampling that image.YCbCr does not know is brought to full size.
func TestImageOddSampling(t *testing.T) {
	p := scene(30, 20, turbo.YCbCr, sampling{"", 2, 2})
	p.Plane[1].Sampling = turbo.Sampling{H: 2, V: 2}
	p.Plane[1].Width, p.Plane[1].Height = p.Plane[0].Width, p.Plane[0].Height
	p.Plane[1].Stride, p.Plane[1].Pix = p.Plane[0].Stride, p.Plane[0].Pix
	m, err := decode(t, encode(t, p, turbo.EncodeOptions{Quality: 100}), turbo.DecodeOptions{}).Image()
	if err != nil {
		t.Fatal(err)
	}
	imgtest.SameSize(t, m, 30, 20)
	planes := goPlanes(t, m)
	near(t, planes[:2], []turbo.Plane{p.Plane[0], p.Plane[0]}, 3)
	if got, want := int(planes[2].Pix[7*planes[2].Stride+9]), int(p.Plane[2].Pix[3*p.Plane[2].Stride+4]); max(got-want, want-got) > 3 {
		t.Errorf("Cr at 9, 7 is %d, want %d", got, want)
	}
}

// TestSizes: every plane at every pair of scales has the documented size and step.
func TestSizes(t *testing.T) {
	for _, s := range samplings {
		for _, wh := range sizes {
			w, h := wh[0], wh[1]
			data := encode(t, scene(w, h, turbo.YCbCr, s), turbo.EncodeOptions{Progressive: w%2 == 0})
			for scale := 1; scale <= 8; scale++ {
				for chroma := range 9 {
					p := decode(t, data, turbo.DecodeOptions{Scale: scale, ChromaScale: chroma})
					for i, q := range p.Plane {
						f, n := turbo.Sampling{H: s.h, V: s.v}, scale
						if i > 0 {
							f = turbo.Sampling{H: 1, V: 1}
							if chroma > 0 {
								n = chroma
							}
						}
						wantW, wantH := up(w*f.H*n, 8*s.h), up(h*f.V*n, 8*s.v)
						if q.Width != wantW || q.Height != wantH {
							t.Fatalf("%s %s scales %d, %d: plane %d has %s samples, want %s",
								s.name, size(w, h), scale, chroma, i, size(q.Width, q.Height), size(wantW, wantH))
						}
						if x, y := float64(8*s.h)/float64(f.H*n), float64(8*s.v)/float64(f.V*n); q.StepX != x || q.StepY != y {
							t.Fatalf("%s scales %d, %d: plane %d has steps %v, %v, want %v, %v", s.name, scale, chroma, i, q.StepX, q.StepY, x, y)
						}
						if q.Stride < q.Width || len(q.Pix) < q.Stride*q.Height {
							t.Fatalf("plane %d is shorter than its size", i)
						}
					}
				}
			}
		}
	}
}

// TestScaledPixels: a scaled plane shows the same picture, sample k centred at (k+½)·Step. The picture is a ramp along
// both axes, whose value at a point is known; a shift by a quarter of a sample would show.
func TestScaledPixels(t *testing.T) {
	const w, h = 192, 160
	for _, s := range []sampling{{"4:4:4", 1, 1}, {"4:2:2", 2, 1}, {"4:2:0", 2, 2}} {
		p := scene(w, h, turbo.YCbCr, s)
		for _, q := range p.Plane {
			for y := range q.Height {
				for x := range q.Width {
					q.Pix[y*q.Stride+x] = byte(math.Round(ramp((float64(x)+.5)*w/float64(q.Width), (float64(y)+.5)*h/float64(q.Height))))
				}
			}
		}
		data := encode(t, p, turbo.EncodeOptions{Quality: 100})
		for scale := 1; scale <= 8; scale++ {
			t.Run(fmt.Sprintf("%s/%d", s.name, scale), func(t *testing.T) {
				got := decode(t, data, turbo.DecodeOptions{Scale: scale, ChromaScale: min(8, scale*2)})
				for i, q := range got.Plane {
					var bias float64
					for y := range q.Height {
						for x := range q.Width {
							bias += float64(q.Pix[y*q.Stride+x]) - ramp((float64(x)+.5)*q.StepX, (float64(y)+.5)*q.StepY)
						}
					}
					if bias /= float64(q.Width * q.Height); math.Abs(bias) > 0.1 {
						t.Errorf("plane %d is off by %.2f levels on average", i, bias)
					}
				}
			})
		}
	}
}

// ramp rises by about a third of a level a pixel, so that rounding evens out.
func ramp(x, y float64) float64 { return 30 + .37*x + .31*y }

func TestHeader(t *testing.T) {
	rows := []struct {
		name string
		data []byte
		want turbo.Header
	}{
		{"baseline", imgtest.JPEG(t, 30, 20), turbo.Header{Width: 30, Height: 20, Space: turbo.YCbCr, Sampling: [4]turbo.Sampling{{H: 2, V: 2}, {H: 1, V: 1}, {H: 1, V: 1}}}},
		{"progressive", encode(t, scene(30, 20, turbo.YCbCr, sampling{"", 2, 1}), turbo.EncodeOptions{Progressive: true}),
			turbo.Header{Width: 30, Height: 20, Space: turbo.YCbCr, Sampling: [4]turbo.Sampling{{H: 2, V: 1}, {H: 1, V: 1}, {H: 1, V: 1}}, Progressive: true, Buffered: true}},
		{"RGB", encode(t, scene(30, 20, turbo.RGB, sampling{"", 1, 1}), turbo.EncodeOptions{}),
			turbo.Header{Width: 30, Height: 20, Space: turbo.RGB, Sampling: [4]turbo.Sampling{{H: 1, V: 1}, {H: 1, V: 1}, {H: 1, V: 1}}}},
		{"CMYK", imgtest.CMYKJPEG(30, 20), turbo.Header{Width: 30, Height: 20, Space: turbo.CMYK, Inverted: true, Sampling: [4]turbo.Sampling{{H: 1, V: 1}, {H: 1, V: 1}, {H: 1, V: 1}, {H: 1, V: 1}}}},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			got, err := readHeader(r.data)
			if err != nil || got != r.want {
				t.Errorf("%+v, %v, want %+v", got, err, r.want)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var d turbo.Decoder
	defer d.Close()
	data := imgtest.JPEG(t, 300, 300)
	if _, err := d.Decode(ctx, data, turbo.DecodeOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	if _, err := d.Decode(t.Context(), data, turbo.DecodeOptions{}); err != nil {
		t.Errorf("after a cancelled picture: %v", err)
	}
}

func TestClosed(t *testing.T) {
	var d turbo.Decoder
	d.Close()
	d.Close()
	_, err := d.Decode(t.Context(), imgtest.JPEG(t, 8, 8), turbo.DecodeOptions{})
	wantError(t, err, turbo.ErrClosed)
	var e turbo.Encoder
	e.Close()
	wantError(t, e.Encode(t.Context(), nil, scene(8, 8, turbo.Gray, sampling{"", 1, 1}), turbo.EncodeOptions{Quality: 80}), turbo.ErrClosed)
}

func TestBadScale(t *testing.T) {
	var d turbo.Decoder
	defer d.Close()
	for _, o := range []turbo.DecodeOptions{{Scale: 9}, {Scale: -1}, {ChromaScale: 9}, {ChromaScale: -1}} {
		if p, err := d.Decode(t.Context(), imgtest.JPEG(t, 8, 8), o); err == nil {
			t.Errorf("%+v: planes of %d × %d, want an error", o, p.Width, p.Height)
		}
	}
}

// TestConcurrent: decoders and encoders of several goroutines do not disturb each other.
func TestConcurrent(t *testing.T) {
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			var d turbo.Decoder
			defer d.Close()
			p := scene(40+g*16, 64, turbo.YCbCr, samplings[g%len(samplings)])
			for range 20 {
				got, err := d.Decode(t.Context(), encode(t, p, turbo.EncodeOptions{Quality: 95, Progressive: g%2 == 0}), turbo.DecodeOptions{})
				if err != nil {
					t.Error(err)
					return
				}
				for i := range got.Plane {
					if _, mse := difference(t, got.Plane[i], p.Plane[i]); psnr(mse) < 30 {
						t.Errorf("plane %d of picture %d: %.1f dB", i, g, psnr(mse))
					}
				}
			}
		})
	}
	wg.Wait()
}

// readHeader reads a header with a decoder of its own.
func readHeader(data []byte) (turbo.Header, error) {
	var d turbo.Decoder
	defer d.Close()
	return d.ReadHeader(data)
}
