package libwebp

import (
	"bytes"
	"image"
	"testing"
)

func BenchmarkDecode(b *testing.B) {
	for name, o := range map[string]Options{"lossy": {Quality: 80}, "lossless": {Lossless: true}} {
		file := encoded(b, scene(1600, 1200, false), o)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Decode(bytes.NewReader(file), image.Pt(1600, 1200)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+" in Go", func(b *testing.B) {
			for b.Loop() {
				if _, err := goDecode(bytes.NewReader(file), image.Pt(1600, 1200)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	m := scene(1600, 1200, false)
	b.Run("pixels", func(b *testing.B) {
		for b.Loop() {
			if _, err := Encode(m, Options{Quality: 80}); err != nil {
				b.Fatal(err)
			}
		}
	})
	planes := planesOf(m)
	b.Run("planes", func(b *testing.B) {
		for b.Loop() {
			if _, err := EncodePlanes(planes, Options{Quality: 80}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
