//go:build cgo && !purego

package turbo_test

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"io"
	"os"
	"testing"

	"sizemill/resize/codec/jpeg/turbo"
)

// large is a 12-megapixel picture with about as many bytes a pixel as a photo, or the file that SIZEMILL_BENCH_JPEG names.
func large(b *testing.B) []byte {
	b.Helper()
	if path := os.Getenv("SIZEMILL_BENCH_JPEG"); path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		return data
	}
	return encode(b, textured(4000, 3000), turbo.EncodeOptions{Quality: 92})
}

// textured is the scene with noise, since smooth pictures are unlike photos in what they cost.
func textured(w, h int) *turbo.Planes {
	p := scene(w, h, turbo.YCbCr, sampling{"", 2, 2})
	q := p.Plane[0]
	for i := range q.Pix {
		q.Pix[i] = byte(int(q.Pix[i])*7/8 + int(uint32(i)*2654435761>>28))
	}
	return p
}

func BenchmarkDecode(b *testing.B) {
	data := large(b)
	for scale := 1; scale <= 8; scale++ {
		for chroma := scale; chroma <= min(8, 2*scale); chroma += max(1, min(8, 2*scale)-scale) { // both ends
			b.Run(fmt.Sprintf("scale=%d/chroma=%d", scale, chroma), func(b *testing.B) {
				decodeMany(b, data, turbo.DecodeOptions{Scale: scale, ChromaScale: chroma})
			})
		}
	}
}

func BenchmarkDecodeProgressive(b *testing.B) {
	decodeMany(b, encode(b, textured(4000, 3000), turbo.EncodeOptions{Quality: 92, Progressive: true}), turbo.DecodeOptions{Scale: 4})
}

func decodeMany(b *testing.B, data []byte, o turbo.DecodeOptions) {
	b.Helper()
	var d turbo.Decoder
	defer d.Close()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Decode(b.Context(), data, o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeGo(b *testing.B) {
	data := large(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHeader(b *testing.B) {
	data := large(b)
	var d turbo.Decoder
	defer d.Close()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.ReadHeader(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	p := textured(1600, 1200)
	narrow := textured(1597, 1200) // not whole blocks, so that rows are copied
	for _, r := range []struct {
		name string
		p    *turbo.Planes
		o    turbo.EncodeOptions
	}{
		{"plain", p, turbo.EncodeOptions{Quality: 85}},
		{"plain, padded", narrow, turbo.EncodeOptions{Quality: 85}},
		{"optimized", p, turbo.EncodeOptions{Quality: 85, Optimize: true}},
		{"progressive", p, turbo.EncodeOptions{Quality: 85, Progressive: true}},
	} {
		b.Run(r.name, func(b *testing.B) {
			var e turbo.Encoder
			defer e.Close()
			b.ReportAllocs()
			for b.Loop() {
				if err := e.Encode(b.Context(), io.Discard, r.p, r.o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEncodeGo(b *testing.B) {
	m, err := textured(1600, 1200).Image()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := jpeg.Encode(io.Discard, m, &jpeg.Options{Quality: 85}); err != nil {
			b.Fatal(err)
		}
	}
}
