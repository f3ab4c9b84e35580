package heif_test

import (
	"bytes"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
)

// BenchmarkAVIFEncode writes two megapixels of noise on a gradient, at the default quality.
func BenchmarkAVIFEncode(b *testing.B) {
	m := imgtest.Noisy(1632, 1224)
	b.ReportAllocs()
	for b.Loop() {
		var file bytes.Buffer
		if err := codec.Encode(&file, m, format.AVIF, format.Options{}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(file.Len()), "bytes/file")
	}
}

func BenchmarkAVIFDecode(b *testing.B) {
	benchmarkDecode(b, codectest.Encoded(b, imgtest.Noisy(1632, 1224), format.AVIF))
}

func BenchmarkHEICDecode(b *testing.B) {
	needsHEIC(b)
	benchmarkDecode(b, imgtest.HEIC(b, imgtest.PNG(b, 0, 0, imgtest.Of(imgtest.Noisy(1632, 1224)))))
}

func benchmarkDecode(b *testing.B, file []byte) {
	b.ReportAllocs()
	for b.Loop() {
		h, err := codec.ReadHeader(bytes.NewReader(file), int64(len(file)), format.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		if _, _, err := codec.Decode(b.Context(), bytes.NewReader(file), int64(len(file)), h); err != nil {
			b.Fatal(err)
		}
	}
}
