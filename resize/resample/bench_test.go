package resample

import (
	"fmt"
	"image"
	"testing"

	"github.com/disintegration/imaging"
	"golang.org/x/image/draw"
)

// The first is a JPEG's plane after scaling in its decoder, the second a whole photo of 12
// megapixels.
var benchSizes = []sizes{{2000, 1500, 1600, 1200}, {4000, 3000, 1600, 1200}}

func perPixel(b *testing.B, s sizes) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(s.srcW*s.srcH), "ns/srcpx")
}

func BenchmarkScale(b *testing.B) {
	for _, s := range benchSizes {
		for _, channels := range []int{1, 4} {
			src := Plane{noise(s.srcW * s.srcH * channels), s.srcW * channels, s.srcW, s.srcH, channels}
			dst := Plane{make([]uint8, s.dstW*s.dstH*channels), s.dstW * channels, s.dstW, s.dstH, channels}
			for _, k := range implementations() {
				b.Run(fmt.Sprintf("%v/%dch/%s", s, channels, k.name), func(b *testing.B) {
					scaler := withKernels(k)
					b.SetBytes(int64(len(src.Pix)))
					b.ReportAllocs()
					for b.Loop() {
						if err := scaler.Scale(dst, src, Fit(s.srcW, s.dstW), Fit(s.srcH, s.dstH), Lanczos); err != nil {
							b.Fatal(err)
						}
					}
					perPixel(b, s)
				})
			}
		}
	}
}

func BenchmarkScale16(b *testing.B) {
	for _, s := range benchSizes {
		for _, channels := range []int{1, 4} {
			src := Plane16{make([]uint16, s.srcW*s.srcH*channels), s.srcW * channels, s.srcW, s.srcH, channels}
			for i, v := range noise(len(src.Pix)) {
				src.Pix[i] = uint16(v) * 257
			}
			dst := Plane16{make([]uint16, s.dstW*s.dstH*channels), s.dstW * channels, s.dstW, s.dstH, channels}
			for _, k := range implementations() {
				b.Run(fmt.Sprintf("%v/%dch/%s", s, channels, k.name), func(b *testing.B) {
					scaler := withKernels(k)
					b.SetBytes(int64(2 * len(src.Pix)))
					b.ReportAllocs()
					for b.Loop() {
						if err := scaler.Scale16(dst, src, Fit(s.srcW, s.dstW), Fit(s.srcH, s.dstH), Lanczos); err != nil {
							b.Fatal(err)
						}
					}
					perPixel(b, s)
				})
			}
		}
	}
}

// BenchmarkOthers is what the kernels are measured against: imaging's Lanczos, and x/image's
// Catmull-Rom, which looks at fewer pixels (it has no Lanczos).
func BenchmarkOthers(b *testing.B) {
	for _, s := range benchSizes {
		gray := &image.Gray{Pix: noise(s.srcW * s.srcH), Stride: s.srcW, Rect: image.Rect(0, 0, s.srcW, s.srcH)}
		color := &image.NRGBA{Pix: noise(s.srcW * s.srcH * 4), Stride: s.srcW * 4, Rect: image.Rect(0, 0, s.srcW, s.srcH)}
		for _, src := range []image.Image{gray, color} {
			b.Run(fmt.Sprintf("%v/%T/imaging", s, src), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					imaging.Resize(src, s.dstW, s.dstH, imaging.Lanczos)
				}
				perPixel(b, s)
			})
			b.Run(fmt.Sprintf("%v/%T/draw", s, src), func(b *testing.B) {
				var dst draw.Image = image.NewGray(image.Rect(0, 0, s.dstW, s.dstH))
				if src == image.Image(color) {
					dst = image.NewNRGBA(image.Rect(0, 0, s.dstW, s.dstH))
				}
				b.ReportAllocs()
				for b.Loop() {
					draw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Src, nil)
				}
				perPixel(b, s)
			})
		}
	}
}

// BenchmarkWeights is what the first picture of a size costs.
func BenchmarkWeights(b *testing.B) {
	var t taps
	var tb table
	p := portable().bits8.across
	for b.Loop() {
		t.fill(Fit(2000, 1600), 2000, 1600, Lanczos)
		if err := tb.build(&t, p); err != nil {
			b.Fatal(err)
		}
	}
}
