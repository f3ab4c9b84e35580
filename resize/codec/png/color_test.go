package png_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// pngWith is a PNG with chunks behind its header.
func pngWith(t *testing.T, chunks ...[]byte) []byte {
	t.Helper()
	return imgtest.Insert(imgtest.PNG(t, 8, 6), 33, bytes.Join(chunks, nil))
}

func numbers(v ...uint32) []byte {
	var b []byte
	for _, n := range v {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return b
}

// TestPNGColor: what PNG says of its colours in numbers is read, and nonsense says nothing.
func TestPNGColor(t *testing.T) {
	points := []uint32{31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000}
	want := [8]float64{0.3127, 0.3290, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06}
	gamma := imgtest.Chunk("gAMA", numbers(45455))
	for name, row := range map[string]struct {
		chunks [][]byte
		want   metadata.Coding
	}{
		"none":              {nil, metadata.Coding{}},
		"cICP":              {[][]byte{imgtest.Chunk("cICP", []byte{12, 13, 0, 1})}, metadata.Coding{CICP: metadata.CICP{Primaries: 12, Transfer: 13, FullRange: true}}},
		"sRGB":              {[][]byte{imgtest.Chunk("sRGB", []byte{1})}, metadata.Coding{SRGB: true}},
		"gAMA":              {[][]byte{gamma}, metadata.Coding{Gamma: 0.45455}},
		"cHRM":              {[][]byte{imgtest.Chunk("cHRM", numbers(points...))}, metadata.Coding{Chromaticities: want}},
		"two gAMA":          {[][]byte{gamma, imgtest.Chunk("gAMA", numbers(100000))}, metadata.Coding{Gamma: 0.45455}},
		"short cICP":        {[][]byte{imgtest.Chunk("cICP", []byte{12})}, metadata.Coding{}},
		"long gAMA":         {[][]byte{imgtest.Chunk("gAMA", numbers(1, 2))}, metadata.Coding{}},
		"negative gAMA":     {[][]byte{imgtest.Chunk("gAMA", numbers(1<<31))}, metadata.Coding{}},
		"negative cHRM":     {[][]byte{imgtest.Chunk("cHRM", numbers(31270, 32900, 68000, 32000, 26500, 69000, 15000, 1<<31))}, metadata.Coding{}},
		"sRGB of no intent": {[][]byte{imgtest.Chunk("sRGB", []byte{9})}, metadata.Coding{}},
	} {
		if got := codectest.Blocks(t, pngWith(t, row.chunks...)).Color; got != row.want {
			t.Errorf("%s: %+v, want %+v", name, got, row.want)
		}
	}
}

// TestPNGColorKept: it is written as it was read; a profile and an sRGB chunk exclude each other.
func TestPNGColorKept(t *testing.T) {
	write := func(b metadata.Set) metadata.Set {
		var buf bytes.Buffer
		if err := codec.Encode(&buf, imgtest.Picture(8, 6), format.PNG, format.Options{Metadata: b}); err != nil {
			t.Fatal(err)
		}
		if b.ICC != nil && bytes.Contains(buf.Bytes(), []byte("sRGB")) {
			t.Error("both a profile and an sRGB chunk")
		}
		return codectest.Blocks(t, buf.Bytes())
	}
	all := metadata.Coding{
		CICP: metadata.CICP{Primaries: 9, Transfer: 16, FullRange: true}, SRGB: true, Gamma: 0.55556,
		Chromaticities: [8]float64{0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06},
	}
	if got := write(metadata.Set{Color: all}).Color; got != all {
		t.Errorf("%+v, want %+v", got, all)
	}
	want := all
	want.SRGB = false
	if got := write(metadata.Set{Color: all, ICC: imgtest.AdobeRGBProfile()}); got.Color != want || !bytes.Equal(got.ICC, imgtest.AdobeRGBProfile()) {
		t.Errorf("beside a profile: %+v", got.Color)
	}
	avif := metadata.Coding{CICP: metadata.CICP{Primaries: 12, Transfer: 13, Matrix: 6}}
	if got := write(metadata.Set{Color: avif}).Color.CICP; got != (metadata.CICP{Primaries: 12, Transfer: 13, FullRange: true}) {
		t.Errorf("of YCbCr: %+v", got)
	}
}
