package tiff_test

import (
	"bytes"
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

// TestSalvageTIFF cuts every kind in every layout: what is there is kept, and the rest looks missing.
func TestSalvageTIFF(t *testing.T) {
	for _, k := range tiffKinds() {
		for _, args := range tiffcpArgs(k.raw) {
			if strings.Contains(args, "separate") || strings.Contains(args, "-8") {
				continue // channels of their own are another matter
			}
			t.Run(strings.ReplaceAll(k.name, ",", "")+" "+args, func(t *testing.T) {
				b, start := codectest.DirectoryFirst(convert(t, "tiffcp", k.raw.Bytes(), strings.Fields(args)...))
				if got, lost, err := codectest.Salvage(b); err != nil || lost != "" {
					t.Fatalf("whole: lost %q, %v", lost, err)
				} else if kept := codectest.CheckSalvaged(t, got, k.want, false); kept < 100 {
					t.Fatalf("whole: %d %%", kept)
				}
				alpha := slices.Contains(k.raw.Extra, 1) || slices.Contains(k.raw.Extra, 2)
				for _, percent := range []int{30, 60, 90} { // of the pixels
					got, lost, err := codectest.Salvage(b[:start+(len(b)-start)*percent/100])
					if errors.Is(err, fault.ErrDamaged) && percent == 30 && !strings.Contains(args, "none") {
						continue // no row of a single block's
					}
					if err != nil {
						t.Fatalf("%d %%: %v", percent, err)
					}
					if k.raw.Photometric == 3 && k.raw.Bits == 8 {
						continue // no room for a grey
					}
					if kept := codectest.CheckSalvaged(t, got, k.want, alpha); kept < percent/8 || kept < 100 && !strings.Contains(lost, "missing") {
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
		b, at := codectest.DirectoryFirst(convert(t, "tiffcp", codectest.SceneTIFF(m, 2, 3).Bytes(), strings.Fields(args)...))
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
			if _, err := codectest.Decode(tt.b); !errors.Is(err, fault.ErrDamaged) {
				t.Fatalf("unasked: %v", err)
			}
			got, lost, err := codectest.Salvage(tt.b)
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
		if _, _, err := codectest.Salvage(b); !errors.Is(err, fault.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSalvageTIFFPlanes: of a pixel that has lost some channels the others are kept; without its transparency it is opaque.
func TestSalvageTIFFPlanes(t *testing.T) {
	r := imgtest.RawTIFF{Width: 20, Height: 10, Photometric: 2, Bits: 8, Samples: 4, Extra: []uint16{2}, Planar: true,
		Sample: func(_, _, i int) uint32 { return uint32(50 + i) }}
	b, _ := codectest.DirectoryFirst(r.Bytes())
	for _, tt := range []struct {
		missing int // bytes
		at, to  color.NRGBA
		lost    string
	}{
		{100, color.NRGBA{50, 51, 52, 53}, color.NRGBA{50, 51, 52, 255}, "1 of 4 strips is missing or damaged"},
		{300, color.NRGBA{50, 51, 52, 255}, color.NRGBA{50, 51, 128, 255}, "2 of 4 strips are missing or damaged"},
		{700, color.NRGBA{50, 128, 128, 255}, color.NRGBA{}, "4 of 4 strips are missing or damaged"},
	} {
		m, lost, err := codectest.Salvage(b[:len(b)-tt.missing])
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
		b := convert(t, "tiffcp", codectest.SceneTIFF(m, 2, 3).Bytes(), append(args, "-s", "-r", "16")...)
		if args[1] != "jpeg:90" {
			b = convert(t, "rgb2ycbcr", b, append(args, "-r", "16")...)
		}
		b, _ = codectest.DirectoryFirst(b)
		whole, err := codectest.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		got, lost, err := codectest.Salvage(imgtest.Truncated(b, 85))
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
		if c := color.NRGBAModel.Convert(got.At(3, 47)).(color.NRGBA); !codectest.IsGray(c) {
			t.Errorf("%v: a missing pixel is %v", args, c)
		}
	}
}

// FuzzSalvage is codec's, for all kinds of TIFF.
func FuzzSalvage(f *testing.F) {
	for _, k := range tiffKinds() {
		k.raw.Width, k.raw.Height, k.raw.Planar = 9, 5, k.raw.Bits == 8
		b, _ := codectest.DirectoryFirst(k.raw.Bytes())
		f.Add(b[:len(b)-7])
	}
	f.Fuzz(codectest.FuzzedSalvage)
}
