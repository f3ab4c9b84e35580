package tiff_test

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
)

// tiffKind is a kind of TIFF and what it is to be decoded to.
type tiffKind struct {
	name string
	raw  imgtest.RawTIFF
	want image.Image
}

// tiffKinds are one of each colour model, with bits and transparency as they occur.
func tiffKinds() []tiffKind {
	const w, h = 75, 50 // in no whole tiles and bytes
	kind := func(name string, photometric, bits, samples int, extra ...uint16) tiffKind {
		r := imgtest.RawTIFF{Width: w, Height: h, Photometric: photometric, Bits: bits, Samples: samples, Extra: extra}
		top := uint32(1)<<bits - 1
		r.Sample = func(x, y, i int) uint32 {
			v := uint64(x*3+y*2+i*50+(x*y)%5*9) % 256
			return uint32(v * uint64(top) / 255)
		}
		if len(extra) > 0 && extra[0] == 1 { // no colour is brighter than its alpha
			plain := r.Sample
			r.Sample = func(x, y, i int) uint32 { return min(plain(x, y, i), plain(x, y, samples-1)) }
		}
		if photometric == 3 {
			for i := range 3 << bits {
				r.ColorMap = append(r.ColorMap, uint16(i*7919))
			}
		}
		return tiffKind{name, r, wantTIFF(r)}
	}
	return []tiffKind{
		kind("bilevel", 1, 1, 1), kind("bilevel, white is zero", 0, 1, 1), kind("grey of 2 bits", 1, 2, 1), kind("grey of 4 bits, white is zero", 0, 4, 1),
		kind("grey", 1, 8, 1), kind("grey, white is zero", 0, 8, 1), kind("grey of 12 bits", 1, 12, 1),
		kind("grey of 16 bits", 1, 16, 1), kind("grey of 16 bits, white is zero", 0, 16, 1),
		kind("grey and alpha", 1, 8, 2, 2), kind("grey and alpha, white is zero", 0, 8, 2, 2), kind("grey and alpha of 16 bits", 1, 16, 2, 2),
		kind("grey multiplied by alpha", 1, 8, 2, 1), kind("grey and something", 1, 8, 2, 0),
		kind("RGB", 2, 8, 3), kind("RGB of 4 bits", 2, 4, 3), kind("RGB of 16 bits", 2, 16, 3),
		kind("RGBA", 2, 8, 4, 2), kind("RGBA of 16 bits", 2, 16, 4, 2), kind("RGB multiplied by alpha", 2, 8, 4, 1),
		kind("RGB of 16 bits multiplied by alpha", 2, 16, 4, 1),
		kind("RGB and something", 2, 8, 4, 0), kind("RGB and two things", 2, 8, 5, 0, 0), kind("RGB, something and alpha", 2, 8, 5, 0, 2),
		kind("palette of 1 bit", 3, 1, 1), kind("palette of 4 bits", 3, 4, 1), kind("palette", 3, 8, 1),
		kind("CMYK", 5, 8, 4), kind("CMYK of 16 bits", 5, 16, 4), kind("CMYK and a spot colour", 5, 8, 5, 0),
	}
}

// wantTIFF is the picture that a TIFF holds, by the words of the specification.
func wantTIFF(r imgtest.RawTIFF) image.Image {
	rect := image.Rect(0, 0, r.Width, r.Height)
	top, full := uint32(1)<<r.Bits-1, uint32(255)
	if r.Bits > 8 {
		full = 65535
	}
	alpha := -1
	for i, e := range r.Extra {
		if e != 0 {
			alpha = r.Samples - len(r.Extra) + i
		}
	}
	at := func(x, y, i int) uint16 {
		if i < 0 {
			return uint16(full)
		}
		v := r.Sample(x, y, i) * full / top
		if r.Photometric == 0 && i == 0 {
			v = full - v
		}
		return uint16(v)
	}
	each := func(set func(x, y int)) {
		for y := range r.Height {
			for x := range r.Width {
				set(x, y)
			}
		}
	}
	g, b := 1, 2
	if r.Photometric < 2 {
		g, b = 0, 0
	}
	switch {
	case r.Photometric == 3:
		m := image.NewPaletted(rect, nil)
		n := 1 << r.Bits
		for i := range n {
			m.Palette = append(m.Palette, color.NRGBA{uint8(r.ColorMap[i] >> 8), uint8(r.ColorMap[n+i] >> 8), uint8(r.ColorMap[2*n+i] >> 8), 255})
		}
		each(func(x, y int) { m.SetColorIndex(x, y, uint8(r.Sample(x, y, 0))) })
		return m
	case r.Photometric == 5:
		m := image.NewCMYK(rect)
		shift := r.Bits - 8
		ink := func(x, y, i int) uint8 { return uint8(r.Sample(x, y, i) >> shift) }
		each(func(x, y int) { m.SetCMYK(x, y, color.CMYK{ink(x, y, 0), ink(x, y, 1), ink(x, y, 2), ink(x, y, 3)}) })
		return m
	case r.Photometric < 2 && alpha < 0 && r.Bits > 8:
		m := image.NewGray16(rect)
		each(func(x, y int) { m.SetGray16(x, y, color.Gray16{at(x, y, 0)}) })
		return m
	case r.Photometric < 2 && alpha < 0:
		m := image.NewGray(rect)
		each(func(x, y int) { m.SetGray(x, y, color.Gray{uint8(at(x, y, 0))}) })
		return m
	case len(r.Extra) > 0 && r.Extra[0] == 1 && r.Bits > 8:
		m := image.NewRGBA64(rect)
		each(func(x, y int) {
			m.SetRGBA64(x, y, color.RGBA64{at(x, y, 0), at(x, y, g), at(x, y, b), at(x, y, alpha)})
		})
		return m
	case len(r.Extra) > 0 && r.Extra[0] == 1:
		m := image.NewRGBA(rect)
		each(func(x, y int) {
			m.SetRGBA(x, y, color.RGBA{uint8(at(x, y, 0)), uint8(at(x, y, g)), uint8(at(x, y, b)), uint8(at(x, y, alpha))})
		})
		return m
	case r.Bits > 8:
		m := image.NewNRGBA64(rect)
		each(func(x, y int) {
			m.SetNRGBA64(x, y, color.NRGBA64{at(x, y, 0), at(x, y, g), at(x, y, b), at(x, y, alpha)})
		})
		return m
	}
	m := image.NewNRGBA(rect)
	each(func(x, y int) {
		m.SetNRGBA(x, y, color.NRGBA{uint8(at(x, y, 0)), uint8(at(x, y, g)), uint8(at(x, y, b)), uint8(at(x, y, alpha))})
	})
	return m
}

// TestTIFFKinds decodes every kind as it is stored most simply.
func TestTIFFKinds(t *testing.T) {
	for _, k := range tiffKinds() {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			for _, planar := range []bool{false, true} {
				k.raw.Order, k.raw.Planar = order, planar
				t.Run(fmt.Sprint(k.name, ", ", order, ", planar ", planar), func(t *testing.T) { checkTIFF(t, k.raw.Bytes(), k) })
			}
		}
	}
}

// checkTIFF wants exactly the kind's pixels, in the kind of picture that holds them, and a header that agrees.
func checkTIFF(t *testing.T, b []byte, k tiffKind) {
	t.Helper()
	h, err := codectest.ReadHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	deep := k.raw.Bits > 8
	_, cmyk := k.want.(*image.CMYK)
	alpha := slices.Contains(k.raw.Extra, 1) || slices.Contains(k.raw.Extra, 2)
	if h.Width != k.raw.Width || h.Height != k.raw.Height || (h.Depth == 16) != deep || h.CMYK != cmyk || h.Alpha != alpha || h.Gray != (k.raw.Photometric < 2) {
		t.Errorf("header %+v", h)
	}
	got, err := codectest.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, k.want) {
		if reflect.TypeOf(got) == reflect.TypeOf(k.want) {
			imgtest.SameImage(t, got, k.want, 0)
		}
		t.Errorf("%T is not the %T that was stored", got, k.want)
	}
}

// TestTIFFLibtiff has libtiff store every kind in every way that it knows, and decodes what comes out.
func TestTIFFLibtiff(t *testing.T) {
	tiffcp, err := exec.LookPath("tiffcp")
	if err != nil {
		t.Skip("tiffcp (Debian's libtiff-tools) is not installed: ", err)
	}
	dir := t.TempDir()
	made := 0
	for i, k := range tiffKinds() {
		in := filepath.Join(dir, fmt.Sprint(i, ".tif"))
		if err := os.WriteFile(in, k.raw.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		for _, args := range tiffcpArgs(k.raw) {
			t.Run(fmt.Sprint(k.name, " ", args), func(t *testing.T) {
				out := filepath.Join(t.TempDir(), "out.tif")
				if text, err := exec.Command(tiffcp, append(strings.Fields(args), in, out)...).CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, text)
				}
				b, err := os.ReadFile(out)
				if err != nil {
					t.Fatal(err)
				}
				made++
				checkTIFF(t, b, k)
			})
		}
	}
	if made < 400 && !raceEnabled {
		t.Errorf("only %d files", made)
	}
}

// tiffcpArgs are the ways to store a kind: compression × strips or tiles × chunky or planar × byte order, and BigTIFF and the order of bits.
func tiffcpArgs(r imgtest.RawTIFF) []string {
	compressions := []string{"none", "lzw", "zip", "packbits"}
	if r.Bits == 8 || r.Bits == 16 {
		compressions = append(compressions, "lzw:2", "zip:2")
	}
	if r.Bits == 1 && r.Photometric < 2 {
		compressions = append(compressions, "g3", "g3:1d", "g3:2d", "g3:2d:fill", "g3:fill", "g4")
	}
	planes := []string{"contig"}
	if r.Samples > 1 && r.Bits == 8 { // libtiff's tool separates no others
		planes = append(planes, "separate")
	}
	var out []string
	for _, c := range compressions {
		for _, plane := range planes {
			out = append(out, fmt.Sprintf("-c %s -p %s -s -r 7 -L", c, plane), fmt.Sprintf("-c %s -p %s -t -w 32 -l 16 -B", c, plane))
			switch c {
			case "none", "zip:2": // a tile larger than the picture, and BigTIFF
				out = append(out, fmt.Sprintf("-c %s -p %s -t -w 128 -l 64 -L", c, plane), fmt.Sprintf("-8 -c %s -p %s -s -r 9 -B", c, plane))
			case "lzw", "g4":
				out = append(out, fmt.Sprintf("-c %s -p %s -s -r 50 -B", c, plane))
			}
		}
		if r.Samples == 1 {
			out = append(out, fmt.Sprintf("-f lsb2msb -c %s -s -r 11 -B", c))
		}
	}
	if raceEnabled { // which makes each file some ten times slower
		var some []string
		for i := 0; i < len(out); i += 7 { // odd, so that strips and tiles alternate
			some = append(some, out[i])
		}
		return some
	}
	return out
}
