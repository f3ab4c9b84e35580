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
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

// convert has one of libtiff's tools make another file of b.
func convert(t *testing.T, tool string, b []byte, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		t.Skip(tool, " (Debian's libtiff-tools) is not installed: ", err)
	}
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.tif"), filepath.Join(dir, "out.tif")
	if err := os.WriteFile(in, b, 0o666); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command(path, append(args, in, out)...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", tool, args, err, text)
	}
	made, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// TestTIFFJPEG: JPEG in strips and tiles, with shared tables, in each colour model.
func TestTIFFJPEG(t *testing.T) {
	m := imgtest.Picture(150, 100)
	gray := imgtest.RawTIFF{Width: 150, Height: 100, Photometric: 1, Bits: 8, Samples: 1, Sample: func(x, y, _ int) uint32 { return uint32(x + y) }}
	want := image.NewGray(image.Rect(0, 0, 150, 100))
	for i := range want.Pix {
		want.Pix[i] = byte(i%150 + i/150)
	}
	for _, tt := range []struct {
		name string
		raw  imgtest.RawTIFF
		c    string
		want image.Image
		most float64 // mean difference
	}{
		{"YCbCr", codectest.SceneTIFF(m, 2, 3), "jpeg:95", m, 2},
		{"RGB", codectest.SceneTIFF(m, 2, 3), "jpeg:r:95", m, 2},
		{"grey", gray, "jpeg:95", want, 1},
	} {
		for _, layout := range []string{"-s -r 16", "-s -r 48", "-t -w 64 -l 32", "-t -w 256 -l 128", "-s -r 16 -B"} {
			t.Run(tt.name+" "+layout, func(t *testing.T) {
				b := convert(t, "tiffcp", tt.raw.Bytes(), append([]string{"-c", tt.c}, strings.Fields(layout)...)...)
				got, err := codectest.Decode(b)
				if err != nil {
					t.Fatal(err)
				}
				if d := imgtest.MeanDifference(t, got, tt.want); d > tt.most {
					t.Errorf("%T off by %.2f", got, d)
				}
				checkCuts(t, b)
			})
		}
	}
	for _, planes := range []string{"-s -r 16", "-t -w 64 -l 32"} {
		t.Run("planes "+planes, func(t *testing.T) {
			b := convert(t, "tiffcp", codectest.SceneTIFF(m, 2, 3).Bytes(), append([]string{"-c", "jpeg:r:95", "-p", "separate"}, strings.Fields(planes)...)...)
			got, err := codectest.Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			if d := imgtest.MeanDifference(t, got, m); d > 2 {
				t.Errorf("%T off by %.2f", got, d)
			}
		})
	}
	t.Run("CMYK", func(t *testing.T) {
		b := convert(t, "tiffcp", codectest.SceneTIFF(m, 5, 4).Bytes(), "-c", "jpeg:95", "-s", "-r", "16")
		got, err := codectest.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		c, ok := got.(*image.CMYK)
		if !ok {
			t.Fatalf("%T", got)
		}
		off := 0
		for i := range c.Pix {
			off += max(int(c.Pix[i])-int(m.Pix[i]), int(m.Pix[i])-int(c.Pix[i]))
		}
		if off > 3*len(c.Pix) {
			t.Errorf("ink is off by %d on average", off/len(c.Pix))
		}
	})
}

// checkCuts: cut anywhere, a file is damaged.
func checkCuts(t *testing.T, b []byte) {
	t.Helper()
	for n := 20; n < len(b); n += len(b)/40 + 1 {
		codectest.CheckTruncated(t, b, n)
	}
}

// TestTIFFYCbCr: brightness and colour without JPEG, whose pixels share samples of colour.
func TestTIFFYCbCr(t *testing.T) {
	m := imgtest.Picture(150, 101)
	for _, c := range []string{"none", "lzw", "zip", "packbits"} {
		for _, ratio := range []image.Point{{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}, {4, 2}} {
			t.Run(fmt.Sprint(c, ratio), func(t *testing.T) {
				b := convert(t, "rgb2ycbcr", codectest.SceneTIFF(m, 2, 3).Bytes(), "-c", c, "-h", fmt.Sprint(ratio.X), "-v", fmt.Sprint(ratio.Y), "-r", "16")
				got, err := codectest.Decode(b)
				if err != nil {
					t.Fatal(err)
				}
				if _, ok := got.(*image.YCbCr); !ok {
					t.Errorf("%T", got)
				}
				if d := imgtest.MeanDifference(t, got, m); d > 3 {
					t.Errorf("off by %.2f", d)
				}
				checkCuts(t, b)
			})
		}
	}
}

// TestTIFFPages: the first page is the first picture that is none of reduced size and no mask; such ones are not counted.
func TestTIFFPages(t *testing.T) {
	page := func(w, h int, subfile uint32) imgtest.RawTIFF {
		r := codectest.SceneTIFF(imgtest.Picture(w, h), 2, 3)
		if subfile != 0 {
			r.Tags = append(r.Tags, imgtest.Longs(binary.LittleEndian, 254, subfile))
		}
		return r
	}
	for _, tt := range []struct {
		name         string
		pages        []imgtest.RawTIFF
		width, count int
	}{
		{"one", []imgtest.RawTIFF{page(40, 30, 0)}, 40, 1},
		{"three", []imgtest.RawTIFF{page(40, 30, 0), page(20, 10, 0), page(30, 30, 2)}, 40, 3},
		{"thumbnail first", []imgtest.RawTIFF{page(8, 6, 1), page(40, 30, 0)}, 40, 1},
		{"thumbnail behind", []imgtest.RawTIFF{page(40, 30, 0), page(8, 6, 1), page(4, 3, 1)}, 40, 1},
		{"mask behind", []imgtest.RawTIFF{page(40, 30, 0), page(40, 30, 4)}, 40, 1},
		{"nothing but a thumbnail", []imgtest.RawTIFF{page(8, 6, 1)}, 8, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := imgtest.Pages(tt.pages...)
			h, err := codectest.ReadHeader(b)
			if err != nil || h.Width != tt.width || h.Pages != tt.count {
				t.Fatalf("%+v, %v", h, err)
			}
			got, err := codectest.Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			imgtest.SameImage(t, got, imgtest.Picture(h.Width, h.Height), 0)
		})
	}
}

// TestTIFFRefused lists what is refused, and in which words.
func TestTIFFRefused(t *testing.T) {
	le := binary.LittleEndian
	shorts := func(tag uint16, values ...uint16) imgtest.TIFFTag { return imgtest.Shorts(le, tag, values...) }
	longs := func(tag uint16, values ...uint32) imgtest.TIFFTag { return imgtest.Longs(le, tag, values...) }
	with := func(photometric, samples int, tags ...imgtest.TIFFTag) []byte {
		r := codectest.SceneTIFF(imgtest.Picture(20, 10), photometric, samples)
		r.Tags = tags
		return r.Bytes()
	}
	for _, tt := range []struct {
		name string
		b    []byte
		kind error
		text string
	}{
		{"32 bits", with(1, 1, shorts(258, 32)), fault.ErrUnsupported, "TIFF pictures with 32 bits per channel are not supported by this build"},
		{"floating point", with(1, 1, shorts(258, 32), shorts(339, 3)), fault.ErrUnsupported, "TIFF pictures with floating-point samples are not supported by this build"},
		{"signed", with(1, 1, shorts(339, 2)), fault.ErrUnsupported, "TIFF pictures with signed samples are not supported by this build"},
		{"5, 6 and 5 bits", with(2, 3, shorts(258, 5, 6, 5)), fault.ErrUnsupported, "TIFF pictures whose channels differ in bits are not supported by this build"},
		{"no bits", with(1, 1, shorts(258, 0)), fault.ErrDamaged, "damaged: channels without bits"},
		{"no channels", with(1, 1, shorts(277, 0)), fault.ErrDamaged, "damaged: pixels without channels"},
		{"65,535 channels", with(1, 1, shorts(277, 65535)), fault.ErrUnsupported, "TIFF pictures with 65535 channels are not supported by this build"},
		{"RGB of one channel", with(2, 1), fault.ErrDamaged, "damaged: the number of channels is 1, but the color model has 3"},
		{"Lab", with(8, 3), fault.ErrUnsupported, "TIFF pictures with the color model CIE L*a*b* are not supported by this build"},
		{"other inks", with(5, 4, shorts(332, 2)), fault.ErrUnsupported, "TIFF pictures in separated colors other than CMYK are not supported by this build"},
		{"predictor of floating point", with(1, 1, shorts(259, 5), shorts(317, 3)), fault.ErrUnsupported, "TIFF pictures with floating-point samples are not supported by this build"},
		{"unknown predictor", with(1, 1, shorts(259, 5), shorts(317, 7)), fault.ErrUnsupported, "TIFF pictures with predictor 7 are not supported by this build"},
		{"Zstandard", with(1, 1, shorts(259, 50000)), fault.ErrUnsupported, "TIFF pictures with Zstandard compression are not supported by this build"},
		{"transparent CMYK", func() []byte {
			r := codectest.SceneTIFF(imgtest.Picture(20, 10), 5, 5)
			r.Sample, r.Extra = func(int, int, int) uint32 { return 9 }, []uint16{2}
			return r.Bytes()
		}(), fault.ErrUnsupported, "TIFF pictures with transparency in this color model are not supported by this build"},
		{"colour sampled in 3 × 1", with(6, 3, shorts(530, 3, 1)), fault.ErrUnsupported, "TIFF pictures with chroma subsampling of 3 × 1 are not supported by this build"},
		{"no strips", with(1, 1, longs(273)), fault.ErrDamaged, "damaged: 0 strips or tiles of 1"},
		{"too few strips", with(1, 1, longs(278, 2), longs(273, 8, 48), longs(279, 40, 40)), fault.ErrDamaged, "damaged: 2 strips or tiles of 5"},
		{"LogLuv", with(32845, 3), fault.ErrUnsupported, "TIFF pictures with the color model SGI LogLuv are not supported by this build"},
		{"mask", with(4, 1), fault.ErrUnsupported, "TIFF pictures that are transparency masks are not supported by this build"},
		{"a model of a company's", with(40000, 1), fault.ErrUnsupported, "TIFF pictures with color model 40000 are not supported by this build"},
		{"raw without a pattern", with(34892, 3), fault.ErrUnsupported, "camera raw pictures are not supported by this build"},
		{"strip behind the end", with(1, 1, longs(273, 1<<31)), fault.ErrDamaged, "damaged: strip or tile 1 lies outside the file"},
		{"short strip", with(1, 1, longs(279, 199)), fault.ErrDamaged, "damaged: strip 1 of 1 is too short"},
		{"tiles of 2 G", with(1, 1, longs(322, 1<<31), longs(323, 16), longs(324, 8), longs(325, 200)), fault.ErrDamaged, "damaged: tiles of 2147483648 × 16 pixels"},
		{"tiles of nothing", with(1, 1, longs(322, 0), longs(323, 16), longs(324, 8), longs(325, 200)), fault.ErrDamaged, "damaged: tiles of 0 × 16 pixels"},
		{"palette without colours", with(3, 1), fault.ErrDamaged, "damaged: a palette of 0 values, not 768"},
		{"LZW of nothing", with(1, 1, shorts(259, 5)), fault.ErrDamaged, ""},
		{"deflate of nothing", with(1, 1, shorts(259, 8)), fault.ErrDamaged, ""},
		{"JPEG of nothing", with(1, 1, shorts(259, 7)), fault.ErrDamaged, "damaged: strip or tile 1 is not a JPEG"},
		{"BigTIFF with other offsets", []byte("II+\x00\x04\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00"), fault.ErrUnsupported, "BigTIFF pictures with offsets of 4 bytes are not supported by this build"},
		{"BigTIFF that is cut", []byte("MM\x00+\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10"), fault.ErrDamaged, "damaged: unexpected end of file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := codectest.Decode(tt.b)
			if !errors.Is(err, tt.kind) || tt.text != "" && err.Error() != tt.text {
				t.Errorf("error is %v, want %q", err, tt.text)
			}
		})
	}
}

// TestTIFFChecksum: a bit that has changed in a compressed strip is damage even where it still decodes.
func TestTIFFChecksum(t *testing.T) {
	var buf bytes.Buffer
	if err := codec.Encode(&buf, imgtest.Picture(60, 40), format.TIFF, format.Options{}); err != nil {
		t.Fatal(err)
	}
	b := buf.Bytes()
	missed := 0
	for i := 10; i < int(binary.LittleEndian.Uint32(b[4:])-1); i++ { // behind the stream's first two bytes, before the directory
		changed := bytes.Clone(b)
		changed[i] ^= 4
		if _, err := codectest.Decode(changed); !errors.Is(err, fault.ErrDamaged) {
			missed++
		}
	}
	if missed > 0 {
		t.Errorf("%d changed bits were not noticed", missed)
	}
}
