package codec_test

import (
	"bytes"
	"image"
	"io"
	"testing"
	"time"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

func BenchmarkFrames(b *testing.B) {
	imgtest.Moving(640, 360, 30).Each(b, func(encoded string, file []byte) {
		b.Run(encoded, func(b *testing.B) {
			h, err := codectest.ReadHeader(file)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := codec.Frames(b.Context(), bytes.NewReader(file), int64(len(file)), h, func(format.Frame) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*h.Frames), "ms/frame")
		})
	})
}

// BenchmarkAnimator has a film of which little changes, and one of which everything does.
func BenchmarkAnimator(b *testing.B) {
	little := film(640, 360, 20)
	all := film(640, 360, 20)
	for i, m := range all {
		for at := range m.Pix {
			if at%4 != 3 {
				m.Pix[at] += byte(5 * i)
			}
		}
	}
	for _, f := range []format.Format{format.GIF, format.WebP, format.PNG} {
		for kind, frames := range map[string][]*image.NRGBA{"little": little, "all": all} {
			b.Run(f.String()+" "+kind, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					a, err := codec.NewAnimator(io.Discard, f, 640, 360, 0, format.Options{})
					for _, m := range frames {
						if err == nil {
							err = a.Add(m, 40*time.Millisecond)
						}
					}
					if err == nil {
						err = a.Close()
					}
					if err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N*len(frames)), "ms/frame")
			})
		}
	}
}
