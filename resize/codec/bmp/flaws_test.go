package bmp_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image/color"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// TestBMPPixelsWhole: all pixels are there, and something else is wrong.
func TestBMPPixelsWhole(t *testing.T) {
	le := binary.LittleEndian
	put32 := func(at int, v uint32) func([]byte) []byte {
		return func(b []byte) []byte {
			le.PutUint32(b[at:], v)
			return b
		}
	}
	short := func(n int) func([]byte) []byte { return func(b []byte) []byte { return b[:len(b)-n] } }
	for _, tt := range bmpCases() {
		want, info := tt.want, le.Uint32(tt.b[14:])
		runs := strings.HasPrefix(tt.name, "RLE")
		bits := int(le.Uint16(tt.b[28:]))
		if info == 12 {
			bits = int(le.Uint16(tt.b[24:]))
		}
		pad := 3 - ((13*bits+7)/8+3)%4
		rows := []struct {
			name  string
			edit  func([]byte) []byte
			flaws format.Flaws
			when  bool
		}{
			{"file size 0", put32(2, 0), 0, true},
			{"file size of others", put32(2, 1<<31), 0, true},
			{"trailing bytes", func(b []byte) []byte { return append(b, "rubbish"...) }, 0, true},
			{"no padding", short(pad), format.FlawEnd, pad > 0 && !runs},
			{"a byte of padding missing", short(1), format.FlawEnd, pad > 0 && !runs},
			{"offset 0", put32(10, 0), format.FlawLengths, !strings.Contains(tt.name, "gap")},
			{"offset of the header", put32(10, 14), format.FlawLengths, !strings.Contains(tt.name, "gap")},
			{"offset behind the end", put32(10, 1<<31), format.FlawLengths, !strings.Contains(tt.name, "gap")},
			{"picture's size wrong", put32(34, 3), 0, info >= 40},
			{"picture's size huge", put32(34, 1<<31), 0, info >= 40},
			{"no end code", short(2), 0, runs && !strings.Contains(tt.name, "without")},
			{"neither row nor picture ended", short(4), 0, runs && !strings.Contains(tt.name, "without")},
			{"more colors than bits tell apart", put32(46, 1<<bits+1), 0, info >= 40 && bits <= 4 && len(tt.b) > 14+int(info)+4<<bits},
			{"no planes", func(b []byte) []byte { b[26] = 0; return b }, 0, info >= 40},
		}
		for _, row := range rows {
			if !row.when {
				continue
			}
			t.Run(tt.name+", "+row.name, func(t *testing.T) { codectest.CheckWhole(t, row.edit(bytes.Clone(tt.b)), want, row.flaws) })
		}
		if !runs {
			cut := tt.b[:len(tt.b)-pad-1]
			if _, err := codectest.Decode(cut); !errors.Is(err, fault.ErrDamaged) {
				t.Errorf("%s: without the last pixel: %v", tt.name, err)
			}
		}
	}
}

// TestBMPShortPalette: fewer colors than bits tell apart lie before the pixels, and no field says so.
func TestBMPShortPalette(t *testing.T) {
	colors := [][3]byte{{10, 20, 30}, {200, 100, 50}, {1, 2, 3}}
	b := imgtest.RawBMP{Header: 40, Width: 5, Height: 2, Bits: 8, Palette: colors,
		Data: imgtest.BMPRows(5, 2, 8, func(x, y int) uint32 { return uint32(x+y) % 3 })}.Bytes()
	binary.LittleEndian.PutUint32(b[46:], 0)
	m, flaws := codectest.DecodeFlawed(t, b)
	for i := range 10 {
		c := colors[(i%5+i/5)%3]
		if got := color.NRGBAModel.Convert(m.At(i%5, i/5)); got != (color.NRGBA{c[0], c[1], c[2], 255}) || flaws != 0 {
			t.Fatalf("pixel %d is %v, flaws %v", i, got, flaws.Warnings())
		}
	}
}

// TestSalvageBMPRows counts a row that lacks nothing but its padding, or the code that ends it.
func TestSalvageBMPRows(t *testing.T) {
	type raw = imgtest.RawBMP
	colors := [][3]byte{{0, 0, 0}, {200, 100, 50}}
	plain := raw{Header: 40, Width: 5, Height: 4, Bits: 8, Palette: colors, Data: imgtest.BMPRows(5, 4, 8, func(int, int) uint32 { return 1 })}.Bytes()
	runs := raw{Header: 40, Width: 5, Height: 4, Bits: 8, Compression: 1, Palette: colors, Data: []byte{5, 1, 0, 0, 5, 1, 0, 0, 5, 1, 0, 0, 5, 1, 0, 1}}.Bytes()
	for _, tt := range []struct {
		name string
		b    []byte
		lost string
	}{
		{"rows", plain[:len(plain)-8], "the first of 4 rows is missing"},
		{"a row without padding", plain[:len(plain)-8-3], "the first of 4 rows is missing"},
		{"a row without a pixel", plain[:len(plain)-8-4], "the first 2 of 4 rows are missing"},
		{"runs", runs[:len(runs)-4], "the first of 4 rows is missing"},
		{"a row of runs without its end", runs[:len(runs)-6], "the first of 4 rows is missing"},
		{"a row without its run", runs[:len(runs)-8], "the first 2 of 4 rows are missing"},
	} {
		if _, lost, err := codectest.Salvage(tt.b); err != nil || lost != tt.lost {
			t.Errorf("%s: lost %q, %v", tt.name, lost, err)
		}
	}
}
