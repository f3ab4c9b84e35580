package pixels

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math/rand/v2"
	"testing"
)

// paint makes a picture of every kind of pixel of one of the four kinds of pictures.
func paint(m draw.Image, at func(x, y int) color.Color) image.Image {
	b := m.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			m.Set(b.Min.X+x, b.Min.Y+y, at(x, y))
		}
	}
	return m
}

// TestForms: what a picture holds decides its form in the file, and other programs read the same pixels.
func TestForms(t *testing.T) {
	r := image.Rect(0, 0, 37, 23)
	random := rand.New(rand.NewPCG(1, 2))
	u8 := func() uint8 { return uint8(random.Uint32()) }
	u16 := func() uint16 { return uint16(random.Uint32()) }
	level := func(n int) func(x, y int) color.Color {
		return func(x, y int) color.Color { return color.Gray{Y: uint8((x + y) % n * 255 / (n - 1))} }
	}
	few := func(n int, alpha uint8) func(x, y int) color.Color {
		return func(x, y int) color.Color {
			i := (x + 3*y) % n
			return color.NRGBA{R: uint8(i), G: uint8(2 * i), B: 9, A: max(alpha, uint8(i))}
		}
	}
	for _, tt := range []struct {
		name   string
		m      image.Image
		color  int
		depth  int
		option EncodeOptions
	}{
		{"grey of 2 levels", paint(image.NewGray(r), level(2)), gray, 1, EncodeOptions{}},
		{"grey of 4 levels", paint(image.NewGray(r), level(4)), gray, 2, EncodeOptions{}},
		{"grey of 16 levels", paint(image.NewGray(r), level(16)), gray, 4, EncodeOptions{}},
		{"grey of 18 levels", paint(image.NewGray(r), level(18)), gray, 8, EncodeOptions{}},
		{"grey, 16 bit", paint(image.NewGray16(r), func(_, _ int) color.Color { return color.Gray16{Y: u16()} }), gray, 16, EncodeOptions{}},
		{"colours without colour", paint(image.NewNRGBA(r), level(200)), gray, 8, EncodeOptions{}},
		{"colours without colour, kept", paint(image.NewNRGBA(r), level(200)), indexed, 8, EncodeOptions{Colored: true}},
		{"grey with alpha", paint(image.NewNRGBA(r), func(_, _ int) color.Color { v := u8(); return color.NRGBA{v, v, v, u8()} }), grayAlpha, 8, EncodeOptions{}},
		{"two colours", paint(image.NewNRGBA(r), few(2, 255)), indexed, 1, EncodeOptions{}},
		{"three colours", paint(image.NewNRGBA(r), few(3, 255)), indexed, 2, EncodeOptions{}},
		{"sixteen colours", paint(image.NewNRGBA(r), few(16, 255)), indexed, 4, EncodeOptions{}},
		{"100 colours with alpha", paint(image.NewNRGBA(r), few(100, 0)), indexed, 8, EncodeOptions{}},
		{"256 colours", paint(image.NewNRGBA(image.Rect(0, 0, 64, 64)), few(256, 255)), indexed, 8, EncodeOptions{}},
		{"many colours of few pixels", paint(image.NewNRGBA(image.Rect(0, 0, 12, 8)), func(x, y int) color.Color { return color.NRGBA{uint8(x), uint8(y), 9, 255} }), rgb, 8, EncodeOptions{}},
		{"opaque", paint(image.NewNRGBA(r), func(_, _ int) color.Color { return color.NRGBA{u8(), u8(), u8(), 255} }), rgb, 8, EncodeOptions{}},
		{"translucent", paint(image.NewNRGBA(r), func(_, _ int) color.Color { return color.NRGBA{u8(), u8(), u8(), u8()} }), rgbAlpha, 8, EncodeOptions{}},
		{"16 bit without colour", paint(image.NewNRGBA64(r), func(_, _ int) color.Color { v := u16(); return color.NRGBA64{v, v, v, 0xFFFF} }), gray, 16, EncodeOptions{}},
		{"16 bit without colour, kept", paint(image.NewNRGBA64(r), func(_, _ int) color.Color { v := u16(); return color.NRGBA64{v, v, v, 0xFFFF} }), rgb, 16, EncodeOptions{Colored: true}},
		{"16 bit, grey with alpha", paint(image.NewNRGBA64(r), func(_, _ int) color.Color { v := u16(); return color.NRGBA64{v, v, v, u16()} }), grayAlpha, 16, EncodeOptions{}},
		{"16 bit, opaque", paint(image.NewNRGBA64(r), func(_, _ int) color.Color { return color.NRGBA64{u16(), u16(), u16(), 0xFFFF} }), rgb, 16, EncodeOptions{}},
		{"16 bit, translucent", paint(image.NewNRGBA64(r), func(_, _ int) color.Color { return color.NRGBA64{u16(), u16(), u16(), u16()} }), rgbAlpha, 16, EncodeOptions{}},
		{"one pixel", paint(image.NewNRGBA(image.Rect(0, 0, 1, 1)), few(9, 255)), rgb, 8, EncodeOptions{}},
		{"a part of a picture", paint(image.NewNRGBA(r), few(99, 255)).(*image.NRGBA).SubImage(image.Rect(3, 4, 30, 20)), indexed, 8, EncodeOptions{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := encoded(t, tt.m, tt.option)
			if depth, color := int(file[24]), int(file[25]); depth != tt.depth || color != tt.color {
				t.Errorf("%d bits of color type %d, want %d of %d", depth, color, tt.depth, tt.color)
			}
			samePixels(t, file, tt.m)
		})
	}
}

func encoded(t testing.TB, m image.Image, o EncodeOptions) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := Encode(&buf, m, o); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// samePixels fails the test unless image/png and this package read m's pixels, invisible colours included, from the file.
func samePixels(t testing.TB, file []byte, m image.Image) {
	t.Helper()
	theirs, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal("image/png:", err)
	}
	ours, err := decode(file)
	if err != nil {
		t.Fatal(err)
	}
	b := m.Bounds()
	for _, got := range []image.Image{theirs, ours} {
		if got.Bounds().Size() != b.Size() {
			t.Fatalf("%v, want %v", got.Bounds(), b)
		}
		for y := range b.Dy() {
			for x := range b.Dx() {
				g, w := color.NRGBA64Model.Convert(got.At(x, y)), color.NRGBA64Model.Convert(m.At(b.Min.X+x, b.Min.Y+y))
				if g != w {
					t.Fatalf("pixel (%d, %d) is %v, want %v", x, y, g, w)
				}
			}
		}
	}
}

// photo is smooth with a little noise, drawing is flat with some shapes.
func photo(w, h int) *image.NRGBA {
	r := rand.New(rand.NewPCG(7, 7))
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	paint(m, func(x, y int) color.Color {
		return color.NRGBA{uint8(x/3 + r.IntN(5)), uint8(y/2 + r.IntN(5)), uint8((x+y)/4 + r.IntN(5)), 255}
	})
	return m
}

func drawing(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	paint(m, func(x, y int) color.Color {
		i := (x/17*31 + y/13*57) % 400
		return color.NRGBA{uint8(i), uint8(i / 2), uint8(3 * i), 255}
	})
	return m
}

// TestSizes: files are longer than those of image/png by no more than its slower compressor gains on pictures as small as these.
func TestSizes(t *testing.T) {
	for name, m := range map[string]image.Image{"photo": photo(400, 300), "drawing": drawing(400, 300)} {
		var theirs bytes.Buffer
		if err := png.Encode(&theirs, m); err != nil {
			t.Fatal(err)
		}
		file := encoded(t, m, EncodeOptions{})
		samePixels(t, file, m)
		if float64(len(file)) > 1.25*float64(theirs.Len()) {
			t.Errorf("%s: %d bytes, image/png makes %d", name, len(file), theirs.Len())
		}
	}
}

// TestStream: pictures too large for one piece are compressed row by row, into several chunks.
func TestStream(t *testing.T) {
	m := photo(1000, 900)
	for y := range 900 { // noise, so that more than one chunk comes of it
		for x := range 3600 {
			m.Pix[y*m.Stride+x] ^= byte(x*x*7 ^ y*y*13 ^ x*y)
			m.Pix[y*m.Stride+x|3] = 255
		}
	}
	s, err := newSource(m, false)
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	out := &chunkWriter{w: &buf}
	out.raw([]byte(signature))
	out.chunk("IHDR", s.ihdr())
	f := &filtering{source: s}
	f.choose()
	if err := f.stream(out); err != nil {
		t.Fatal(err)
	}
	out.chunk("IEND", nil)
	if n := bytes.Count(buf.Bytes(), []byte("IDAT")); n < 2 {
		t.Errorf("%d chunks", n)
	}
	samePixels(t, buf.Bytes(), m)
}

func TestChunks(t *testing.T) {
	extra := append(chunkOf("gAMA", []byte{0, 0, 0xB1, 0x8F}), chunkOf("tEXt", []byte("a\x00b"))...)
	m := drawing(50, 40)
	m.Pix[3] = 0
	file := encoded(t, m, EncodeOptions{Chunks: extra})
	var order []string
	for at := 8; at < len(file); {
		n := int(file[at])<<24 | int(file[at+1])<<16 | int(file[at+2])<<8 | int(file[at+3])
		order = append(order, string(file[at+4:at+8]))
		at += 12 + n
	}
	if got := fmt.Sprint(order); got != "[IHDR gAMA tEXt PLTE tRNS IDAT IEND]" {
		t.Error(got)
	}
	samePixels(t, file, m)
}

func TestCompressRGBA(t *testing.T) {
	m := photo(60, 50)
	z, err := CompressRGBA(m)
	if err != nil {
		t.Fatal(err)
	}
	file := append([]byte(signature), chunkOf("IHDR", []byte{0, 0, 0, 60, 0, 0, 0, 50, 8, rgbAlpha, 0, 0, 0})...)
	file = append(append(file, chunkOf("IDAT", z)...), chunkOf("IEND", nil)...)
	samePixels(t, file, m)
}

// failing fails once it has taken n bytes.
type failing struct{ n int }

func (f *failing) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(p), nil
}

func TestEncodeErrors(t *testing.T) {
	m := drawing(50, 40)
	file := encoded(t, m, EncodeOptions{})
	for n := range file {
		if err := Encode(&failing{n}, m, EncodeOptions{}); !errors.Is(err, io.ErrClosedPipe) {
			t.Fatalf("failing after %d of %d bytes: %v", n, len(file), err)
		}
	}
	if err := Encode(io.Discard, image.NewCMYK(image.Rect(0, 0, 1, 1)), EncodeOptions{}); err == nil {
		t.Error("CMYK was encoded")
	}
}
