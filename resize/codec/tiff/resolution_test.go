package tiff_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

// resolutionOf returns what a file states outside of EXIF.
func resolutionOf(t *testing.T, b []byte) metadata.Resolution {
	t.Helper()
	h, err := codectest.ReadHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
	if err != nil {
		t.Fatal(err)
	}
	return blocks.Resolution
}

// TestTIFFResolution: as programs state it, in each type, unit and byte order.
func TestTIFFResolution(t *testing.T) {
	type resolution = metadata.Resolution
	for _, o := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		tag := func(tag, kind uint16, data ...any) imgtest.TIFFTag {
			var b bytes.Buffer
			for _, v := range data {
				if err := binary.Write(&b, o, v); err != nil {
					t.Fatal(err)
				}
			}
			return imgtest.TIFFTag{Tag: tag, Kind: kind, Count: 1, Data: b.Bytes()}
		}
		rational := func(n uint16, a, b uint32) imgtest.TIFFTag { return tag(n, 5, a, b) }
		unit := func(v uint16) imgtest.TIFFTag { return imgtest.Shorts(o, 296, v) }
		for _, tt := range []struct {
			name string
			tags []imgtest.TIFFTag
			want resolution
		}{
			{"nothing", nil, resolution{}},
			{"inches", []imgtest.TIFFTag{rational(282, 300, 1), rational(283, 3000000, 10000), unit(2)}, resolution{X: 300, Y: 300, Unit: metadata.Inch}},
			{"centimeters", []imgtest.TIFFTag{rational(282, 11811, 100), rational(283, 590, 10), unit(3)}, resolution{X: 118.11, Y: 59, Unit: metadata.Centimeter}},
			{"a shape", []imgtest.TIFFTag{rational(282, 2, 1), rational(283, 1, 1), unit(1)}, resolution{X: 2, Y: 1}},
			{"no unit", []imgtest.TIFFTag{rational(282, 204, 1), rational(283, 98, 1)}, resolution{X: 204, Y: 98, Unit: metadata.Inch}},
			{"one side", []imgtest.TIFFTag{rational(283, 200, 1)}, resolution{X: 200, Y: 200, Unit: metadata.Inch}},
			{"zero of zero", []imgtest.TIFFTag{rational(282, 0, 0), rational(283, 0, 0)}, resolution{}},
			{"infinite", []imgtest.TIFFTag{rational(282, 1, 0), rational(283, 1, 0)}, resolution{}},
			{"floats", []imgtest.TIFFTag{tag(282, 11, float32(150)), tag(283, 12, 150.5)}, resolution{X: 150, Y: 150.5, Unit: metadata.Inch}},
			{"not a number", []imgtest.TIFFTag{tag(282, 12, math.NaN()), tag(283, 12, math.Inf(1))}, resolution{}},
			{"shorts", []imgtest.TIFFTag{imgtest.Shorts(o, 282, 96), imgtest.Shorts(o, 283, 96)}, resolution{X: 96, Y: 96, Unit: metadata.Inch}},
			{"outside the file", []imgtest.TIFFTag{{Tag: 282, Kind: 5, Count: 1 << 30, Data: make([]byte, 8)}}, resolution{}},
		} {
			r := codectest.SceneTIFF(imgtest.Picture(4, 3), 2, 3)
			r.Order, r.Tags = o, tt.tags
			b := r.Bytes()
			h, err := codectest.ReadHeader(b)
			if err != nil {
				t.Fatal(err)
			}
			blocks, _ := codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h) // of broken tags, too
			if blocks.Resolution != tt.want || len(blocks.EXIF) > 0 {
				t.Errorf("%s, %v: %+v and %d bytes of EXIF, want %+v", tt.name, o, blocks.Resolution, len(blocks.EXIF), tt.want)
			}
		}
	}
}

// TestResolutionRoundTrip: what TIFF and BMP are given comes back, to a meter's rounding.
func TestResolutionRoundTrip(t *testing.T) {
	type resolution = metadata.Resolution
	m := imgtest.Picture(9, 5)
	for _, tt := range []struct{ in, tiff, bmp resolution }{
		{resolution{X: 300, Y: 300, Unit: metadata.Inch}, resolution{X: 300, Y: 300, Unit: metadata.Inch}, resolution{X: 300, Y: 300, Unit: metadata.Inch}},
		{resolution{X: 299.9994, Y: 299.9994, Unit: metadata.Inch}, resolution{X: 299.9994, Y: 299.9994, Unit: metadata.Inch}, resolution{X: 300, Y: 300, Unit: metadata.Inch}},
		{resolution{X: 72, Y: 72, Unit: metadata.Inch}, resolution{X: 72, Y: 72, Unit: metadata.Inch}, resolution{X: 72, Y: 72, Unit: metadata.Inch}},
		{resolution{X: 204, Y: 98, Unit: metadata.Inch}, resolution{X: 204, Y: 98, Unit: metadata.Inch}, resolution{X: 204, Y: 98, Unit: metadata.Inch}},
		{resolution{X: 118.11, Y: 118.11, Unit: metadata.Centimeter}, resolution{X: 118.11, Y: 118.11, Unit: metadata.Centimeter}, resolution{X: 300, Y: 300, Unit: metadata.Inch}},
		{resolution{X: 50, Y: 70, Unit: metadata.Centimeter}, resolution{X: 50, Y: 70, Unit: metadata.Centimeter}, resolution{X: 50, Y: 70, Unit: metadata.Centimeter}},
		{resolution{X: 2, Y: 1}, resolution{X: 2, Y: 1}, resolution{}},
		{resolution{X: 1e12, Y: 1e12, Unit: metadata.Inch}, resolution{X: math.MaxUint32, Y: math.MaxUint32, Unit: metadata.Inch}, resolution{}},
		{resolution{}, resolution{}, resolution{}},
	} {
		for f, want := range map[format.Format]resolution{format.TIFF: tt.tiff, format.BMP: tt.bmp} {
			var buf bytes.Buffer
			if err := codec.Encode(&buf, m, f, format.Options{Metadata: metadata.Set{Resolution: tt.in}}); err != nil {
				t.Fatal(err)
			}
			if got := resolutionOf(t, buf.Bytes()); got != want {
				t.Errorf("%v: %+v comes back as %+v, want %+v", f, tt.in, got, want)
			}
			codectest.CheckWhole(t, buf.Bytes(), m, 0)
		}
	}
}

// TestTIFFResolutionBesideEXIF: there is one place for both, and what says more has it.
func TestTIFFResolutionBesideEXIF(t *testing.T) {
	le := binary.LittleEndian
	exif := func(dpi uint32, more ...imgtest.TIFFTag) []byte {
		tags := append(slices.Clip(more), imgtest.TIFFTag{Tag: 282, Kind: 5, Count: 1, Data: le.AppendUint32(le.AppendUint32(nil, dpi), 1)},
			imgtest.TIFFTag{Tag: 283, Kind: 5, Count: 1, Data: le.AppendUint32(le.AppendUint32(nil, dpi), 1)}, imgtest.Shorts(le, 296, 2))
		return append([]byte("II*\x00\x08\x00\x00\x00"), imgtest.TIFFDirectory(le, 8, tags, 0)...)
	}
	inches := func(v float64) metadata.Resolution { return metadata.Resolution{X: v, Y: v, Unit: metadata.Inch} }
	for _, tt := range []struct {
		name string
		in   metadata.Set
		want metadata.Resolution
	}{
		{"EXIF alone", metadata.Set{EXIF: exif(300, imgtest.Text(271, "Maker"))}, inches(300)},
		{"EXIF of nothing else", metadata.Set{EXIF: exif(300)}, inches(300)},
		{"the format's default", metadata.Set{EXIF: exif(300, imgtest.Text(271, "Maker")), Resolution: inches(72)}, inches(300)},
		{"the format's default, EXIF of nothing else", metadata.Set{EXIF: exif(300), Resolution: inches(72)}, inches(300)},
		{"EXIF's default", metadata.Set{EXIF: exif(72, imgtest.Text(271, "Maker")), Resolution: inches(300)}, inches(300)},
		{"EXIF's default and nothing else", metadata.Set{EXIF: exif(72), Resolution: inches(300)}, inches(300)},
	} {
		blocks, _ := codec.Fit(tt.in, format.TIFF)
		var buf bytes.Buffer
		if err := codec.Encode(&buf, imgtest.Picture(9, 5), format.TIFF, format.Options{Metadata: blocks}); err != nil {
			t.Fatal(err)
		}
		if got := resolutionOf(t, buf.Bytes()); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
