package codec_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// salvage reads what is left of a file, as resize does.
func salvage(b []byte) (m image.Image, lost string, err error) {
	h, err := codec.ReadDamagedHeader(bytes.NewReader(b), int64(len(b)), format.Limits{})
	if err != nil {
		return nil, "", err
	}
	return codec.Salvage(context.Background(), bytes.NewReader(b), int64(len(b)), h)
}

// checkSalvaged wants each pixel to be as it was or to look missing, and gives how many in a hundred are as they were.
func checkSalvaged(t *testing.T, got, want image.Image, alpha bool) int {
	t.Helper()
	imgtest.SameSize(t, got, want.Bounds().Dx(), want.Bounds().Dy())
	kept, all := 0, want.Bounds().Dx()*want.Bounds().Dy()
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			g := color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA)
			switch w := color.NRGBAModel.Convert(want.At(x, y)).(color.NRGBA); {
			case g == w:
				kept++
			case alpha && g.A != 0, !alpha && !isGray(g):
				t.Fatalf("pixel (%d, %d) is %v, was %v", x, y, g, w)
			}
		}
	}
	return 100 * kept / all
}

// isGrey is for inks, too, which are converted, and for palettes without room for a grey.
func isGray(c color.NRGBA) bool {
	return c.A == 0xFF && max(c.R, c.G, c.B)-min(c.R, c.G, c.B) <= 1 && c.R >= 0x7E && c.R <= 0x82
}

// directoryFirst moves the directory of a TIFF of one page before its strips, so that it survives a cut. What is before them ends at start.
func directoryFirst(b []byte) (file []byte, start int) {
	var o binary.ByteOrder = binary.LittleEndian
	if b[0] == 'M' {
		o = binary.BigEndian
	}
	var tags []imgtest.TIFFTag
	end := 8
	at := int(o.Uint32(b[4:]))
	values := map[uint16][]int{}
	for i := range int(o.Uint16(b[at:])) {
		e := b[at+2+12*i:]
		tag := imgtest.TIFFTag{Tag: o.Uint16(e), Kind: o.Uint16(e[2:]), Count: o.Uint32(e[4:])}
		count := int(tag.Count)
		size := map[uint16]int{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}[tag.Kind]
		from := e[8:]
		if size*count > 4 {
			from = b[o.Uint32(e[8:]):]
		}
		tag.Data = slices.Clone(from[:size*count])
		for k := range count {
			switch size {
			case 2:
				values[tag.Tag] = append(values[tag.Tag], int(o.Uint16(tag.Data[2*k:])))
			case 4:
				values[tag.Tag] = append(values[tag.Tag], int(o.Uint32(tag.Data[4*k:])))
			}
		}
		switch tag.Tag {
		case 273, 324:
			tag.Kind, tag.Data = 4, make([]byte, 4*count)
		}
		tags = append(tags, tag)
	}
	shift := len(imgtest.TIFFDirectory(o, 8, tags, 0))
	for _, tag := range tags {
		if tag.Tag == 273 || tag.Tag == 324 {
			for k, at := range values[tag.Tag] {
				o.PutUint32(tag.Data[4*k:], uint32(at+shift))
				end = max(end, at+append(values[279], values[325]...)[k])
			}
		}
	}
	head := slices.Clone(b[:8])
	o.PutUint32(head[4:], 8)
	return slices.Concat(head, imgtest.TIFFDirectory(o, 8, tags, 0), b[8:end]), 8 + shift
}

// TestSalvageTIFF cuts every kind in every layout: what is there is kept, and the rest looks missing.
func TestSalvageTIFF(t *testing.T) {
	for _, k := range tiffKinds() {
		for _, args := range tiffcpArgs(k.raw) {
			if strings.Contains(args, "separate") || strings.Contains(args, "-8") {
				continue // channels of their own are another matter
			}
			t.Run(strings.ReplaceAll(k.name, ",", "")+" "+args, func(t *testing.T) {
				b, start := directoryFirst(convert(t, "tiffcp", k.raw.Bytes(), strings.Fields(args)...))
				if got, lost, err := salvage(b); err != nil || lost != "" {
					t.Fatalf("whole: lost %q, %v", lost, err)
				} else if kept := checkSalvaged(t, got, k.want, false); kept < 100 {
					t.Fatalf("whole: %d %%", kept)
				}
				alpha := slices.Contains(k.raw.Extra, 1) || slices.Contains(k.raw.Extra, 2)
				for _, percent := range []int{30, 60, 90} { // of the pixels
					got, lost, err := salvage(b[:start+(len(b)-start)*percent/100])
					if errors.Is(err, fault.ErrDamaged) && percent == 30 && !strings.Contains(args, "none") {
						continue // no row of a single block's
					}
					if err != nil {
						t.Fatalf("%d %%: %v", percent, err)
					}
					if k.raw.Photometric == 3 && k.raw.Bits == 8 {
						continue // no room for a grey
					}
					if kept := checkSalvaged(t, got, k.want, alpha); kept < percent/8 || kept < 100 && !strings.Contains(lost, "missing") {
						t.Errorf("%d %%: %d %% are kept, lost %q", percent, kept, lost)
					}
				}
			})
		}
	}
}

// TestSalvageTIFFLost: what is said to be lost, and what is there.
func TestSalvageTIFFLost(t *testing.T) {
	m := imgtest.Picture(60, 48)
	var start int // of the last one's
	scene := func(args string) []byte {
		b, at := directoryFirst(convert(t, "tiffcp", sceneTIFF(m, 2, 3).Bytes(), strings.Fields(args)...))
		start = at
		return b
	}
	strips, one, tiles := scene("-c none -s -r 4"), scene("-c none -s -r 48"), scene("-c zip -t -w 16 -l 16")
	packed, planes, jpegs := scene("-c zip -s -r 8"), scene("-c none -p separate -s -r 16"), scene("-c jpeg:r:90 -s -r 16")
	flip := func(b []byte, at int) []byte {
		b = bytes.Clone(b)
		b[at] ^= 0xFF
		b[at+1] ^= 0xFF
		return b
	}
	for _, tt := range []struct {
		name string
		b    []byte
		lost string
		most int // percent that are kept, within ten
	}{
		{"strips", imgtest.Truncated(strips, 60), "5 of 12 strips are missing or damaged", 60},
		{"last strip", strips[:len(strips)-1], "1 of 12 strips is missing or damaged", 99},
		{"one strip", one[:len(one)-180*10-7], "the last 11 of 48 rows are missing", 77},
		{"tiles", imgtest.Truncated(tiles, 60), "of 12 tiles are missing or damaged", 60},
		{"flipped tile", flip(tiles, len(tiles)/2), "1 of 12 tiles is missing or damaged", 100},
		{"flipped strip", flip(packed, len(packed)/2), "1 of 6 strips is missing or damaged", 98},
		{"wrong checksum", flip(packed, len(packed)-3), "1 of 6 strips is missing or damaged", 100},
		{"JPEGs", imgtest.Truncated(jpegs, 80), "1 of 3 strips is missing or damaged", -1},
		{"planes", imgtest.Truncated(planes, 50), "of 9 strips are missing or damaged", -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := decode(tt.b); !errors.Is(err, fault.ErrDamaged) {
				t.Fatalf("unasked: %v", err)
			}
			got, lost, err := salvage(tt.b)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(lost, tt.lost) {
				t.Errorf("lost: %q, want %q", lost, tt.lost)
			}
			if tt.most < 0 {
				imgtest.SameSize(t, got, 60, 48)
				return
			}
			kept := 0
			for i := range 60 * 48 {
				if color.NRGBAModel.Convert(got.At(i%60, i/60)) == m.At(i%60, i/60) {
					kept++
				}
			}
			if kept = 100 * kept / (60 * 48); kept > tt.most || kept < tt.most-10 {
				t.Errorf("%d %% are kept", kept)
			}
		})
	}
	for name, b := range map[string][]byte{"only the directory": strips[:len(strips)-60*48*3], "half a row": one[:len(one)-60*48*3+90], "half a JPEG": jpegs[:start+100]} {
		if _, _, err := salvage(b); !errors.Is(err, fault.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSalvageTIFFPlanes: of a pixel that has lost some channels the others are kept; without its transparency it is opaque.
func TestSalvageTIFFPlanes(t *testing.T) {
	r := imgtest.RawTIFF{Width: 20, Height: 10, Photometric: 2, Bits: 8, Samples: 4, Extra: []uint16{2}, Planar: true,
		Sample: func(_, _, i int) uint32 { return uint32(50 + i) }}
	b, _ := directoryFirst(r.Bytes())
	for _, tt := range []struct {
		missing int // bytes
		at, to  color.NRGBA
		lost    string
	}{
		{100, color.NRGBA{50, 51, 52, 53}, color.NRGBA{50, 51, 52, 255}, "1 of 4 strips is missing or damaged"},
		{300, color.NRGBA{50, 51, 52, 255}, color.NRGBA{50, 51, 128, 255}, "2 of 4 strips are missing or damaged"},
		{700, color.NRGBA{50, 128, 128, 255}, color.NRGBA{}, "4 of 4 strips are missing or damaged"},
	} {
		m, lost, err := salvage(b[:len(b)-tt.missing])
		if err != nil {
			t.Fatal(err)
		}
		if lost != tt.lost || m.At(5, 4) != tt.at || m.At(5, 5) != tt.to {
			t.Errorf("without %d bytes: %v and %v, lost %q", tt.missing, m.At(5, 4), m.At(5, 5), lost)
		}
	}
}

// TestSalvageTIFFYCbCr: samples of colour that pixels share, and JPEGs of them.
func TestSalvageTIFFYCbCr(t *testing.T) {
	m := imgtest.Picture(64, 48)
	for _, args := range [][]string{{"-c", "none"}, {"-c", "zip"}, {"-c", "jpeg:90"}} {
		b := convert(t, "tiffcp", sceneTIFF(m, 2, 3).Bytes(), append(args, "-s", "-r", "16")...)
		if args[1] != "jpeg:90" {
			b = convert(t, "rgb2ycbcr", b, append(args, "-r", "16")...)
		}
		b, _ = directoryFirst(b)
		whole, err := decode(b)
		if err != nil {
			t.Fatal(err)
		}
		got, lost, err := salvage(imgtest.Truncated(b, 85))
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		if want := "of 3 strips is missing or damaged"; !strings.HasSuffix(lost, want) {
			t.Errorf("%v: lost %q", args, lost)
		}
		if _, ok := got.(*image.YCbCr); !ok {
			t.Errorf("%v: %T", args, got)
		}
		for y := range 32 {
			for x := range 64 {
				if got.At(x, y) != whole.At(x, y) {
					t.Fatalf("%v: pixel (%d, %d) is %v, want %v", args, x, y, got.At(x, y), whole.At(x, y))
				}
			}
		}
		if c := color.NRGBAModel.Convert(got.At(3, 47)).(color.NRGBA); !isGray(c) {
			t.Errorf("%v: a missing pixel is %v", args, c)
		}
	}
}

// FuzzSalvage: whatever the bytes are, there is a picture of the size that the header states or an error of a known kind.
func FuzzSalvage(f *testing.F) {
	for _, b := range samples(f) {
		f.Add(b)
		f.Add(imgtest.Truncated(b, 60))
	}
	for _, k := range tiffKinds() {
		k.raw.Width, k.raw.Height, k.raw.Planar = 9, 5, k.raw.Bits == 8
		b, _ := directoryFirst(k.raw.Bytes())
		f.Add(b[:len(b)-7])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := codec.ReadDamagedHeader(bytes.NewReader(b), int64(len(b)), format.Limits{Pixels: 1 << 18, Frames: 20})
		if err != nil || h.Format == format.AVIF || h.Format == format.HEIC { // of which nothing is salvaged
			return
		}
		m, lost, err := codec.Salvage(t.Context(), bytes.NewReader(b), int64(len(b)), h)
		switch {
		case err == nil && m.Bounds().Size() != image.Pt(h.Width, h.Height):
			t.Fatalf("%v of %+v, lost %q", m.Bounds(), h, lost)
		case err == nil:
			for i := range h.Width * h.Height { // every pixel has a colour
				_ = m.At(i%h.Width, i/h.Width)
			}
		case !errors.Is(err, fault.ErrDamaged) && !errors.Is(err, fault.ErrUnsupported) && !errors.Is(err, fault.ErrTooLarge):
			t.Fatal(fmt.Errorf("an error of no kind: %w", err))
		}
	})
}
