package gif_test

import (
	"bytes"
	"compress/lzw"
	"errors"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/fault"
)

// rawGIF is a GIF of one frame of m, at a point of a larger canvas, whose rows lie in a given order.
func rawGIF(t testing.TB, m *image.Paletted, canvas image.Point, control, flags byte, rows []int) []byte {
	t.Helper()
	b := append([]byte("GIF89a"), byte(canvas.X), 0, byte(canvas.Y), 0, 0xF0|3, 0, 0)
	for i := range 16 {
		b = append(b, byte(i*16), byte(255-i*16), byte(i*5))
	}
	b = append(b, 0x21, 0xF9, 4, control, 0, 0, 15, 0, 0x2C, 0, 0, 0, 0, byte(m.Rect.Dx()), 0, byte(m.Rect.Dy()), 0, flags, 4)
	var packed bytes.Buffer
	w := lzw.NewWriter(&packed, lzw.LSB, 4)
	for _, y := range rows {
		if _, err := w.Write(m.Pix[y*m.Stride:][:m.Stride]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for part := range slices.Chunk(packed.Bytes(), 255) {
		b = append(append(b, byte(len(part))), part...)
	}
	return append(b, 0, 0x3B)
}

// TestSalvageGIF: of the first frame the pixels before the damage are kept.
func TestSalvageGIF(t *testing.T) {
	const w, h = 60, 48
	m := image.NewPaletted(image.Rect(0, 0, w, h), nil)
	seed := uint32(1)
	for i := range m.Pix {
		seed = seed*1664525 + 1013904223
		m.Pix[i] = byte(seed>>28) % 15 // 15 may be transparent
	}
	order, interlaced := make([]int, h), []int(nil)
	for y := range h {
		order[y] = y
	}
	for _, pass := range [][2]int{{0, 8}, {4, 8}, {2, 4}, {1, 2}} {
		for y := pass[0]; y < h; y += pass[1] {
			interlaced = append(interlaced, y)
		}
	}
	flip := func(b []byte, at int) []byte { // a code that cannot be
		b = bytes.Clone(b)
		b[at], b[at+1] = 0xFF, 0xFF
		return b
	}
	size := image.Pt(w, h)
	plain, clear := rawGIF(t, m, size, 0, 0, order), rawGIF(t, m, size, 1, 0, order)
	coarse, small := rawGIF(t, m, size, 0, 0x40, interlaced), rawGIF(t, m, image.Pt(70, 50), 0, 0, order)
	moving := imgtest.Moving(80, 60, 5).GIF(t)
	for _, tt := range []struct {
		name  string
		b     []byte
		whole []byte
		lost  string
		rows  int // that are kept at least
		alpha bool
	}{
		{"cut at 30 %", imgtest.Truncated(plain, 30), plain, "rows are missing", 10, false},
		{"cut at 60 %", imgtest.Truncated(plain, 60), plain, "rows are missing", 25, false},
		{"cut at 90 %", imgtest.Truncated(plain, 90), plain, "rows are missing", 40, false},
		{"transparent", imgtest.Truncated(clear, 60), clear, "rows are missing", 25, true},
		{"on a canvas", imgtest.Truncated(small, 60), small, "rows are missing", 25, true},
		{"flipped bytes", flip(plain, len(plain)/2), plain, "", 20, false},
		{"animation, in its first frame", imgtest.Truncated(moving, 40), moving, "rows are missing", 5, true},
		{"animation, behind it", imgtest.Truncated(moving, 95), moving, " frames is kept", 60, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want, err := codectest.Decode(tt.whole)
			if err != nil {
				t.Fatal(err)
			}
			if _, lost, err := codectest.Salvage(tt.whole); err != nil || lost != "" && !strings.HasPrefix(tt.name, "animation") {
				t.Errorf("whole: lost %q, %v", lost, err)
			}
			got, lost, err := codectest.Salvage(tt.b)
			if err != nil {
				t.Fatal(err)
			}
			if lost == "" || !strings.HasSuffix(lost, tt.lost) {
				t.Errorf("lost: %q", lost)
			}
			for y := range tt.rows {
				for x := range want.Bounds().Dx() {
					if got.At(x, y) != want.At(x, y) && color.NRGBAModel.Convert(got.At(x, y)) != color.NRGBAModel.Convert(want.At(x, y)) {
						t.Fatalf("pixel (%d, %d) is %v, want %v", x, y, got.At(x, y), want.At(x, y))
					}
				}
			}
			if tt.name != "flipped bytes" {
				codectest.CheckSalvaged(t, got, want, tt.alpha)
			}
		})
	}
	for n := range bytes.IndexByte(plain, 0x2C) + 11 {
		if n < 18 { // too short to be recognised
			continue
		}
		if _, _, err := codectest.Salvage(plain[:n]); !errors.Is(err, fault.ErrDamaged) {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}

	got, lost, err := codectest.Salvage(imgtest.Truncated(coarse, 75)) // the passes before the last are half of the rows
	if err != nil || !strings.HasPrefix(lost, "parts are coarse: ") {
		t.Fatalf("interlaced: lost %q, %v", lost, err)
	}
	want, err := codectest.Decode(coarse)
	if err != nil {
		t.Fatal(err)
	}
	for y := range h {
		from := y
		if y%2 == 1 && y > 30 {
			from = y - 1
		} else if y%2 == 1 {
			continue // may be there or not
		}
		for x := range w {
			if color.NRGBAModel.Convert(got.At(x, y)) != color.NRGBAModel.Convert(want.At(x, from)) {
				t.Fatalf("interlaced: pixel (%d, %d) is %v, want %v", x, y, got.At(x, y), want.At(x, from))
			}
		}
	}
}
