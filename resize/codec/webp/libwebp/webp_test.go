package libwebp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"io"
	"math"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"sizemill/resize/fault"

	"golang.org/x/image/webp"
)

// scene is smooth, with an edge and a little noise.
func scene(w, h int, alpha bool) *image.NRGBA {
	r := rand.New(rand.NewPCG(5, 6))
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(40 + 150*x/w + r.IntN(4)), uint8(60 + 120*y/h), uint8(200 - 150*x/w), 255}
			if x > w/2 {
				c.G /= 2
			}
			if alpha {
				c.A = uint8(255 * y / h)
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func encoded(t testing.TB, m *image.NRGBA, o Options) []byte {
	t.Helper()
	b, err := Encode(m, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestDecodersAgree: this build reads the very pixels that the decoder in Go reads, in sizes of all remainders.
func TestDecodersAgree(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {2, 1}, {1, 2}, {3, 3}, {16, 16}, {17, 33}, {64, 31}, {130, 50}} {
		for name, o := range map[string]Options{"lossy": {Quality: 70}, "poor": {Quality: 5}, "lossless": {Lossless: true, Exact: true}} {
			for _, alpha := range []bool{false, true} {
				file := encoded(t, scene(size.X, size.Y, alpha), o)
				got, err := Decode(bytes.NewReader(file), size)
				if err != nil {
					t.Fatalf("%v %s: %v", size, name, err)
				}
				want, err := goDecode(bytes.NewReader(file), size)
				if err != nil {
					t.Fatalf("%v %s in Go: %v", size, name, err)
				}
				if got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
					t.Errorf("%v %s alpha=%v: decoders differ", size, name, alpha)
				}
			}
		}
	}
}

func TestLossless(t *testing.T) {
	m := scene(50, 40, true)
	got, err := Decode(bytes.NewReader(encoded(t, m, Options{Lossless: true, Exact: true})), m.Rect.Size())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Pix, m.Pix) {
		t.Error("pixels have changed")
	}
}

// TestGaps: a part of a picture is encoded as if it were one.
func TestGaps(t *testing.T) {
	m := scene(60, 40, true)
	part := m.SubImage(image.Rect(7, 5, 47, 30)).(*image.NRGBA)
	got, err := Decode(bytes.NewReader(encoded(t, part, Options{Lossless: true, Exact: true})), part.Rect.Size())
	if err != nil {
		t.Fatal(err)
	}
	for y := range 25 {
		for x := range 40 {
			if got.NRGBAAt(x, y) != part.NRGBAAt(7+x, 5+y) {
				t.Fatalf("pixel (%d, %d) is %v, want %v", x, y, got.NRGBAAt(x, y), part.NRGBAAt(7+x, 5+y))
			}
		}
	}
}

func TestQuality(t *testing.T) {
	m := scene(200, 150, false)
	poor, good := encoded(t, m, Options{Quality: 10}), encoded(t, m, Options{Quality: 95})
	if len(poor) >= len(good) {
		t.Errorf("%d bytes at 10, %d at 95", len(poor), len(good))
	}
	got, err := Decode(bytes.NewReader(good), m.Rect.Size())
	if err != nil {
		t.Fatal(err)
	}
	if p := psnr(got, m); p < 38 {
		t.Errorf("%.1f dB", p)
	}
}

// psnr of all channels but alpha.
func psnr(a, b *image.NRGBA) float64 {
	sum, n := 0.0, 0
	for i := range a.Pix {
		if i%4 < 3 {
			d := float64(a.Pix[i]) - float64(b.Pix[i])
			sum += d * d
			n++
		}
	}
	return 10 * math.Log10(255*255*float64(n)/sum)
}

// planesOf are m's planes as a JPEG has them, colour averaged.
func planesOf(m *image.NRGBA) *Planes {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	cw, ch := (w+1)/2, (h+1)/2
	p := &Planes{Width: w, Height: h, YStride: w + 3, ChromaStride: cw + 5, Y: make([]byte, (w+3)*h), Cb: make([]byte, (cw+5)*ch), Cr: make([]byte, (cw+5)*ch)}
	for y := range h {
		for x := range w {
			c := m.NRGBAAt(x, y)
			p.Y[y*p.YStride+x], _, _ = color.RGBToYCbCr(c.R, c.G, c.B)
		}
	}
	for y := range ch {
		for x := range cw {
			var cb, cr, n int
			for _, at := range []image.Point{{2 * x, 2 * y}, {2*x + 1, 2 * y}, {2 * x, 2*y + 1}, {2*x + 1, 2*y + 1}} {
				if at.In(m.Rect) {
					c := m.NRGBAAt(at.X, at.Y)
					_, b, r := color.RGBToYCbCr(c.R, c.G, c.B)
					cb, cr, n = cb+int(b), cr+int(r), n+1
				}
			}
			p.Cb[y*p.ChromaStride+x], p.Cr[y*p.ChromaStride+x] = byte((cb+n/2)/n), byte((cr+n/2)/n)
		}
	}
	return p
}

// TestPlanes: a picture of planes is as near to the original as one that went through RGB.
func TestPlanes(t *testing.T) {
	for _, size := range []image.Point{{200, 150}, {201, 151}} {
		m := scene(size.X, size.Y, false)
		file, err := EncodePlanes(planesOf(m), Options{Quality: 90})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(bytes.NewReader(file), size)
		if err != nil {
			t.Fatal(err)
		}
		through, err := Decode(bytes.NewReader(encoded(t, m, Options{Quality: 90})), size)
		if err != nil {
			t.Fatal(err)
		}
		if direct, rgb := psnr(got, m), psnr(through, m); direct < rgb-0.3 {
			t.Errorf("%v: %.2f dB, through RGB %.2f", size, direct, rgb)
		}
	}
}

// TestRange: black, grey, white and full colours keep their levels.
func TestRange(t *testing.T) {
	for _, c := range []color.NRGBA{{0, 0, 0, 255}, {128, 128, 128, 255}, {255, 255, 255, 255}, {255, 0, 0, 255}, {0, 0, 255, 255}, {10, 200, 90, 255}} {
		m := image.NewNRGBA(image.Rect(0, 0, 32, 32))
		for i := range m.Pix {
			m.Pix[i] = []byte{c.R, c.G, c.B, c.A}[i%4]
		}
		p := planesOf(m)
		if c.R == c.G && c.G == c.B {
			p.Cb, p.Cr = nil, nil
		}
		file, err := EncodePlanes(p, Options{Quality: 95})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(bytes.NewReader(file), m.Rect.Size())
		if err != nil {
			t.Fatal(err)
		}
		g := got.NRGBAAt(16, 16)
		for i, d := range []int{int(g.R) - int(c.R), int(g.G) - int(c.G), int(g.B) - int(c.B)} {
			if max(d, -d) > 4 {
				t.Errorf("%v became %v (channel %d)", c, g, i)
			}
		}
	}
}

func TestErrors(t *testing.T) {
	if _, err := Encode(image.NewNRGBA(image.Rect(0, 0, MaxSide+1, 1)), Options{}); !errors.Is(err, fault.ErrTooLarge) {
		t.Errorf("too wide: %v", err)
	}
	if _, err := Encode(image.NewNRGBA(image.Rectangle{}), Options{}); !errors.Is(err, fault.ErrTooLarge) {
		t.Errorf("empty: %v", err)
	}
	p := planesOf(scene(20, 20, false))
	p.Cr = p.Cr[:50]
	if _, err := EncodePlanes(p, Options{}); err == nil {
		t.Error("short planes were encoded")
	}
	broken := errors.New("broken")
	file := encoded(t, scene(20, 20, false), Options{Quality: 80})
	if _, err := Decode(io.MultiReader(bytes.NewReader(file[:40]), iotest.ErrReader(broken)), image.Pt(20, 20)); !errors.Is(err, broken) {
		t.Errorf("a broken reader: %v", err)
	}
}

// TestOtherSize: a picture of another size than the caller knows is refused, before memory is taken for it.
func TestOtherSize(t *testing.T) {
	file := encoded(t, scene(400, 300, true), Options{Lossless: true})
	for _, size := range []image.Point{{400, 301}, {399, 300}, {1, 1}, {}} {
		for name, decode := range map[string]func() error{
			"Decode":   func() error { _, err := Decode(bytes.NewReader(file), size); return err },
			"goDecode": func() error { _, err := goDecode(bytes.NewReader(file), size); return err },
			"Salvage":  func() error { _, _, err := Salvage(bytes.NewReader(file), size); return err },
		} {
			if err := decode(); !errors.Is(err, fault.ErrDamaged) {
				t.Errorf("%s as %v: %v", name, size, err)
			}
		}
	}
}

// TestTruncated cuts files everywhere: no part of one is a picture.
func TestTruncated(t *testing.T) {
	for name, o := range map[string]Options{"lossy": {Quality: 80}, "lossless": {Lossless: true}} {
		file := encoded(t, scene(40, 30, true), o)
		pad := int(binary.LittleEndian.Uint32(file[16:])) & 1 // behind a chunk of odd size; Go's decoder does not miss it
		for n := range len(file) - pad {
			if _, err := Decode(bytes.NewReader(file[:n]), image.Pt(40, 30)); !errors.Is(err, fault.ErrDamaged) {
				t.Fatalf("%s, %d of %d bytes: %v", name, n, len(file), err)
			}
		}
	}
}

// FuzzDecode: whatever the bytes are, there is a picture of the size that they state or an error.
func FuzzDecode(f *testing.F) {
	for _, o := range []Options{{Quality: 50}, {Lossless: true}} {
		f.Add(encoded(f, scene(9, 7, true), o))
		f.Add(encoded(f, scene(20, 5, false), o))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		c, err := webp.DecodeConfig(bytes.NewReader(file))
		if err != nil || c.Width*c.Height > 1<<16 {
			return // large pictures take long and say nothing more
		}
		size := image.Pt(c.Width, c.Height)
		got, err := Decode(bytes.NewReader(file), size)
		if err == nil && got.Rect.Size() != size {
			t.Errorf("%v of %v", got.Rect, size)
		}
		if err != nil && !errors.Is(err, fault.ErrDamaged) {
			t.Errorf("%v is no damage", err)
		}
		part, rows, partErr := Salvage(bytes.NewReader(file), size)
		switch {
		case partErr != nil && !errors.Is(partErr, fault.ErrDamaged):
			t.Errorf("%v is no damage", partErr)
		case partErr == nil && (rows < 1 || rows > part.Rect.Dy() || part.Rect.Size() != size):
			t.Errorf("salvaged %d rows of %v", rows, part.Rect)
		case err == nil && partErr == nil && !bytes.Equal(part.Pix[:rows*part.Stride], got.Pix[:rows*part.Stride]):
			t.Errorf("salvaged %d rows of %v, %v", rows, got.Rect, partErr)
		}
	})
}

// TestSalvage: what there is of a file gives the first rows of its picture.
func TestSalvage(t *testing.T) {
	for name, o := range map[string]Options{"lossy": {Quality: 80}, "lossless": {Lossless: true}} {
		for _, alpha := range []bool{false, true} {
			file := encoded(t, scene(240, 200, alpha), o)
			want, err := Decode(bytes.NewReader(file), image.Pt(240, 200))
			if err != nil {
				t.Fatal(err)
			}
			before := 0
			for _, percent := range []int{0, 60, 90, 100} {
				got, rows, err := Salvage(bytes.NewReader(file[:len(file)*percent/100]), image.Pt(240, 200))
				if percent == 0 || !Native {
					if !errors.Is(err, fault.ErrDamaged) {
						t.Errorf("%s, alpha %v, %d %%: %v", name, alpha, percent, err)
					}
					continue
				}
				if err != nil {
					t.Fatalf("%s, alpha %v, %d %%: %v", name, alpha, percent, err)
				}
				if got.Rect != want.Rect || rows <= before || percent == 100 && rows != 200 || !bytes.Equal(got.Pix[:rows*got.Stride], want.Pix[:rows*got.Stride]) {
					t.Errorf("%s, alpha %v, %d %%: %d rows of %v", name, alpha, percent, rows, got.Rect)
				}
				before = rows
			}
		}
	}
	broken := errors.New("broken")
	file := encoded(t, scene(20, 20, false), Options{Quality: 80})
	if _, _, err := Salvage(io.MultiReader(bytes.NewReader(file[:40]), iotest.ErrReader(broken)), image.Pt(20, 20)); Native && !errors.Is(err, broken) {
		t.Errorf("a broken reader: %v", err)
	}
}
