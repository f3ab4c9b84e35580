package tiff_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// tiffLongs finds the LONG values of a little-endian TIFF's tags: where they are in the file.
func tiffLongs(b []byte, tags ...uint16) []int {
	le := binary.LittleEndian
	at := int(le.Uint32(b[4:]))
	var out []int
	for i := range int(le.Uint16(b[at:])) {
		e := at + 2 + 12*i
		if !slices.Contains(tags, le.Uint16(b[e:])) || le.Uint16(b[e+2:]) != 4 {
			continue
		}
		first := int(le.Uint32(b[e+8:]))
		if le.Uint32(b[e+4:]) == 1 {
			first = e + 8
		}
		for k := range int(le.Uint32(b[e+4:])) {
			out = append(out, first+4*k)
		}
	}
	return out
}

// TestTIFFLengths: a strip that is whole is read whatever its length is said to be, in every compression; one that holds less than its
// rows is damage.
func TestTIFFLengths(t *testing.T) {
	tiffcp, err := exec.LookPath("tiffcp")
	if err != nil {
		t.Skip("tiffcp (Debian's libtiff-tools) is not installed: ", err)
	}
	le := binary.LittleEndian
	for _, k := range tiffKinds() {
		if k.name != "bilevel" && k.name != "RGB" {
			continue
		}
		dir := t.TempDir()
		in, out := filepath.Join(dir, "in.tif"), filepath.Join(dir, "out.tif")
		if err := os.WriteFile(in, k.raw.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		for _, args := range tiffcpArgs(k.raw) {
			if !strings.Contains(args, "-L") || strings.Contains(args, "-8") {
				continue
			}
			if text, err := exec.Command(tiffcp, append(strings.Fields(args), in, out)...).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			b, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(k.name+" "+args, func(t *testing.T) {
				counts, offsets := tiffLongs(b, 279, 325), tiffLongs(b, 273, 324)
				for i, at := range counts {
					n, from := le.Uint32(b[at:]), le.Uint32(b[offsets[i]:])
					for _, stated := range []uint32{0, n / 8, 1 << 31} {
						wrong := bytes.Clone(b)
						le.PutUint32(wrong[at:], stated)
						codectest.CheckWhole(t, wrong, k.want, format.FlawLengths)
					}
					// The codes behind a fax's last row may be more than half of it.
					cut := append(bytes.Clone(b), b[from:from+n/8]...)
					le.PutUint32(cut[offsets[i]:], uint32(len(b)))
					for _, stated := range []uint32{0, n / 8, n} {
						le.PutUint32(cut[at:], stated)
						if _, err := codectest.Decode(cut); !errors.Is(err, fault.ErrDamaged) {
							t.Fatalf("%d bytes of %d, stated as %d: %v", n/8, n, stated, err)
						}
					}
				}
			})
		}
	}
}

// TestTIFFPixelsWhole: all pixels are there, and something else is wrong.
func TestTIFFPixelsWhole(t *testing.T) {
	le := binary.LittleEndian
	m := imgtest.Picture(20, 10)
	with := func(tags ...imgtest.TIFFTag) imgtest.RawTIFF {
		r := codectest.SceneTIFF(m, 2, 3)
		r.Tags = tags
		return r
	}
	longs := func(tag uint16, values ...uint32) imgtest.TIFFTag { return imgtest.Longs(le, tag, values...) }
	next := func(b []byte, to uint32) []byte { // of the only directory
		at := le.Uint32(b[4:])
		le.PutUint32(b[at+2+12*uint32(le.Uint16(b[at:])):], to)
		return b
	}
	plain := with().Bytes()
	dir := le.Uint32(plain[4:])
	strips := []imgtest.TIFFTag{longs(273, 8, 8+240, 8+480), longs(279, 240, 240, 120)}
	far := func(kind uint16) imgtest.TIFFTag { // whose values lie far outside
		return imgtest.TIFFTag{Tag: 282, Kind: kind, Count: 1 << 30, Data: make([]byte, 8)}
	}
	for _, tt := range []struct {
		name  string
		b     []byte
		flaws format.Flaws
	}{
		{"next directory is itself", next(bytes.Clone(plain), dir), format.FlawPages},
		{"next directory behind the end", next(bytes.Clone(plain), 1<<31), format.FlawPages},
		{"next directory is the head", next(bytes.Clone(plain), 1), format.FlawPages},
		{"next directory is pixels", next(bytes.Clone(plain), 100), format.FlawPages},
		{"next directory is zeros", next(append(bytes.Clone(plain), make([]byte, 50)...), uint32(len(plain))), format.FlawPages},
		{"second page is cut", imgtest.Pages(with(), with())[:len(plain)+300], format.FlawPages},
		{"two pages", imgtest.Pages(with(), with()), 0},
		{"lengths of no values", with(longs(279)).Bytes(), format.FlawLengths},
		{"lengths of another type", with(imgtest.TIFFTag{Tag: 279, Kind: 5, Count: 1, Data: make([]byte, 8)}).Bytes(), format.FlawLengths},
		{"length of 1", with(longs(279, 1)).Bytes(), format.FlawLengths},
		{"length far too large", with(longs(279, 1<<31)).Bytes(), format.FlawLengths},
		{"length a little too large", with(longs(279, 610)).Bytes(), 0},
		{"one strip that states fewer rows", with(longs(278, 3)).Bytes(), format.FlawLengths},
		{"one strip without rows", with(longs(278)).Bytes(), 0},
		{"one strip of many rows", with(longs(278, 1<<32-1)).Bytes(), 0},
		{"strips", with(append(strips, longs(278, 4))...).Bytes(), 0},
		{"strips without rows", with(append(strips, longs(278))...).Bytes(), format.FlawLengths},
		{"one length of three strips", with(strips[0], longs(279, 240), longs(278, 4)).Bytes(), format.FlawLengths},
		{"resolution outside the file", with(far(5)).Bytes(), 0},
		{"tag of an unknown type", with(far(99)).Bytes(), 0},
		{"broken EXIF directory", with(longs(34665, 1<<31), longs(34853, 3)).Bytes(), 0},
		{"odd offsets", oddTIFF(with()), 0},
		{"tags out of order", shuffledTIFF(with(longs(254, 0)).Bytes()), 0},
		{"trailing bytes", append(bytes.Clone(plain), "rubbish"...), 0},
	} {
		t.Run(tt.name, func(t *testing.T) { codectest.CheckWhole(t, tt.b, m, tt.flaws) })
	}
	t.Run("thumbnail first, tags out of order", func(t *testing.T) {
		thumb := codectest.SceneTIFF(imgtest.Picture(8, 6), 2, 3)
		thumb.Tags = []imgtest.TIFFTag{longs(254, 1)}
		codectest.CheckWhole(t, shuffledTIFF(imgtest.Pages(thumb, with())), m, 0)
	})
	t.Run("deflate without its checksum", func(t *testing.T) {
		b, _ := codectest.DirectoryFirst(convert(t, "tiffcp", plain, "-c", "zip", "-s", "-r", "10"))
		for n := range 4 {
			codectest.CheckWhole(t, b[:len(b)-1-n], m, format.FlawEnd|format.FlawLengths)
		}
		if _, err := codectest.Decode(b[:len(b)-5]); !errors.Is(err, fault.ErrDamaged) {
			t.Errorf("cut before the checksum: %v", err)
		}
	})
	t.Run("thumbnail first, then nothing", func(t *testing.T) {
		b := next(with(longs(254, 1)).Bytes(), 1<<31)
		if _, err := codectest.Decode(b); !errors.Is(err, fault.ErrDamaged) {
			t.Errorf("the picture may be behind the damage: %v", err)
		}
	})
}

// TestTIFFUnstated: what tags do not say is what most programs take it for.
func TestTIFFUnstated(t *testing.T) {
	le := binary.LittleEndian
	without := func(r imgtest.RawTIFF, tag uint16) []byte { // under a number that says nothing
		b := r.Bytes()
		at := int(le.Uint32(b[4:]))
		for i := range int(le.Uint16(b[at:])) {
			if e := b[at+2+12*i:]; le.Uint16(e) == tag {
				le.PutUint16(e, 60000)
			}
		}
		return b
	}
	m := imgtest.Picture(20, 10)
	rgb := codectest.SceneTIFF(m, 2, 3)
	colors := imgtest.RawTIFF{Width: 6, Height: 2, Photometric: 3, Bits: 8, Samples: 1, Sample: func(x, y, _ int) uint32 { return uint32(x+y) % 3 },
		ColorMap: make([]uint16, 3*256)}
	few := colors
	few.ColorMap = []uint16{10 << 8, 20 << 8, 30 << 8, 40 << 8, 50 << 8, 60 << 8, 70 << 8, 80 << 8, 90 << 8}
	for i := range 9 {
		colors.ColorMap[i/3*256+i%3] = few.ColorMap[i]
	}
	outside := few
	outside.Sample = func(int, int, int) uint32 { return 3 }
	image := func(b []byte) image.Image {
		m, err := codectest.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	codectest.CheckWhole(t, without(rgb, 262), m, 0)
	codectest.CheckWhole(t, without(rgb, 277), m, 0)
	codectest.CheckWhole(t, without(rgb, 284), m, 0)
	codectest.CheckWhole(t, without(rgb, 278), m, 0)
	codectest.CheckWhole(t, without(rgb, 259), m, 0)
	codectest.CheckWhole(t, few.Bytes(), image(colors.Bytes()), 0)
	jpeg := convert(t, "tiffcp", rgb.Bytes(), "-c", "jpeg:95", "-s", "-r", "16")
	unsaid := bytes.Clone(jpeg)
	at := int(le.Uint32(jpeg[4:]))
	for i := range int(le.Uint16(jpeg[at:])) {
		if e := unsaid[at+2+12*i:]; le.Uint16(e) == 262 || le.Uint16(e) == 530 {
			le.PutUint16(e, 60000)
		}
	}
	codectest.CheckWhole(t, unsaid, image(jpeg), 0)
	if _, err := codectest.Decode(outside.Bytes()); !errors.Is(err, fault.ErrDamaged) {
		t.Errorf("a pixel without a color: %v", err)
	}
}

// oddTIFF puts a byte before everything, so that all offsets are odd.
func oddTIFF(r imgtest.RawTIFF) []byte {
	le := binary.LittleEndian
	b := r.Bytes()
	moved := slices.Concat(b[:8], []byte{0}, b[8:])
	le.PutUint32(moved[4:], le.Uint32(b[4:])+1)
	at := int(le.Uint32(moved[4:]))
	for i := range int(le.Uint16(moved[at:])) {
		e := moved[at+2+12*i:]
		size := map[uint16]uint32{3: 2, 4: 4}[le.Uint16(e[2:])]
		if le.Uint16(e) == 273 || size*le.Uint32(e[4:]) > 4 {
			le.PutUint32(e[8:], le.Uint32(e[8:])+1)
		}
	}
	return moved
}

// shuffledTIFF reverses the tags of the first directory.
func shuffledTIFF(b []byte) []byte {
	le := binary.LittleEndian
	at := int(le.Uint32(b[4:]))
	n := int(le.Uint16(b[at:]))
	entries := bytes.Clone(b[at+2 : at+2+12*n])
	for i := range n {
		copy(b[at+2+12*i:], entries[12*(n-1-i):][:12])
	}
	return b
}

// TestTIFFNoExtraSamples: without ExtraSamples the channel behind light is transparency that colors are not multiplied by.
func TestTIFFNoExtraSamples(t *testing.T) {
	for _, tt := range []struct {
		photometric, colors, more int
		alpha                     bool
		extras                    format.Extras
	}{
		{2, 3, 1, true, 0}, {1, 1, 1, true, 0}, {0, 1, 1, true, 0},
		{2, 3, 2, true, format.MoreChannels}, {1, 1, 2, true, format.MoreChannels}, {5, 4, 1, false, format.MoreChannels},
	} {
		for _, bits := range []int{8, 16} {
			for _, planar := range []bool{false, true} {
				t.Run(fmt.Sprint(tt, bits, planar), func(t *testing.T) {
					r := imgtest.RawTIFF{Width: 9, Height: 7, Photometric: tt.photometric, Bits: bits, Samples: tt.colors + tt.more, Planar: planar,
						Sample: func(x, y, i int) uint32 { return uint32(x*20 + y*7 + i*11) }}
					said := r
					said.Extra = []uint16{2}
					if !tt.alpha {
						said.Extra = []uint16{0}
					}
					said.Extra = append(said.Extra, make([]uint16, tt.more-1)...)
					want, err := codectest.Decode(said.Bytes())
					if err != nil {
						t.Fatal(err)
					}
					h, got := codectest.Decoded(t, r.Bytes())
					if h.Alpha != tt.alpha || h.Extras != tt.extras || fmt.Sprintf("%T", got) != fmt.Sprintf("%T", want) {
						t.Errorf("%+v, a %T, want a %T", h, got, want)
					}
					imgtest.SameImage(t, got, want, 0)
				})
			}
		}
	}
	for _, bits := range []int{8, 16} {
		r := imgtest.RawTIFF{Width: 2, Height: 2, Photometric: 2, Bits: bits, Samples: 4,
			Sample: func(_, _, i int) uint32 { return uint32(3-i) * 50 }}
		m, err := codectest.Decode(r.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if _, _, _, a := m.At(1, 1).RGBA(); a != 0xFFFF {
			t.Errorf("%d bits: a channel without content makes alpha %d", bits, a)
		}
	}
}
