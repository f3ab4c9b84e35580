package tiff_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// tiffPictures are one of each kind that is written.
func tiffPictures(w, h int) map[string]image.Image {
	gray := image.NewGray16(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			gray.SetGray16(x, y, color.Gray16{Y: uint16(x*2557 + y*911)})
		}
	}
	deep := imgtest.Deep(w, h)
	clear := imgtest.Deep(w, h)
	for y := range h {
		for x := range w {
			clear.Pix[clear.PixOffset(x, y)+6] = byte(x * 5)
		}
	}
	veil, deepVeil := imgtest.Translucent(w, h), image.NewNRGBA64(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v, at := gray.Gray16At(x, y).Y, veil.PixOffset(x, y)
			veil.Pix[at], veil.Pix[at+1], veil.Pix[at+2] = uint8(v>>8), uint8(v>>8), uint8(v>>8)
			deepVeil.SetNRGBA64(x, y, color.NRGBA64{R: v, G: v, B: v, A: uint16(x)*257 ^ 3})
		}
	}
	return map[string]image.Image{
		"grey with alpha": veil, "grey with alpha of 16 bits": deepVeil,
		"grey": imgtest.Gray(w, h), "grey of 16 bits": gray, "RGB": imgtest.Picture(w, h), "RGB of 16 bits": deep,
		"RGBA": imgtest.Translucent(w, h), "RGBA of 16 bits": clear,
	}
}

// bigEndianBlocks have EXIF whose byte order the whole file takes.
func bigEndianBlocks() metadata.Set {
	return metadata.Set{EXIF: imgtest.Camera{Order: binary.BigEndian, Orientation: 1, Width: 9, Height: 9}.EXIF()}
}

// TestTIFFExact: what is written is read back to the bit, in both byte orders and in sizes that fill no strip.
func TestTIFFExact(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {3, 2}, {17, 31}, {1, 300}, {400, 260}} {
		for name, m := range tiffPictures(size.X, size.Y) {
			for order, blocks := range map[string]metadata.Set{"little": {}, "big": bigEndianBlocks()} {
				t.Run(fmt.Sprint(name, size, order), func(t *testing.T) {
					b := encodedTIFF(t, m, blocks)
					got, err := codectest.Decode(b)
					if err != nil {
						t.Fatal(err)
					}
					if !same(got, m) {
						t.Errorf("%T differs from the %T that was written", got, m)
					}
				})
			}
		}
	}
}

// same compares pictures of these kinds, without gaps between their rows; reflection takes seconds for it.
func same(a, b image.Image) bool {
	pix := func(m image.Image) []byte {
		switch m := m.(type) {
		case *image.Gray:
			return m.Pix
		case *image.Gray16:
			return m.Pix
		case *image.NRGBA:
			return m.Pix
		case *image.NRGBA64:
			return m.Pix
		}
		return nil
	}
	return reflect.TypeOf(a) == reflect.TypeOf(b) && a.Bounds() == b.Bounds() && pix(a) != nil && bytes.Equal(pix(a), pix(b))
}

func encodedTIFF(t testing.TB, m image.Image, blocks metadata.Set) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := codec.Encode(&buf, m, format.TIFF, format.Options{Metadata: blocks}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestTIFFReaders has libtiff read what we write: it complains of nothing, and sees the same pixels.
func TestTIFFReaders(t *testing.T) {
	blocks := bigEndianBlocks()
	blocks.ICC, blocks.XMP, blocks.IPTC = imgtest.Profile("RGB ", 500), []byte("<x:xmpmeta/>"), []byte("\x1c\x02\x50\x00\x03Ann")
	for name, m := range tiffPictures(120, 90) {
		for order, blocks := range map[string]metadata.Set{"little": {ICC: blocks.ICC, XMP: blocks.XMP, IPTC: blocks.IPTC}, "big": blocks} {
			t.Run(name+" "+order, func(t *testing.T) {
				if strings.HasPrefix(name, "grey") {
					blocks.ICC = imgtest.GrayProfile(2.2)
				}
				b := encodedTIFF(t, m, blocks)
				if h, err := codectest.ReadHeader(b); err != nil || h.Gray != strings.HasPrefix(name, "grey") {
					t.Errorf("header %+v, %v", h, err)
				}
				plain := convert(t, "tiffcp", b, "-c", "none", "-r", "10")
				got, err := codectest.Decode(plain)
				if err != nil {
					t.Fatal(err)
				}
				if !reflect.DeepEqual(got, m) {
					t.Errorf("libtiff sees another picture")
				}
				path := filepath.Join(t.TempDir(), "a.tif")
				if err := os.WriteFile(path, b, 0o666); err != nil {
					t.Fatal(err)
				}
				out, err := exec.Command("tiffinfo", path).CombinedOutput()
				if err != nil || strings.Contains(string(out), "Warning") || strings.Contains(string(out), "Error") {
					t.Errorf("tiffinfo: %v\n%s", err, out)
				}
			})
		}
	}
}

// richEXIF is a block with all directories that EXIF has, descriptions, and a maker's note.
func richEXIF(order binary.ByteOrder) []byte {
	interop := []imgtest.TIFFTag{imgtest.Text(1, "R98"), {Tag: 2, Kind: 7, Count: 4, Data: []byte("0100")}}
	rational := func(tag uint16, values ...uint32) imgtest.TIFFTag {
		r := imgtest.Longs(order, tag, values...)
		r.Kind, r.Count = 5, r.Count/2
		return r
	}
	exif := []imgtest.TIFFTag{
		rational(33434, 1, 250), rational(33437, 28, 10), imgtest.Shorts(order, 34855, 400), imgtest.Text(36867, "2024:05:06 07:08:09"),
		{Tag: 37500, Kind: 7, Count: 300, Data: bytes.Repeat([]byte("note"), 75)}, imgtest.Text(42036, "50mm F1.8"),
	}
	gps := []imgtest.TIFFTag{imgtest.Text(1, "N"), rational(2, 48, 1, 12, 1, 30, 1), imgtest.Text(3, "E"), rational(4, 16, 1, 22, 1, 0, 1)}
	main := []imgtest.TIFFTag{
		imgtest.Text(270, "A view"), imgtest.Text(271, "Testcam"), imgtest.Text(272, "One"), imgtest.Shorts(order, 274, 1), rational(282, 300, 1), rational(283, 300, 1),
		imgtest.Shorts(order, 296, 2), imgtest.Text(305, "Firmware 7"), imgtest.Text(306, "2024:05:06 07:08:09"), imgtest.Text(315, "Ann"), imgtest.Shorts(order, 531, 1),
		imgtest.Text(33432, "© Ann"), imgtest.Longs(order, 34665, 0), imgtest.Longs(order, 34853, 0),
	}
	build := func(interopAt, exifAt, gpsAt uint32) (all []byte, a, b, c int) {
		e := append(append([]imgtest.TIFFTag(nil), exif...), imgtest.Longs(order, 40965, interopAt))
		main[len(main)-2], main[len(main)-1] = imgtest.Longs(order, 34665, exifAt), imgtest.Longs(order, 34853, gpsAt)
		out := []byte("II*\x00\x08\x00\x00\x00")
		if order == binary.ByteOrder(binary.BigEndian) {
			out = []byte("MM\x00*\x00\x00\x00\x08")
		}
		out = append(out, imgtest.TIFFDirectory(order, 8, main, 0)...)
		b = len(out)
		out = append(out, imgtest.TIFFDirectory(order, b, e, 0)...)
		c = len(out)
		out = append(out, imgtest.TIFFDirectory(order, c, gps, 0)...)
		a = len(out)
		return append(out, imgtest.TIFFDirectory(order, a, interop, 0)...), a, b, c
	}
	_, a, b, c := build(0, 0, 0)
	all, _, _, _ := build(uint32(a), uint32(b), uint32(c))
	return all
}

// TestTIFFEXIF: EXIF goes into a TIFF's own directory and comes out of it whole, without what describes the pixels.
func TestTIFFEXIF(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			in := metadata.Set{EXIF: richEXIF(order), ICC: imgtest.Profile("RGB ", 501), XMP: []byte("<x:xmpmeta/>"), IPTC: []byte("\x1c\x02\x50\x00\x03Ann")}
			b := encodedTIFF(t, imgtest.Picture(40, 30), in)
			got := blocksOf(t, b)
			if !bytes.Equal(got.ICC, in.ICC) || !bytes.Equal(got.XMP, in.XMP) || !bytes.Equal(got.IPTC, in.IPTC) {
				t.Errorf("profile, XMP or IPTC differ: %d, %d, %d bytes", len(got.ICC), len(got.XMP), len(got.IPTC))
			}
			for _, want := range []string{"Testcam", "Ann", "Firmware 7", "2024:05:06 07:08:09", "50mm F1.8", "R98", strings.Repeat("note", 75)} {
				if !bytes.Contains(got.EXIF, []byte(want)) {
					t.Errorf("no %q", want)
				}
			}
			again := blocksOf(t, encodedTIFF(t, imgtest.Picture(70, 60), got))
			if !bytes.Equal(again.EXIF, got.EXIF) {
				t.Errorf("the second time through differs: %d bytes, %d", len(again.EXIF), len(got.EXIF))
			}
			// Positioning of colour samples belongs to the source's pixels, and all but it is there.
			if len(got.EXIF) != len(in.EXIF)-12 {
				t.Errorf("%d bytes of %d", len(got.EXIF), len(in.EXIF))
			}
		})
	}
}

func blocksOf(t *testing.T, b []byte) metadata.Set {
	t.Helper()
	h, err := codectest.ReadHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
	if err != nil {
		t.Fatal(err)
	}
	return blocks
}

// TestTIFFExiftool has exiftool compare what a JPEG and a TIFF with the same metadata tell, in both directions.
func TestTIFFExiftool(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			want := exiftool(t, imgtest.JPEG(t, 40, 30, imgtest.WithEXIF(richEXIF(order))))
			if len(want) < 15 {
				t.Fatalf("exiftool reads only %v", want)
			}
			delete(want, "IFD0:YCbCrPositioning")
			tiff := encodedTIFF(t, imgtest.Picture(40, 30), metadata.Set{EXIF: richEXIF(order)})
			if got := exiftool(t, tiff); !reflect.DeepEqual(got, want) {
				t.Errorf("in the TIFF\n%v\nwant\n%v", got, want)
			}
			jpeg := imgtest.JPEG(t, 40, 30, imgtest.WithEXIF(blocksOf(t, tiff).EXIF))
			if got := exiftool(t, jpeg); !reflect.DeepEqual(got, want) {
				t.Errorf("back in a JPEG\n%v\nwant\n%v", got, want)
			}
			big := convert(t, "tiffcp", tiff, "-8", "-L", "-c", "none") // libtiff's tool keeps only the main directory
			if got := blocksOf(t, big).EXIF; !bytes.Contains(got, []byte("Testcam")) || !bytes.HasPrefix(got, []byte("II*\x00")) {
				t.Errorf("out of a BigTIFF: %q", got)
			}
		})
	}
}

// exiftool gives what the tool reads of EXIF, without what describes a TIFF's pixels.
func exiftool(t *testing.T, b []byte) map[string]any {
	t.Helper()
	tool, err := exec.LookPath("exiftool")
	if err != nil {
		t.Skip("exiftool is not installed: ", err)
	}
	path := filepath.Join(t.TempDir(), "picture")
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-j", "-n", "-a", "-G1", "-s", "-EXIF:all", "-warning", "-error", path).Output()
	if err != nil {
		t.Fatalf("exiftool: %v\n%s", err, out)
	}
	var all []map[string]any
	if err := json.Unmarshal(out, &all); err != nil || len(all) != 1 {
		t.Fatalf("exiftool: %v\n%s", err, out)
	}
	for _, name := range strings.Fields("ImageWidth ImageHeight BitsPerSample Compression PhotometricInterpretation StripOffsets SamplesPerPixel " +
		"RowsPerStrip StripByteCounts PlanarConfiguration Predictor ExtraSamples") {
		delete(all[0], "IFD0:"+name)
	}
	delete(all[0], "SourceFile")
	return all[0]
}

// TestTIFFBadMetadata: what cannot be read is left out and said so; the picture and the rest stay.
func TestTIFFBadMetadata(t *testing.T) {
	le := binary.LittleEndian
	long := func(tag uint16, v uint32) imgtest.TIFFTag { return imgtest.Longs(le, tag, v) }
	make := imgtest.Text(271, "Testcam")
	for _, tt := range []struct {
		name string
		tags []imgtest.TIFFTag
		bad  bool
	}{
		{"nothing wrong", []imgtest.TIFFTag{make}, false},
		{"EXIF outside", []imgtest.TIFFTag{make, long(34665, 1<<31)}, true},
		{"EXIF that is the main directory", []imgtest.TIFFTag{make, long(34665, 0x3b0a)}, true},
		{"GPS in the head", []imgtest.TIFFTag{make, long(34853, 0)}, true},
		{"text of 4 G", []imgtest.TIFFTag{make, {Tag: 315, Kind: 2, Count: 1<<32 - 1, Data: []byte("\xff\xff\xff\xff....")}}, true},
		{"profile of 4 G", []imgtest.TIFFTag{make, {Tag: 34675, Kind: 7, Count: 1<<32 - 1, Data: []byte("\xff\xff\xff\xff....")}}, true},
		{"a kind that does not exist", []imgtest.TIFFTag{make, {Tag: 315, Kind: 99, Count: 9, Data: []byte("\xff\xff\xff\xff")}}, false},
		{"IPTC that is none", []imgtest.TIFFTag{make, {Tag: 33723, Kind: 7, Count: 5, Data: []byte("hello")}}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := codectest.SceneTIFF(imgtest.Picture(20, 10), 2, 3)
			r.Tags = tt.tags
			b := r.Bytes()
			got, err := codectest.Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			imgtest.SameImage(t, got, imgtest.Picture(20, 10), 0)
			h, _ := codectest.ReadHeader(b)
			blocks, err := codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
			if errors.Is(err, format.ErrMetadata) != tt.bad || err != nil && !tt.bad {
				t.Errorf("error %v", err)
			}
			if !bytes.Contains(blocks.EXIF, []byte("Testcam")) || len(blocks.EXIF) > 200 || blocks.IPTC != nil || blocks.ICC != nil {
				t.Errorf("blocks %q", blocks.EXIF)
			}
		})
	}
}

func FuzzTIFF(f *testing.F) {
	for _, k := range tiffKinds() {
		k.raw.Width, k.raw.Height = 9, 5
		f.Add(k.raw.Bytes())
		k.raw.Planar, k.raw.Order = true, binary.BigEndian
		f.Add(k.raw.Bytes())
	}
	f.Add(encodedTIFF(f, imgtest.Picture(9, 5), metadata.Set{EXIF: richEXIF(binary.BigEndian), XMP: []byte("<x:xmpmeta/>")}))
	f.Add(imgtest.Pages(codectest.SceneTIFF(imgtest.Picture(9, 5), 2, 3), codectest.SceneTIFF(imgtest.Picture(9, 5), 2, 3)))
	for _, compression := range []uint16{2, 3, 4, 5, 7, 8, 32773} {
		r := codectest.SceneTIFF(imgtest.Picture(16, 9), 1, 1)
		if compression < 5 {
			r.Bits = 1
			r.Sample = func(x, y, _ int) uint32 { return uint32(x*y) & 1 }
		}
		r.Tags = []imgtest.TIFFTag{imgtest.Shorts(binary.LittleEndian, 259, compression)}
		f.Add(r.Bytes())
	}
	ycc := codectest.SceneTIFF(imgtest.Picture(16, 9), 6, 3)
	ycc.Tags = []imgtest.TIFFTag{imgtest.Shorts(binary.LittleEndian, 530, 2, 2)}
	f.Add(ycc.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := codec.ReadHeader(bytes.NewReader(b), int64(len(b)), format.Limits{Pixels: 1 << 18})
		if err != nil || h.Format != format.TIFF {
			return
		}
		blocks, err := codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
		if err != nil && !errors.Is(err, format.ErrMetadata) {
			t.Fatal(err)
		}
		m, _, err := codec.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), h)
		if err != nil {
			if !errors.Is(err, fault.ErrDamaged) && !errors.Is(err, fault.ErrUnsupported) && !errors.Is(err, fault.ErrTooLarge) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		switch m.(type) {
		case *image.Gray, *image.Gray16, *image.NRGBA, *image.NRGBA64:
		default:
			return
		}
		var buf bytes.Buffer
		if err := codec.Encode(&buf, m, format.TIFF, format.Options{Metadata: blocks}); err != nil {
			t.Fatal(err)
		}
		again, err := codectest.Decode(buf.Bytes())
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("written and read again: %v", err)
		}
		h, err = codectest.ReadHeader(buf.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		kept, err := codec.ReadMetadata(bytes.NewReader(buf.Bytes()), int64(buf.Len()), h)
		if err != nil || !bytes.Equal(kept.EXIF, blocks.EXIF) || !bytes.Equal(kept.IPTC, blocks.IPTC) {
			t.Fatalf("metadata written and read again: %v\n%x\n%x", err, kept.EXIF, blocks.EXIF)
		}
	})
}
