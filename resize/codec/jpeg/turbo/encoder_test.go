//go:build cgo && !purego

package turbo_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec/jpeg/turbo"
	"sizemill/resize/fault"
)

// TestRoundTrip: what is encoded decodes, by the standard library too, to nearly the same samples at the same sizes.
func TestRoundTrip(t *testing.T) {
	for _, s := range samplings {
		for _, wh := range sizes {
			for _, o := range []turbo.EncodeOptions{{}, {Optimize: true}, {Progressive: true}} {
				t.Run(fmt.Sprintf("%s/%s/%+v", s.name, size(wh[0], wh[1]), o), func(t *testing.T) {
					p := scene(wh[0], wh[1], turbo.YCbCr, s)
					o.Quality = 95
					data := encode(t, p, o)
					for from, planes := range map[string][]turbo.Plane{"turbo": decode(t, data, turbo.DecodeOptions{}).Plane, "image/jpeg": goPlanes(t, goImage(t, data))} {
						for i := range planes {
							if _, mse := difference(t, planes[i], p.Plane[i]); psnr(mse) < 29 {
								t.Errorf("plane %d by %s: %.1f dB", i, from, psnr(mse))
							}
						}
					}
				})
			}
		}
	}
}

// TestSpaces: every colour space comes back as itself.
func TestSpaces(t *testing.T) {
	for _, space := range []turbo.ColorSpace{turbo.Gray, turbo.YCbCr, turbo.RGB, turbo.CMYK, turbo.YCCK} {
		t.Run(space.String(), func(t *testing.T) {
			p := scene(50, 40, space, sampling{"", 1, 1})
			got := decode(t, encode(t, p, turbo.EncodeOptions{Quality: 100}), turbo.DecodeOptions{})
			if got.Space != space || got.Inverted != (len(p.Plane) == 4) {
				t.Errorf("space %v, inverted %v", got.Space, got.Inverted)
			}
			near(t, got.Plane, p.Plane, 4)
		})
	}
}

// TestReencode: decoded planes go straight back into the encoder, also scaled ones.
func TestReencode(t *testing.T) {
	for _, s := range samplings {
		data := encode(t, scene(101, 67, turbo.YCbCr, s), turbo.EncodeOptions{})
		for scale := 1; scale <= 8; scale++ {
			p := decode(t, data, turbo.DecodeOptions{Scale: scale})
			again := decode(t, encode(t, p, turbo.EncodeOptions{Quality: 100}), turbo.DecodeOptions{})
			if again.Width != up(101*scale, 8) || again.Height != up(67*scale, 8) {
				t.Errorf("%s at %d/8: %s", s.name, scale, size(again.Width, again.Height))
			}
			near(t, again.Plane, p.Plane, 3)
		}
	}
	data := encode(t, scene(101, 67, turbo.YCbCr, sampling{"", 2, 2}), turbo.EncodeOptions{})
	full := decode(t, data, turbo.DecodeOptions{Scale: 4, ChromaScale: 8})
	m := goImage(t, encode(t, full, turbo.EncodeOptions{}))
	if planes := goPlanes(t, m); planes[1].Width != 51 || planes[1].Height != 34 {
		t.Errorf("chroma of %s samples, want 51×34", size(planes[1].Width, planes[1].Height))
	}
}

// TestInputUntouched: encoding writes to no plane, nor beside it.
func TestInputUntouched(t *testing.T) {
	p := scene(61, 35, turbo.YCbCr, sampling{"", 2, 2})
	before := make([][]byte, len(p.Plane))
	for i, q := range p.Plane {
		before[i] = bytes.Clone(q.Pix)
	}
	encode(t, p, turbo.EncodeOptions{Progressive: true})
	for i, q := range p.Plane {
		if !bytes.Equal(q.Pix, before[i]) {
			t.Errorf("plane %d has changed", i)
		}
	}
}

// TestPaddingDoesNotCount: what lies behind a row's last sample does not change a byte.
func TestPaddingDoesNotCount(t *testing.T) {
	p := scene(61, 35, turbo.YCbCr, sampling{"", 2, 2})
	first := encode(t, p, turbo.EncodeOptions{})
	for _, q := range p.Plane {
		for y := range q.Height {
			clear(q.Pix[y*q.Stride+q.Width : (y+1)*q.Stride])
		}
	}
	if !bytes.Equal(encode(t, p, turbo.EncodeOptions{}), first) {
		t.Error("the padding is in the picture")
	}
}

func TestQualityIsMonotone(t *testing.T) {
	m := imgtest.Picture(160, 120)
	p := scene(160, 120, turbo.YCbCr, sampling{"", 2, 2})
	for i := range p.Plane[0].Pix { // texture, without which all qualities look alike
		p.Plane[0].Pix[i] = p.Plane[0].Pix[i]/2 + m.Pix[i%len(m.Pix)]/4 + byte(i*i%61)
	}
	bytesBefore, dbBefore := 0, 0.0
	for _, quality := range []int{1, 10, 30, 50, 70, 80, 85, 90, 95, 100} {
		data := encode(t, p, turbo.EncodeOptions{Quality: quality})
		_, mse := difference(t, decode(t, data, turbo.DecodeOptions{}).Plane[0], p.Plane[0])
		if db := psnr(mse); len(data) <= bytesBefore || db <= dbBefore {
			t.Errorf("quality %d: %d bytes, %.1f dB; before %d, %.1f", quality, len(data), db, bytesBefore, dbBefore)
		} else {
			bytesBefore, dbBefore = len(data), db
		}
	}
}

// TestMarkers: segments are kept as they are and in order, behind the JFIF segment, and hinder nobody.
func TestMarkers(t *testing.T) {
	markers := []turbo.Marker{
		{Code: 0xE1, Data: []byte("Exif\x00\x00II*\x00")},
		{Code: 0xE1, Data: []byte("http://ns.adobe.com/xap/1.0/\x00<x/>")},
		{Code: 0xE2, Data: bytes.Repeat([]byte{0xFF}, turbo.MaxMarker)},
		{Code: 0xED, Data: nil},
		{Code: 0xFE, Data: []byte("a comment")},
	}
	var want []byte
	for _, m := range markers {
		want = append(want, imgtest.Segment(m.Code, m.Data)...)
	}
	for _, progressive := range []bool{false, true} {
		p := scene(32, 32, turbo.YCbCr, sampling{"", 2, 2})
		plain := encode(t, p, turbo.EncodeOptions{Progressive: progressive})
		data := encode(t, p, turbo.EncodeOptions{Progressive: progressive, Markers: markers})
		if !bytes.Equal(data, imgtest.Insert(plain, 20, want)) { // SOI and JFIF are 20 bytes
			t.Error("the file is not the one without segments and they in it")
		}
		goImage(t, data)
	}
}

func TestEncodeRefused(t *testing.T) {
	one := sampling{"", 1, 1}
	change := func(f func(p *turbo.Planes)) *turbo.Planes {
		p := scene(20, 20, turbo.YCbCr, one)
		f(p)
		return p
	}
	good := scene(20, 20, turbo.YCbCr, one)
	rows := []struct {
		name string
		p    *turbo.Planes
		o    turbo.EncodeOptions
		want error
	}{
		{"quality 0", good, turbo.EncodeOptions{}, turbo.ErrPlanes},
		{"quality 101", good, turbo.EncodeOptions{Quality: 101}, turbo.ErrPlanes},
		{"long segment", good, turbo.EncodeOptions{Quality: 80, Markers: []turbo.Marker{{Code: 0xE1, Data: make([]byte, turbo.MaxMarker+1)}}}, turbo.ErrPlanes},
		{"no such segment", good, turbo.EncodeOptions{Quality: 80, Markers: []turbo.Marker{{Code: 0xDA}}}, turbo.ErrPlanes},
		{"nothing", &turbo.Planes{}, turbo.EncodeOptions{Quality: 80}, turbo.ErrPlanes},
		{"no size", change(func(p *turbo.Planes) { p.Width = 0 }), turbo.EncodeOptions{Quality: 80}, turbo.ErrPlanes},
		{"too wide", change(func(p *turbo.Planes) { p.Width = 65501 }), turbo.EncodeOptions{Quality: 80}, fault.ErrTooLarge},
		{"a plane too few", change(func(p *turbo.Planes) { p.Plane = p.Plane[:2] }), turbo.EncodeOptions{Quality: 80}, turbo.ErrPlanes},
		{"a plane too small", change(func(p *turbo.Planes) { p.Plane[1].Width-- }), turbo.EncodeOptions{Quality: 80}, turbo.ErrPlanes},
		{"a plane too short", change(func(p *turbo.Planes) { p.Plane[2].Pix = p.Plane[2].Pix[:400] }), turbo.EncodeOptions{Quality: 80}, turbo.ErrPlanes},
		{"a stride too small", change(func(p *turbo.Planes) { p.Plane[0].Stride = 19 }), turbo.EncodeOptions{Quality: 80}, turbo.ErrPlanes},
		{"no sampling", change(func(p *turbo.Planes) { p.Plane[0].H = 0 }), turbo.EncodeOptions{Quality: 80}, turbo.ErrPlanes},
		{"too dense sampling", change(func(p *turbo.Planes) { p.Plane[0].V = 5 }), turbo.EncodeOptions{Quality: 80}, turbo.ErrPlanes},
		{"too many blocks", scene(20, 20, turbo.YCbCr, sampling{"", 4, 4}), turbo.EncodeOptions{Quality: 80}, turbo.ErrPlanes},
		{"inks upside down", &turbo.Planes{Width: 20, Height: 20, Space: turbo.CMYK, Plane: scene(20, 20, turbo.CMYK, one).Plane}, turbo.EncodeOptions{Quality: 80}, turbo.ErrPlanes},
	}
	var e turbo.Encoder
	defer e.Close()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			var b bytes.Buffer
			wantError(t, e.Encode(t.Context(), &b, r.p, r.o), r.want)
			if b.Len() > 0 {
				t.Errorf("%d bytes were written", b.Len())
			}
			if err := e.Encode(t.Context(), &b, good, turbo.EncodeOptions{Quality: 80}); err != nil {
				t.Errorf("the next picture: %v", err)
			}
		})
	}
}

type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }

func TestEncodeStops(t *testing.T) {
	p := scene(300, 300, turbo.YCbCr, sampling{"", 2, 2})
	var e turbo.Encoder
	defer e.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var b bytes.Buffer
	if err := e.Encode(ctx, &b, p, turbo.EncodeOptions{Quality: 80}); !errors.Is(err, context.Canceled) || b.Len() > 0 {
		t.Errorf("error %v, %d bytes", err, b.Len())
	}
	full := errors.New("disk full")
	wantError(t, e.Encode(t.Context(), failing{full}, p, turbo.EncodeOptions{Quality: 80}), full)
}

// TestLargeOutput: a file larger than the first buffer is whole.
func TestLargeOutput(t *testing.T) {
	p := scene(1200, 900, turbo.YCbCr, sampling{"", 1, 1})
	for _, q := range p.Plane {
		for i := range q.Pix {
			q.Pix[i] = byte(uint32(i) * 2654435761 >> 24)
		}
	}
	data := encode(t, p, turbo.EncodeOptions{Quality: 100})
	if len(data) < 1<<20 {
		t.Fatalf("only %d bytes", len(data))
	}
	near(t, decode(t, data, turbo.DecodeOptions{}).Plane, p.Plane, 6)
}

// TestLikeCjpeg: the bytes are those of libjpeg-turbo's own program, at the same quality from the same samples.
func TestLikeCjpeg(t *testing.T) {
	cjpeg, err := exec.LookPath("cjpeg")
	if err != nil {
		t.Skip("cjpeg is not installed")
	}
	rows := []struct {
		name  string
		space turbo.ColorSpace
		o     turbo.EncodeOptions
		args  []string
	}{
		{"gray", turbo.Gray, turbo.EncodeOptions{Quality: 85}, nil},
		{"gray progressive", turbo.Gray, turbo.EncodeOptions{Quality: 75, Progressive: true}, []string{"-progressive"}},
		{"4:4:4", turbo.YCbCr, turbo.EncodeOptions{Quality: 92}, []string{"-sample", "1x1"}},
		{"4:4:4 optimized", turbo.YCbCr, turbo.EncodeOptions{Quality: 50, Optimize: true}, []string{"-sample", "1x1", "-optimize"}},
		{"4:4:4 progressive", turbo.YCbCr, turbo.EncodeOptions{Quality: 85, Progressive: true}, []string{"-sample", "1x1", "-progressive"}},
	}
	for _, r := range rows {
		for _, wh := range sizes {
			t.Run(r.name+"/"+size(wh[0], wh[1]), func(t *testing.T) {
				p := scene(wh[0], wh[1], r.space, sampling{"", 1, 1})
				in := filepath.Join(t.TempDir(), "in.pnm")
				if err := os.WriteFile(in, netpbm(p), 0o600); err != nil {
					t.Fatal(err)
				}
				args := append([]string{"-quality", fmt.Sprint(r.o.Quality)}, append(r.args, in)...)
				want, err := exec.CommandContext(t.Context(), cjpeg, args...).Output()
				if err != nil {
					t.Fatal(err)
				}
				if got := encode(t, p, r.o); !bytes.Equal(got, want) {
					t.Errorf("%d bytes that differ from cjpeg's %d", len(got), len(want))
				}
			})
		}
	}
}

// netpbm is what cjpeg reads to arrive at the planes of scene.
func netpbm(p *turbo.Planes) []byte {
	if p.Space == turbo.Gray {
		return append(fmt.Appendf(nil, "P5 %d %d 255\n", p.Width, p.Height), rows(p.Plane[0])...)
	}
	m := imgtest.Picture(p.Width, p.Height)
	b := fmt.Appendf(nil, "P6 %d %d 255\n", p.Width, p.Height)
	for i := 0; i < len(m.Pix); i += 4 {
		b = append(b, m.Pix[i:i+3]...)
	}
	return b
}

// TestArithmetic: arithmetic coding, which the encoder does not write, decodes like Huffman coding.
func TestArithmetic(t *testing.T) {
	jpegtran, err := exec.LookPath("jpegtran")
	if err != nil {
		t.Skip("jpegtran is not installed")
	}
	huffman := encode(t, scene(100, 80, turbo.YCbCr, sampling{"", 2, 2}), turbo.EncodeOptions{})
	in := filepath.Join(t.TempDir(), "in.jpg")
	if err := os.WriteFile(in, huffman, 0o600); err != nil {
		t.Fatal(err)
	}
	var d turbo.Decoder
	defer d.Close()
	for _, args := range [][]string{{"-arithmetic", in}, {"-arithmetic", "-progressive", in}} {
		data, err := exec.CommandContext(t.Context(), jpegtran, args...).Output()
		if err != nil {
			t.Skipf("jpegtran writes no arithmetic coding: %v", err)
		}
		if h, err := readHeader(data); err != nil || !h.Arithmetic {
			t.Errorf("header %+v, %v", h, err)
		}
		near(t, decode(t, data, turbo.DecodeOptions{}).Plane, decode(t, huffman, turbo.DecodeOptions{}).Plane, 0)
		_, err = d.Decode(t.Context(), data[:len(data)/2], turbo.DecodeOptions{})
		wantError(t, err, fault.ErrDamaged)
	}
}
