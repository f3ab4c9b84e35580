package pixels

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"

	"sizemill/resize/fault"
)

func TestDamage(t *testing.T) {
	base := spec{header: header{width: 13, height: 9, depth: 8, color: rgb}, seed: 1}
	pal := spec{header: header{width: 13, height: 9, depth: 2, color: indexed}, colors: 4, seed: 1}
	with := func(s spec, change func(*spec)) []byte { change(&s); return s.file(t) }
	edit := func(b []byte, change func([]byte) []byte) []byte { return change(bytes.Clone(b)) }
	whole := base.file(t)
	after := func(b []byte, kind, insert string, data []byte) []byte {
		i := bytes.Index(b, []byte(kind)) - 4
		end := i + 12 + int(binary.BigEndian.Uint32(b[i:]))
		return append(append(bytes.Clone(b[:end]), chunkOf(insert, data)...), b[end:]...)
	}
	ihdr := func(at int, v byte) []byte {
		return edit(whole, func(b []byte) []byte {
			b[16+at] = v
			return append(append(b[:8:8], chunkOf("IHDR", b[16:29])...), b[33:]...)
		})
	}
	for name, tt := range map[string]struct {
		file []byte
		says string
	}{
		"empty":                         {nil, "unexpected end of file"},
		"no signature":                  {[]byte("\x89PNG\r\n\x1a\r and more"), "no PNG signature"},
		"no header":                     {append([]byte(signature), chunkOf("IDAT", nil)...), "no header"},
		"short header":                  {append([]byte(signature), chunkOf("IHDR", []byte("abc"))...), "no header"},
		"no width":                      {ihdr(3, 0), "a picture of 0 × 9 pixels"},
		"3 bits":                        {ihdr(8, 3), "3 bits of color type 2"},
		"4 bits of RGB":                 {ihdr(8, 4), "4 bits of color type 2"},
		"color type 5":                  {ihdr(9, 5), "8 bits of color type 5"},
		"compression":                   {ihdr(10, 1), "compression 1"},
		"filter method":                 {ihdr(11, 1), "filter 1"},
		"interlacing":                   {ihdr(12, 2), "interlacing 2"},
		"second header":                 {after(whole, "IHDR", "IHDR", whole[16:29]), "a second header"},
		"no palette":                    {ihdr(9, 3), "no palette"},
		"second palette":                {after(pal.file(t), "PLTE", "PLTE", make([]byte, 3)), "a palette out of place"},
		"no colours":                    {with(pal, func(s *spec) { s.colors = 0 }), "a palette of 0 bytes"},
		"no pixels":                     {append(bytes.Clone(whole[:33]), chunkOf("IEND", nil)...), "no pixels"},
		"wrong checksum":                {edit(whole, func(b []byte) []byte { b[len(b)-20]++; return b }), `wrong checksum of chunk "IDAT"`},
		"endless chunk":                 {edit(whole, func(b []byte) []byte { b[33] = 0xFF; return b }), "a chunk of"},
		"wrong sum of pixels":           {with(base, func(s *spec) { s.stream = func(z []byte) []byte { z[len(z)-1]++; return z } }), "the compressed pixels are broken"},
		"pixels cut off":                {with(base, func(s *spec) { s.stream = func(z []byte) []byte { return z[:len(z)-20] } }), "the compressed pixels are broken"},
		"palette with a wrong checksum": {edit(pal.file(t), func(b []byte) []byte { b[42]++; return b }), `wrong checksum of chunk "PLTE"`},
		"header with a wrong checksum":  {edit(whole, func(b []byte) []byte { b[29]++; return b }), `wrong checksum of chunk "IHDR"`},
		"too many pixels, wrong sum of IDAT": {edit(with(base, func(s *spec) { s.content = func(b []byte) []byte { return append(b, 0) } }),
			func(b []byte) []byte { b[len(b)-13]++; return b }), `wrong checksum of chunk "IDAT"`},
		"unknown critical chunk with a wrong checksum, before the pixels": {edit(after(whole, "IHDR", "FooA", nil), func(b []byte) []byte { b[41]++; return b }), `wrong checksum of chunk "FooA"`},
		"no chunk":       {edit(whole, func(b []byte) []byte { b[38] = 0; return b }), "no chunk where one is expected"},
		"no zlib":        {with(base, func(s *spec) { s.stream = func(z []byte) []byte { z[0] = 0; return z } }), "the compressed pixels are broken"},
		"too few pixels": {with(base, func(s *spec) { s.content = func(b []byte) []byte { return b[:len(b)-1] } }), "too few pixels"},
		"unknown filter": {with(base, func(s *spec) { s.content = func(b []byte) []byte { b[2*40] = 5; return b } }), "an unknown filter"},
		"unknown filter, passes": {with(base, func(s *spec) {
			s.interlaced = true
			s.content = func(b []byte) []byte { b[0] = 9; return b }
		}), "an unknown filter"},
		"a claim": {edit(whole, func(b []byte) []byte { return ihdrOf(b, 100_000, 100_000) }), "more pixels than the file can hold"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := decode(tt.file)
			if name == "a claim" {
				_, _, err = Decode(bytes.NewReader(tt.file), DecodeOptions{})
			}
			if !errors.Is(err, fault.ErrDamaged) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want damage that says %q", err, tt.says)
			}
		})
	}
}

func ihdrOf(b []byte, w, h uint32) []byte {
	d := bytes.Clone(b[16:29])
	binary.BigEndian.PutUint32(d, w)
	binary.BigEndian.PutUint32(d[4:], h)
	return append(append(bytes.Clone(b[:8]), chunkOf("IHDR", d)...), b[33:]...)
}

// TestTruncated cuts a file everywhere: behind the last pixel that is a fault, and before it damage.
func TestTruncated(t *testing.T) {
	spec := spec{header: header{width: 9, height: 7, depth: 8, color: rgbAlpha}, seed: 3, chunk: 60}
	file := spec.file(t)
	want, err := decode(file)
	if err != nil {
		t.Fatal(err)
	}
	const (
		behind = 4 + 4 + 12 // zlib's checksum, IDAT's, and IEND
		mark   = 10         // what ends the stream, at most
	)
	last := len(file) - behind
	for n := range file {
		got, faults, err := Decode(bytes.NewReader(file[:n]), DecodeOptions{})
		switch {
		case n < last-mark:
			if !errors.Is(err, fault.ErrDamaged) {
				t.Fatalf("%d of %d bytes: %v", n, len(file), err)
			}
		case n >= last && (err != nil || faults != BadEnd):
			t.Fatalf("%d of %d bytes: faults %b, %v", n, len(file), faults, err)
		}
		if err == nil {
			same(t, got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	file := spec{header: header{width: 30, height: 20, depth: 8, color: gray}}.file(t)
	if _, _, err := Decode(bytes.NewReader(file), DecodeOptions{MaxPixels: 599}); !errors.Is(err, fault.ErrTooLarge) {
		t.Errorf("600 pixels of 599: %v", err)
	}
	if _, _, err := Decode(bytes.NewReader(file), DecodeOptions{MaxPixels: 600}); err != nil {
		t.Errorf("600 pixels of 600: %v", err)
	}
	sides := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, math.MaxInt32), math.MaxInt32)
	endless := append([]byte(signature), chunkOf("IHDR", append(sides, 16, rgbAlpha, 0, 0, 0))...)
	endless = append(endless, file[len(endless):]...)
	if _, _, err := Decode(bytes.NewReader(endless), DecodeOptions{}); !errors.Is(err, fault.ErrTooLarge) {
		t.Errorf("more pixels than there are numbers for: %v", err)
	}
	broken := errors.New("broken")
	if _, _, err := Decode(io.MultiReader(bytes.NewReader(file[:50]), iotest.ErrReader(broken)), DecodeOptions{}); !errors.Is(err, broken) {
		t.Errorf("a broken reader: %v", err)
	}
	if _, _, err := Salvage(io.MultiReader(bytes.NewReader(file[:80]), iotest.ErrReader(broken)), DecodeOptions{}); !errors.Is(err, broken) {
		t.Errorf("a broken reader: %v", err)
	}
}

// TestSalvage cuts every kind of picture after some rows: those are there, and the others look missing.
func TestSalvage(t *testing.T) {
	for name, s := range kinds() {
		t.Run(name, func(t *testing.T) {
			s.width, s.height = 20, 12
			file := s.file(t)
			want, err := decode(file)
			if err != nil {
				t.Fatal(err)
			}
			const rows = 7
			s.content = func(raw []byte) []byte { return raw[:rows*len(raw)/12+1] }
			got, lost, err := Salvage(bytes.NewReader(s.file(t)), DecodeOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if lost != "the last 5 of 12 rows are missing" {
				t.Errorf("lost: %s", lost)
			}
			same(t, part(got, 0, rows), part(want, 0, rows))
			alpha := s.trns || s.color == grayAlpha || s.color == rgbAlpha || s.color == indexed
			for y := rows; y < 12; y++ {
				for x := range 20 {
					r, g, b, a := got.At(x, y).RGBA()
					missing := a == 0
					if !alpha {
						missing = a == 0xFFFF && r == 0x8080 && g == r && b == r
					}
					if !missing {
						t.Fatalf("pixel (%d, %d) is %v", x, y, got.At(x, y))
					}
				}
			}
		})
	}
}

func part(m image.Image, from, to int) image.Image {
	return m.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(image.Rect(0, from, m.Bounds().Dx(), to))
}

// TestSalvageFile damages a file as disks and networks do.
func TestSalvageFile(t *testing.T) {
	s := spec{header: header{width: 40, height: 30, depth: 8, color: rgb}, seed: 5, chunk: 200}
	file := s.file(t)
	want, err := decode(file)
	if err != nil {
		t.Fatal(err)
	}
	flip := func(i int) []byte {
		b := bytes.Clone(file)
		b[i] ^= 0x10
		return b
	}
	for name, tt := range map[string]struct {
		file []byte
		lost string
		rows int // that are right
	}{
		"cut off":             {file[:len(file)/2], "rows are missing", 10},
		"no end mark":         {file[:len(file)-12], "", 30},
		"wrong checksum":      {flip(len(file) - 13), "some pixels may be wrong", 30},
		"chunk of wrong kind": {flip(bytes.LastIndex(file, []byte("IDAT"))), "rows are missing", 20},
		"flipped bit":         {flip(len(file) / 2), "some pixels may be wrong", 5},
	} {
		t.Run(name, func(t *testing.T) {
			got, lost, err := Salvage(bytes.NewReader(tt.file), DecodeOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if (lost == "") != (tt.lost == "") || !strings.Contains(lost, tt.lost) {
				t.Errorf("lost: %q", lost)
			}
			same(t, part(got, 0, tt.rows), part(want, 0, tt.rows))
		})
	}
	for n := range bytes.Index(file, []byte("IDAT")) + 8 {
		if _, _, err := Salvage(bytes.NewReader(file[:n]), DecodeOptions{}); !errors.Is(err, fault.ErrDamaged) {
			t.Fatalf("%d bytes: %v", n, err)
		}
	}
}

// TestSalvagePasses: of an interlaced picture that is cut off the earlier passes fill the whole.
func TestSalvagePasses(t *testing.T) {
	s := spec{header: header{width: 64, height: 64, depth: 8, color: gray, interlaced: true}, seed: 5}
	want, err := decode(s.file(t))
	if err != nil {
		t.Fatal(err)
	}
	three := 0 // bytes of the first three passes
	for _, p := range s.passes()[:3] {
		three += p.height * (1 + p.width)
	}
	s.content = func(raw []byte) []byte { return raw[:three] }
	got, lost, err := Salvage(bytes.NewReader(s.file(t)), DecodeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if lost != "parts are coarse: only 3 of 7 passes are complete" {
		t.Errorf("lost: %s", lost)
	}
	for y := range 64 {
		for x := range 64 {
			if g, w := got.At(x, y), want.At(x&^3, y&^3); g != w {
				t.Fatalf("pixel (%d, %d) is %v, want %v of the third pass", x, y, g, w)
			}
		}
	}
}
