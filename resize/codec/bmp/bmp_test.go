package bmp_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// bmpCase is a BMP and what it shows.
type bmpCase struct {
	name  string
	b     []byte
	want  image.Image
	alpha bool
}

// bmpCases are the kinds of BMP that programs have written since 1990.
func bmpCases() []bmpCase {
	const w, h = 13, 6
	index := func(x, y int) uint32 { return uint32(x+2*y) % 16 }
	var colors [][3]byte
	for i := range 16 {
		colors = append(colors, [3]byte{byte(i * 16), byte(255 - i*16), byte(i * 3)})
	}
	palette := func(n uint32) image.Image {
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				c := colors[index(x, y)%n]
				m.SetNRGBA(x, y, color.NRGBA{c[0], c[1], c[2], 255})
			}
		}
		return m
	}
	of := func(n uint32) func(x, y int) uint32 { return func(x, y int) uint32 { return index(x, y) % n } }
	// Channels of as many bits as masks have, alpha last, and the pixels that they stand for.
	packed := func(r, g, b, a uint) (func(x, y int) uint32, image.Image) {
		value := func(x, y int, i, bits uint) uint32 { return uint32(x*7+y*11+int(i)*5) & (1<<bits - 1) }
		m := image.NewNRGBA(image.Rect(0, 0, w, h))
		pixel := func(x, y int) uint32 {
			return value(x, y, 2, b) | value(x, y, 1, g)<<b | value(x, y, 0, r)<<(b+g) | value(x, y, 3, a)<<(b+g+r)
		}
		for y := range h {
			for x := range w {
				full := func(i, bits uint) uint8 {
					if bits == 0 {
						return 255
					}
					return uint8((float64(value(x, y, i, bits)))/float64(uint32(1)<<bits-1)*255 + 0.5)
				}
				m.SetNRGBA(x, y, color.NRGBA{full(0, r), full(1, g), full(2, b), full(3, a)})
			}
		}
		return pixel, m
	}
	p555, m555 := packed(5, 5, 5, 0)
	p565, m565 := packed(5, 6, 5, 0)
	p1555, m1555 := packed(5, 5, 5, 1)
	p4444, m4444 := packed(4, 4, 4, 4)
	p888, m888 := packed(8, 8, 8, 0)
	p8888, m8888 := packed(8, 8, 8, 8)
	p1010, m1010 := packed(10, 10, 10, 2)
	rows := imgtest.BMPRows
	type raw = imgtest.RawBMP
	rle8, rle4 := bmpRLE(w, h, 8, index), bmpRLE(w, h, 4, index)
	flipped := func(b []byte, size int) []byte {
		var out []byte
		for i := len(b) - size; i >= 0; i -= size {
			out = append(out, b[i:i+size]...)
		}
		return out
	}
	return []bmpCase{
		{"OS/2 of 1 bit", raw{Header: 12, Width: w, Height: h, Bits: 1, Palette: colors[:2], Data: rows(w, h, 1, of(2))}.Bytes(), palette(2), false},
		{"OS/2 of 4 bits", raw{Header: 12, Width: w, Height: h, Bits: 4, Palette: colors, Data: rows(w, h, 4, index)}.Bytes(), palette(16), false},
		{"OS/2 of 24 bits", raw{Header: 12, Width: w, Height: h, Bits: 24, Data: rows(w, h, 24, p888)}.Bytes(), m888, false},
		{"OS/2 of 16 bits", raw{Header: 12, Width: w, Height: h, Bits: 16, Data: rows(w, h, 16, p555)}.Bytes(), m555, false},
		{"OS/2 of 32 bits", raw{Header: 12, Width: w, Height: h, Bits: 32, Data: rows(w, h, 32, p8888)}.Bytes(), codectest.Opaque(m8888), false},
		{"OS/2's second kind, short", raw{Header: 16, Width: w, Height: h, Bits: 24, Data: rows(w, h, 24, p888)}.Bytes(), m888, false},
		{"OS/2's second kind", raw{Header: 64, Width: w, Height: h, Bits: 4, Palette: colors, Data: rows(w, h, 4, index)}.Bytes(), palette(16), false},
		{"1 bit", raw{Header: 40, Width: w, Height: h, Bits: 1, Palette: colors[:2], Data: rows(w, h, 1, of(2))}.Bytes(), palette(2), false},
		{"2 bits", raw{Header: 40, Width: w, Height: h, Bits: 2, Palette: colors[:4], Data: rows(w, h, 2, of(4))}.Bytes(), palette(4), false},
		{"4 bits", raw{Header: 40, Width: w, Height: h, Bits: 4, Palette: colors, Data: rows(w, h, 4, index)}.Bytes(), palette(16), false},
		{"8 bits", raw{Header: 40, Width: w, Height: h, Bits: 8, Palette: colors, Data: rows(w, h, 8, index)}.Bytes(), palette(16), false},
		{"8 bits behind a gap", raw{Header: 40, Width: w, Height: h, Bits: 8, Palette: colors, Gap: 10, Data: rows(w, h, 8, index)}.Bytes(), palette(16), false},
		{"8 bits from top to bottom", raw{Header: 40, Width: w, Height: -h, Bits: 8, Palette: colors, Data: flipped(rows(w, h, 8, index), 16)}.Bytes(), palette(16), false},
		{"RLE of 8 bits", raw{Header: 40, Width: w, Height: h, Bits: 8, Compression: 1, Palette: colors, Data: rle8}.Bytes(), palette(16), false},
		{"RLE of 4 bits", raw{Header: 40, Width: w, Height: h, Bits: 4, Compression: 2, Palette: colors, Data: rle4}.Bytes(), palette(16), false},
		{"RLE without an end", raw{Header: 40, Width: w, Height: h, Bits: 8, Compression: 1, Palette: colors, Data: rle8[:len(rle8)-4]}.Bytes(), palette(16), false},
		{"16 bits", raw{Header: 40, Width: w, Height: h, Bits: 16, Data: rows(w, h, 16, p555)}.Bytes(), m555, false},
		{"16 bits, masks behind the header", raw{Header: 40, Width: w, Height: h, Bits: 16, Compression: 3, Masks: []uint32{0xF800, 0x7E0, 0x1F}, Data: rows(w, h, 16, p565)}.Bytes(), m565, false},
		{"16 bits, masks in the header", raw{Header: 52, Width: w, Height: h, Bits: 16, Compression: 3, Masks: []uint32{0xF800, 0x7E0, 0x1F}, Data: rows(w, h, 16, p565)}.Bytes(), m565, false},
		{"16 bits, one of alpha", raw{Header: 56, Width: w, Height: h, Bits: 16, Compression: 3, Masks: []uint32{0x7C00, 0x3E0, 0x1F, 0x8000}, Data: rows(w, h, 16, p1555)}.Bytes(), m1555, true},
		{"16 bits, four each", raw{Header: 108, Width: w, Height: h, Bits: 16, Compression: 3, Masks: []uint32{0xF00, 0xF0, 0xF, 0xF000}, Data: rows(w, h, 16, p4444)}.Bytes(), m4444, true},
		{"24 bits", raw{Header: 40, Width: w, Height: h, Bits: 24, Data: rows(w, h, 24, p888)}.Bytes(), m888, false},
		{"24 bits behind a gap", raw{Header: 40, Width: w, Height: h, Bits: 24, Gap: 3, Data: rows(w, h, 24, p888)}.Bytes(), m888, false},
		{"32 bits", raw{Header: 40, Width: w, Height: h, Bits: 32, Data: rows(w, h, 32, p8888)}.Bytes(), codectest.Opaque(m8888), false},
		{"32 bits, masks behind the header", raw{Header: 40, Width: w, Height: h, Bits: 32, Compression: 3, Masks: []uint32{0xFF0000, 0xFF00, 0xFF}, Data: rows(w, h, 32, p8888)}.Bytes(), codectest.Opaque(m8888), false},
		{"32 bits with alpha", raw{Header: 124, Width: w, Height: h, Bits: 32, Compression: 3, Masks: []uint32{0xFF0000, 0xFF00, 0xFF, 0xFF000000}, Data: rows(w, h, 32, p8888)}.Bytes(), m8888, true},
		{"32 bits with alpha, no masks used", raw{Header: 108, Width: w, Height: h, Bits: 32, Masks: []uint32{0xFF0000, 0xFF00, 0xFF, 0xFF000000}, Data: rows(w, h, 32, p8888)}.Bytes(), m8888, true},
		{"32 bits whose header has no alpha", raw{Header: 108, Width: w, Height: h, Bits: 32, Masks: []uint32{0xFF0000, 0xFF00, 0xFF, 0}, Data: rows(w, h, 32, p8888)}.Bytes(), codectest.Opaque(m8888), false},
		{"32 bits whose alpha is all zero", raw{Header: 124, Width: w, Height: h, Bits: 32, Compression: 3, Masks: []uint32{0xFF0000, 0xFF00, 0xFF, 0xFF000000}, Data: rows(w, h, 32, p888)}.Bytes(), m888, true},
		{"10 bits each", raw{Header: 56, Width: w, Height: h, Bits: 32, Compression: 3, Masks: []uint32{0x3FF00000, 0xFFC00, 0x3FF, 0xC0000000}, Data: rows(w, h, 32, p1010)}.Bytes(), m1010, true},
	}
}

// bmpRLE codes pixels as runs, as they are, and with steps over index 0 at the beginning of a row, by turns.
func bmpRLE(w, h, bits int, index func(x, y int) uint32) []byte {
	var out []byte
	for y := h - 1; y >= 0; y-- {
		x := 0
		if index(0, y) == 0 {
			out = append(out, 0, 2, 1, 0)
			x = 1
		}
		if y%2 == 0 {
			for ; x < w; x++ {
				out = append(out, 1, byte(index(x, y))<<(8-bits))
			}
			out = append(out, 0, 0)
			continue
		}
		out = append(out, 0, byte(w-x))
		var plain []byte
		for i := 0; x < w; i, x = i+1, x+1 {
			if bits == 8 || i%2 == 0 {
				plain = append(plain, byte(index(x, y))<<(8-bits))
			} else {
				plain[len(plain)-1] |= byte(index(x, y))
			}
		}
		if len(plain)%2 == 1 {
			plain = append(plain, 0)
		}
		out = append(append(out, plain...), 0, 0)
	}
	return append(out, 0, 1)
}

func TestBMPKinds(t *testing.T) {
	for _, tt := range bmpCases() {
		t.Run(tt.name, func(t *testing.T) {
			h, err := codectest.ReadHeader(tt.b)
			if err != nil || h.Alpha != tt.alpha {
				t.Fatalf("%+v, %v", h, err)
			}
			got, err := codectest.Decode(tt.b)
			if err != nil {
				t.Fatal(err)
			}
			imgtest.SameImage(t, got, tt.want, 0)
			for n := 30; n < len(tt.b)-6; n++ { // an RLE picture may end without its last codes
				codectest.CheckTruncated(t, tt.b, n)
			}
		})
	}
}

func TestBMPRefused(t *testing.T) {
	data := make([]byte, 400)
	type raw = imgtest.RawBMP
	for _, tt := range []struct {
		name string
		b    []byte
		kind error
		text string
	}{
		{"JPEG in BMP", raw{Header: 40, Width: 5, Height: 5, Bits: 0, Compression: 4, Data: data}.Bytes(), fault.ErrUnsupported, "BMP pictures with compression 4 are not supported by this build"},
		{"OS/2's fax", raw{Header: 64, Width: 5, Height: 5, Bits: 1, Compression: 3, Data: data}.Bytes(), fault.ErrUnsupported, "BMP pictures with compression 3 are not supported by this build"},
		{"OS/2's RLE of 24 bits", raw{Header: 64, Width: 5, Height: 5, Bits: 24, Compression: 4, Data: data}.Bytes(), fault.ErrUnsupported, "BMP pictures with compression 4 are not supported by this build"},
		{"64 bits", raw{Header: 40, Width: 5, Height: 5, Bits: 64, Data: data}.Bytes(), fault.ErrUnsupported, "BMP pictures with 64 bits per pixel are not supported by this build"},
		{"RLE of 24 bits", raw{Header: 40, Width: 5, Height: 5, Bits: 24, Compression: 1, Data: data}.Bytes(), fault.ErrDamaged, "damaged: run-length coding with 24 bits per pixel"},
		{"RLE that claims", raw{Header: 40, Width: 20000, Height: 20000, Bits: 8, Compression: 1, Data: data}.Bytes(), fault.ErrDamaged, "damaged: the file is far too short for its picture"},
		{"RLE that ends too early", raw{Header: 40, Width: 5, Height: 5, Bits: 8, Compression: 1, Palette: [][3]byte{{1, 2, 3}}, Data: []byte{5, 0, 0, 0}}.Bytes(), fault.ErrDamaged, "damaged: unexpected end of file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := codectest.Decode(tt.b); !errors.Is(err, tt.kind) || err.Error() != tt.text {
				t.Errorf("error is %v, want %q", err, tt.text)
			}
		})
	}
}

// TestBMPImageMagick reads run-length coding that another program has written.
func TestBMPImageMagick(t *testing.T) {
	tool, err := exec.LookPath("convert")
	if err != nil {
		t.Skip("convert (ImageMagick) is not installed: ", err)
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.png"), filepath.Join(dir, "out.bmp")
	m := imgtest.Paletted(60, 45)
	if err := os.WriteFile(in, imgtest.PNG(t, 0, 0, imgtest.Of(m)), 0o666); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command(tool, in, "-type", "Palette", "-compress", "RLE", "BMP3:"+out).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if b[30] != 1 {
		t.Fatalf("compression %d", b[30])
	}
	got, err := codectest.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	imgtest.SameImage(t, got, m, 0)
}

func FuzzBMP(f *testing.F) {
	for _, tt := range bmpCases() {
		f.Add(tt.b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := codec.ReadHeader(bytes.NewReader(b), int64(len(b)), format.Limits{Pixels: 1 << 18})
		if err != nil || h.Format != format.BMP {
			return
		}
		m, _, err := codec.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), h)
		if err != nil {
			if !errors.Is(err, fault.ErrDamaged) && !errors.Is(err, fault.ErrUnsupported) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		n := image.NewNRGBA(m.Bounds())
		for y := range h.Height {
			for x := range h.Width {
				n.Set(x, y, m.At(x, y))
			}
		}
		for i := 3; i < len(n.Pix); i += 4 {
			n.Pix[i] = 255
		}
		_, again := codectest.RoundTrip(t, n, format.BMP)
		imgtest.SameImage(t, again, n, 0)
	})
}
