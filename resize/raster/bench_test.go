package raster

import (
	"fmt"
	"image"
	"testing"

	"github.com/disintegration/imaging"

	"sizemill/resize/resample"
)

// BenchmarkRender makes 2 megapixels of 12, of each kind, beside what imaging takes for the same.
func BenchmarkRender(b *testing.B) {
	const w, h = 4000, 3000
	to := image.Pt(1633, 1225)
	for _, k := range kinds {
		small := k.make(400, 300)
		m := tiled(small, w, h)
		steps := []struct {
			name string
			s    Steps
		}{
			{"plain", Steps{Scaled: to}},
			{"linear", Steps{Scaled: to, Linear: true}},
			{"turned", Steps{Scaled: image.Pt(to.Y, to.X), Orientation: 6}},
			{"sharpened", Steps{Scaled: to, Sharpen: Low}},
			{"whole", Steps{}},
			{"flattened", Steps{Scaled: to}},
		}
		for _, st := range steps {
			if st.name == "flattened" && !k.translucent {
				continue
			}
			b.Run(fmt.Sprintf("%s/%s", k.name, st.name), func(b *testing.B) {
				var r Renderer
				st.s.Filter, st.s.Alpha, st.s.Keep16Bits = resample.Lanczos, st.name != "flattened", true
				b.ReportAllocs()
				for b.Loop() {
					if _, err := r.Render(m, st.s); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(r.Kept())/1e6, "MBkept")
			})
		}
		b.Run(k.name+"/imaging", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				imaging.Resize(m, to.X, to.Y, imaging.Lanczos)
			}
		})
	}
}

// tiled repeats a picture, since making a large one would take longer than the benchmark.
func tiled(m image.Image, w, h int) image.Image {
	b := m.Bounds()
	rows := func(dst, src []uint8, bytes int) {
		for y := range h {
			row := dst[y*w*bytes:][:w*bytes]
			for n := 0; n < len(row); {
				n += copy(row[n:], src[y%b.Dy()*b.Dx()*bytes:][:b.Dx()*bytes])
			}
		}
	}
	rect := image.Rect(0, 0, w, h)
	switch m := m.(type) {
	case *image.Gray:
		dst := image.NewGray(rect)
		rows(dst.Pix, m.Pix, 1)
		return dst
	case *image.Gray16:
		dst := image.NewGray16(rect)
		rows(dst.Pix, m.Pix, 2)
		return dst
	case *image.NRGBA:
		dst := image.NewNRGBA(rect)
		rows(dst.Pix, m.Pix, 4)
		return dst
	case *image.RGBA:
		dst := image.NewRGBA(rect)
		rows(dst.Pix, m.Pix, 4)
		return dst
	case *image.NRGBA64:
		dst := image.NewNRGBA64(rect)
		rows(dst.Pix, m.Pix, 8)
		return dst
	case *image.RGBA64:
		dst := image.NewRGBA64(rect)
		rows(dst.Pix, m.Pix, 8)
		return dst
	case *image.Paletted:
		dst := image.NewPaletted(rect, m.Palette)
		rows(dst.Pix, m.Pix, 1)
		return dst
	case *image.YCbCr:
		dst := image.NewYCbCr(rect, m.SubsampleRatio)
		rows(dst.Y, m.Y, 1)
		rows(dst.Cb, m.Cb, 1)
		rows(dst.Cr, m.Cr, 1)
		return dst
	default:
		return m
	}
}
