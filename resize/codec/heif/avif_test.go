package heif_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/codec/heif/isobmff"
	"sizemill/resize/fault"
	"sizemill/resize/metadata"
)

// needsHEIC skips a test where this machine or this build cannot read HEIC.
func needsHEIC(t testing.TB) {
	t.Helper()
	if text := codec.Missing(format.HEIC); text != "" {
		t.Skip(text)
	}
}

func pngPixels(t *testing.T, b []byte) image.Image {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestAVIFDecode compares pixels with those that libavif's own program makes of files by libavif's own encoder.
func TestAVIFDecode(t *testing.T) {
	const w, h = 130, 98
	of := imgtest.Of
	picture := imgtest.PNG(t, w, h)
	tall := imgtest.PNG(t, 128, 128)
	for _, tt := range []struct {
		name string
		png  []byte
		args []string
		want format.Header
	}{
		{"4:4:4", picture, []string{"-y", "444"}, format.Header{Width: w, Height: h}},
		{"4:2:2", picture, []string{"-y", "422"}, format.Header{Width: w, Height: h}},
		{"4:2:0", picture, []string{"-y", "420"}, format.Header{Width: w, Height: h}},
		{"4:2:0 of odd sides", imgtest.PNG(t, 129, 97), []string{"-y", "420"}, format.Header{Width: 129, Height: 97}},
		{"lossy", picture, []string{"-y", "420", "--min", "30", "--max", "40"}, format.Header{Width: w, Height: h}},
		{"one pixel", imgtest.PNG(t, 1, 1), nil, format.Header{Width: 1, Height: 1}},
		{"video's range", picture, []string{"-y", "444", "-r", "limited"}, format.Header{Width: w, Height: h}},
		{"RGB", picture, []string{"--cicp", "1/13/0"}, format.Header{Width: w, Height: h}},
		{"BT.2020", picture, []string{"--cicp", "9/16/9"}, format.Header{Width: w, Height: h}},
		{"grey", imgtest.PNG(t, w, h, of(imgtest.Gray(w, h))), []string{"-y", "400"}, format.Header{Width: w, Height: h, Gray: true}},
		{"grey of 10 bits", imgtest.PNG(t, w, h, of(imgtest.Deep(w, h))), []string{"-y", "400", "-d", "10"}, format.Header{Width: w, Height: h, Gray: true, Depth: 16}},
		{"10 bits", imgtest.PNG(t, w, h, of(imgtest.Deep(w, h))), []string{"-d", "10"}, format.Header{Width: w, Height: h, Depth: 16}},
		{"12 bits", imgtest.PNG(t, w, h, of(imgtest.Deep(w, h))), []string{"-d", "12", "-y", "420"}, format.Header{Width: w, Height: h, Depth: 16}},
		{"transparency", imgtest.PNG(t, w, h, of(imgtest.Translucent(w, h))), nil, format.Header{Width: w, Height: h, Alpha: true}},
		{"transparency of 10 bits", imgtest.PNG(t, w, h, of(imgtest.Translucent(w, h))), []string{"-d", "10"}, format.Header{Width: w, Height: h, Alpha: true, Depth: 16}},
		{"premultiplied", imgtest.PNG(t, w, h, of(imgtest.Translucent(w, h))), []string{"--premultiply"}, format.Header{Width: w, Height: h, Alpha: true}},
		{"grid", tall, []string{"--grid", "2x2"}, format.Header{Width: 128, Height: 128}},
		{"grid with transparency", imgtest.PNG(t, 128, 128, of(imgtest.Translucent(128, 128))), []string{"--grid", "1x2"}, format.Header{Width: 128, Height: 128, Alpha: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := imgtest.AVIF(t, tt.png, tt.args...)
			h, m := codectest.Decoded(t, b)
			tt.want.Format, tt.want.Frames, tt.want.Pages, tt.want.Orientation = format.AVIF, 1, 1, 1
			tt.want.Depth = max(tt.want.Depth, 8)
			if h != tt.want {
				t.Errorf("header %+v, want %+v", h, tt.want)
			}
			imgtest.SameImage(t, m, pngPixels(t, imgtest.PNGOf(t, b, ".avif")), 2)
		})
	}
}

// TestAVIFOrientation: rotation and mirroring are EXIF's orientations, and the pixels stay as they are stored.
func TestAVIFOrientation(t *testing.T) {
	for o, args := range map[int][]string{
		1: nil, 2: {"--imir", "1"}, 3: {"--irot", "2"}, 4: {"--imir", "0"}, 5: {"--irot", "1", "--imir", "0"},
		6: {"--irot", "3"}, 7: {"--irot", "1", "--imir", "1"}, 8: {"--irot", "1"},
	} {
		stored := imgtest.Turned(imgtest.Picture(66, 40), o)
		h, m := codectest.Decoded(t, imgtest.AVIF(t, imgtest.PNG(t, 0, 0, imgtest.Of(stored)), args...))
		if h.Orientation != o {
			t.Errorf("%v: orientation %d, want %d", args, h.Orientation, o)
		}
		imgtest.SameImage(t, m, stored, 2)
	}
}

// TestISOIgnoresEXIFOrientation: only the container's rotation counts, as the standard has it.
func TestISOIgnoresEXIFOrientation(t *testing.T) {
	exif := imgtest.HEIFItem{Kind: "Exif", Data: append(make([]byte, 4), imgtest.EXIF(3)...), Refs: map[string][]uint16{"cdsc": {1}}}
	b := imgtest.HEIF{Items: []imgtest.HEIFItem{imgtest.AV1Item(40, 30, imgtest.Rotation(1)), exif}}.Bytes()
	if h, err := codectest.ReadHeader(b); err != nil || h.Orientation != 8 {
		t.Errorf("%+v, %v", h, err)
	}
	if got := codectest.Blocks(t, b); !bytes.Equal(got.EXIF, imgtest.EXIF(3)) {
		t.Errorf("EXIF %x", got.EXIF)
	}
}

func file(t *testing.T, b []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAVIFCrop(t *testing.T) {
	whole := imgtest.Picture(80, 60)
	b := imgtest.AVIF(t, imgtest.PNG(t, 80, 60), "--crop", "10,20,50,30", "--irot", "1")
	h, m := codectest.Decoded(t, b)
	if h.Width != 50 || h.Height != 30 || h.Orientation != 8 {
		t.Errorf("header %+v", h)
	}
	imgtest.SameImage(t, m, whole.SubImage(image.Rect(10, 20, 60, 50)), 2)
}

// TestAVIFBlocks reads the metadata that libavif's encoder writes.
func TestAVIFBlocks(t *testing.T) {
	exif, icc := imgtest.Camera{Orientation: 1}.EXIF(), imgtest.Profile("RGB ", 3000)
	xmp := []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"/>`)
	b := imgtest.AVIF(t, imgtest.PNG(t, 40, 30), "--exif", file(t, exif), "--xmp", file(t, xmp), "--icc", file(t, icc))
	got := codectest.Blocks(t, b)
	if !bytes.Equal(got.EXIF, exif) || !bytes.Equal(got.XMP, xmp) || !bytes.Equal(got.ICC, icc) || got.IPTC != nil {
		t.Errorf("%+v", got)
	}
	b = imgtest.AVIF(t, imgtest.PNG(t, 40, 30), "--cicp", "12/13/6")
	if got := codectest.Blocks(t, b); got.Color.CICP != (metadata.CICP{Primaries: 12, Transfer: 13, Matrix: 6, FullRange: true}) || got.EXIF != nil {
		t.Errorf("%+v", got)
	}
}

// TestAVIFEncode writes pictures and lets libavif, libheif and exiftool read them.
func TestAVIFEncode(t *testing.T) {
	const w, h = 100, 70
	white := image.NewGray(image.Rect(0, 0, w, h))
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	profile := plainProfile()
	all := metadata.Set{EXIF: imgtest.Camera{Orientation: 1}.EXIF(), ICC: profile, XMP: []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"/>`)}
	p3 := metadata.Set{Color: metadata.Coding{CICP: metadata.CICP{Primaries: 12, Transfer: 13, Matrix: 0, FullRange: true}}}
	for _, tt := range []struct {
		name        string
		m           image.Image
		blocks      metadata.Set
		alpha, gray bool
	}{
		{"colour", imgtest.Picture(w, h), metadata.Set{}, false, false},
		{"odd sides", imgtest.Picture(w+1, h+1), metadata.Set{}, false, false},
		{"one pixel", imgtest.Picture(1, 1), metadata.Set{}, false, false},
		{"transparency", imgtest.Translucent(w, h), all, true, false},
		{"grey", imgtest.Gray(w, h), metadata.Set{XMP: all.XMP}, false, true},
		{"white", white, metadata.Set{}, false, false}, // a grey picture whose every pixel is white is stored with colour
		{"metadata", imgtest.Picture(w, h), all, false, false},
		{"Display P3 in numbers", imgtest.Picture(w, h), p3, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var buf bytes.Buffer
			if err := codec.Encode(&buf, tt.m, format.AVIF, format.Options{Quality: 100, Metadata: tt.blocks}); err != nil {
				t.Fatal(err)
			}
			head, m := codectest.Decoded(t, buf.Bytes())
			b := tt.m.Bounds()
			want := format.Header{Format: format.AVIF, Width: b.Dx(), Height: b.Dy(), Orientation: 1, Frames: 1, Pages: 1, Depth: 8, Alpha: tt.alpha, Gray: tt.gray}
			if head != want {
				t.Errorf("header %+v, want %+v", head, want)
			}
			imgtest.SameImage(t, m, tt.m, 3)
			got := codectest.Blocks(t, buf.Bytes())
			cicp := metadata.CICP{Primaries: 1, Transfer: 13, Matrix: 6, FullRange: true}
			switch {
			case tt.blocks.ICC != nil:
				cicp = metadata.CICP{}
			case tt.blocks.Color != metadata.Coding{}:
				cicp.Primaries = 12
			}
			if !bytes.Equal(got.EXIF, tt.blocks.EXIF) || !bytes.Equal(got.ICC, tt.blocks.ICC) || !bytes.Equal(got.XMP, tt.blocks.XMP) || got.Color.CICP != cicp {
				t.Errorf("blocks %+v", got)
			}
			t.Run("libavif", func(t *testing.T) {
				imgtest.SameImage(t, pngPixels(t, imgtest.PNGOf(t, buf.Bytes(), ".avif")), tt.m, 3)
			})
			t.Run("libheif", func(t *testing.T) {
				info := imgtest.Tool(t, filepath.Dir(file(t, nil)), "heif-info", file(t, buf.Bytes()))
				if !strings.Contains(info, "image: "+strconv.Itoa(b.Dx())+"x"+strconv.Itoa(b.Dy())) || strings.Contains(info, "alpha channel: yes") != tt.alpha {
					t.Error(info)
				}
			})
			t.Run("exiftool", func(t *testing.T) {
				info := imgtest.Tool(t, filepath.Dir(file(t, nil)), "exiftool", "-G", file(t, buf.Bytes()))
				if strings.Contains(info, "Warning") || strings.Contains(info, "Testcam") != (tt.blocks.EXIF != nil) || strings.Contains(info, "[ICC_Profile]") != (tt.blocks.ICC != nil) {
					t.Error(info)
				}
			})
		})
	}
}

// plainProfile is a profile that the tools have nothing to complain of: a header with the white of D50, and one tag.
func plainProfile() []byte {
	b := imgtest.Profile("RGB ", 128+4+12+16)
	clear(b[40:])
	copy(b[8:], "\x02\x40\x00\x00")                                  // version
	copy(b[68:], "\x00\x00\xf6\xd6\x00\x01\x00\x00\x00\x00\xd3\x2d") // D50
	copy(b[128:], "\x00\x00\x00\x01cprt\x00\x00\x00\x90\x00\x00\x00\x10text\x00\x00\x00\x00nobody\x00\x00")
	return b
}

// TestAVIFColoursBelowTransparency: colours are kept where nobody sees them, and so they do not darken what is beside them.
func TestAVIFColorsBelowTransparency(t *testing.T) {
	m := imgtest.Picture(64, 64)
	for i := 3; i < len(m.Pix); i += 4 {
		m.Pix[i] = byte(i / 4 % 64 / 32 * 255) // the left half is transparent
	}
	var buf bytes.Buffer
	if err := codec.Encode(&buf, m, format.AVIF, format.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	_, got := codectest.Decoded(t, buf.Bytes())
	n, ok := got.(*image.NRGBA)
	if !ok {
		t.Fatalf("a %T", got)
	}
	for i := range n.Pix {
		if d := int(n.Pix[i]) - int(m.Pix[i]); d > 3 || d < -3 {
			t.Fatalf("byte %d is %d, want %d", i, n.Pix[i], m.Pix[i])
		}
	}
}

// TestAVIFGarbage: pixels that the decoder cannot make sense of are damage, though the library calls them a success.
func TestAVIFGarbage(t *testing.T) {
	for name, b := range map[string][]byte{
		"a frame of nothing": imgtest.HEIF{Items: []imgtest.HEIFItem{imgtest.AV1Item(40, 30)}}.Bytes(),
		"half a frame":       half(t, codectest.Encoded(t, imgtest.Picture(80, 60), format.AVIF)),
	} {
		h, err := codectest.ReadHeader(b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, _, err := codec.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), h); !errors.Is(err, fault.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// half is a file whose structure is sound and whose picture ends in the middle.
func half(t *testing.T, b []byte) []byte {
	t.Helper()
	it := primary(t, b)
	it.Data = it.Data[:len(it.Data)/2]
	return imgtest.HEIF{Items: []imgtest.HEIFItem{it}}.Bytes()
}

// primary is the coded pixels of a file of one picture, to be put into another.
func primary(t *testing.T, b []byte) imgtest.HEIFItem {
	t.Helper()
	f, err := isobmff.Parse(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := f.Data(f.Primary, int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	it := imgtest.HEIFItem{Kind: f.Primary.Kind, Data: data}
	for _, p := range f.Primary.Properties {
		box := imgtest.Box(p.Kind, p.Data)
		if p.Essential {
			box = imgtest.Essential(box)
		}
		it.Properties = append(it.Properties, box)
	}
	return it
}

func TestHEICDecode(t *testing.T) {
	needsHEIC(t)
	of := imgtest.Of
	for _, tt := range []struct {
		name string
		in   []byte
		args []string
		want format.Header
	}{
		{"colour", imgtest.PNG(t, 128, 96), nil, format.Header{Width: 128, Height: 96}},
		{"a grid of one, cut to odd sides", imgtest.PNG(t, 97, 65), nil, format.Header{Width: 97, Height: 65, Hidden: 98*66 - 97*65}},
		{"10 bits", imgtest.PNG(t, 0, 0, of(imgtest.Deep(128, 96))), nil, format.Header{Width: 128, Height: 96, Depth: 16}},
		{"transparency", imgtest.PNG(t, 0, 0, of(imgtest.Translucent(128, 96))), nil, format.Header{Width: 128, Height: 96, Alpha: true}},
		{"with a thumbnail", imgtest.PNG(t, 256, 192), []string{"-t", "64"}, format.Header{Width: 256, Height: 192}},
		{"4:4:4", imgtest.PNG(t, 128, 96), []string{"-p", "chroma=444"}, format.Header{Width: 128, Height: 96}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := imgtest.HEIC(t, tt.in, tt.args...)
			h, m := codectest.Decoded(t, b)
			tt.want.Format, tt.want.Frames, tt.want.Pages, tt.want.Orientation = format.HEIC, 1, 1, 1
			tt.want.Depth = max(tt.want.Depth, 8)
			if h != tt.want {
				t.Errorf("header %+v, want %+v", h, tt.want)
			}
			imgtest.SameImage(t, m, pngPixels(t, imgtest.PNGOf(t, b, ".heic")), 2)
		})
	}
}

func TestHEICOrientation(t *testing.T) {
	needsHEIC(t)
	for o, turn := range map[int][][]byte{
		1: nil, 2: {imgtest.Mirroring(1)}, 3: {imgtest.Rotation(2)}, 4: {imgtest.Mirroring(0)}, 5: {imgtest.Rotation(1), imgtest.Mirroring(0)},
		6: {imgtest.Rotation(3)}, 7: {imgtest.Rotation(1), imgtest.Mirroring(1)}, 8: {imgtest.Rotation(1)},
	} {
		stored := imgtest.Turned(imgtest.Picture(96, 64), o)
		it := primary(t, imgtest.HEIC(t, imgtest.PNG(t, 0, 0, imgtest.Of(stored))))
		it.Properties = append(it.Properties, turn...)
		h, m := codectest.Decoded(t, imgtest.HEIF{Brands: []string{"heic", "mif1"}, Items: []imgtest.HEIFItem{it}}.Bytes())
		if h.Orientation != o || h.Format != format.HEIC {
			t.Errorf("orientation %d of a %v, want %d", h.Orientation, h.Format, o)
		}
		if d := imgtest.MeanDifference(t, m, stored); d > 3 {
			t.Errorf("orientation %d: off by %.1f", o, d)
		}
	}
}

func TestHEICBlocks(t *testing.T) {
	needsHEIC(t)
	exif := imgtest.Camera{Orientation: 1}.EXIF()
	b := imgtest.HEIC(t, imgtest.JPEG(t, 64, 64, imgtest.WithEXIF(exif), imgtest.WithICC(imgtest.Profile("RGB ", 600))))
	if got := codectest.Blocks(t, b); !bytes.Equal(got.EXIF, exif) || !bytes.Equal(got.ICC, imgtest.Profile("RGB ", 600)) {
		t.Errorf("%+v", got)
	}
}

// TestHEICDamaged: damage in the coded pixels is damage, and an unknown coding is not.
func TestHEICDamaged(t *testing.T) {
	needsHEIC(t)
	it := primary(t, imgtest.HEIC(t, imgtest.PNG(t, 128, 96)))
	it.Data = it.Data[:2]
	b := imgtest.HEIF{Brands: []string{"heic"}, Items: []imgtest.HEIFItem{it}}.Bytes()
	if _, err := codectest.Decode(b); !errors.Is(err, fault.ErrDamaged) {
		t.Errorf("two bytes: %v", err)
	}
}

// TestHEICHeader needs no library: plans are made without it.
func TestHEICHeader(t *testing.T) {
	config := append(make([]byte, 22), 0)
	config[0], config[16], config[17] = 1, 1, 2
	header := func(more ...[]byte) (format.Header, error) {
		return codectest.ReadHeader(imgtest.HEIF{Brands: []string{"mif1", "heic"}, Items: []imgtest.HEIFItem{{Kind: "hvc1", Data: []byte{1},
			Properties: append([][]byte{imgtest.Extent(4032, 3024), imgtest.Essential(imgtest.Box("hvcC", config))}, more...)}}}.Bytes())
	}
	want := format.Header{Format: format.HEIC, Width: 4032, Height: 3024, Orientation: 6, Frames: 1, Pages: 1, Depth: 16}
	if h, err := header(imgtest.Rotation(3)); err != nil || h != want {
		t.Errorf("%+v, %v", h, err)
	}
	want.Width, want.Height, want.Hidden = 40, 30, 4032*3024-40*30 // all of which is decoded
	if h, err := header(imgtest.Aperture(0, 0, 40, 30, 4032, 3024), imgtest.Rotation(3)); err != nil || h != want {
		t.Errorf("cropped: %+v, %v", h, err)
	}
	if err := codec.Encode(&bytes.Buffer{}, imgtest.Picture(4, 4), format.HEIC, format.Options{}); !errors.Is(err, fault.ErrUnsupported) {
		t.Errorf("writing: %v", err)
	}
}
