package pixels

import (
	"bytes"
	"image"
	"io"
	"testing"
)

// The pictures of the benchmarks have three megapixels.
const benchWidth, benchHeight = 2000, 1500

func BenchmarkDecode(b *testing.B) {
	for name, m := range map[string]image.Image{"photo": photo(benchWidth, benchHeight), "drawing": drawing(benchWidth, benchHeight)} {
		b.Run(name, func(b *testing.B) {
			file := encoded(b, m, EncodeOptions{})
			b.SetBytes(4 * benchWidth * benchHeight)
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := Decode(bytes.NewReader(file), DecodeOptions{Size: int64(len(file))}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	for name, m := range map[string]image.Image{"photo": photo(benchWidth, benchHeight), "drawing": drawing(benchWidth, benchHeight)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(4 * benchWidth * benchHeight)
			b.ReportAllocs()
			for b.Loop() {
				if err := Encode(io.Discard, m, EncodeOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
