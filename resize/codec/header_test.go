package codec_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/fault"
)

func TestReadHeader(t *testing.T) {
	const w, h = 31, 17
	of := imgtest.Of
	// Frame, page and depth are 1, 1 and 8 where a row does not say otherwise.
	for _, tt := range []struct {
		name string
		b    []byte
		want format.Header
	}{
		{"JPEG", imgtest.JPEG(t, w, h), format.Header{Format: format.JPEG, Width: w, Height: h}},
		{"gray JPEG", imgtest.JPEG(t, w, h, of(imgtest.Gray(w, h))), format.Header{Format: format.JPEG, Width: w, Height: h, Gray: true}},
		{"CMYK JPEG", imgtest.CMYKJPEG(w, h), format.Header{Format: format.JPEG, Width: w, Height: h, CMYK: true}},
		{"turned JPEG", imgtest.JPEG(t, w, h, imgtest.Orientation(6)), format.Header{Format: format.JPEG, Width: h, Height: w, Orientation: 6}},
		{"JPEG with a wrong orientation", imgtest.JPEG(t, w, h, imgtest.WithEXIF(imgtest.EXIF(9))), format.Header{Format: format.JPEG, Width: w, Height: h}},
		{"JPEG with broken EXIF", imgtest.JPEG(t, w, h, imgtest.WithEXIF([]byte("II*\x00\xff\xff\xff\xff"))), format.Header{Format: format.JPEG, Width: w, Height: h}},
		{"JPEG with late EXIF", imgtest.JPEG(t, w, h, imgtest.WithEXIF(lateEXIF(3))), format.Header{Format: format.JPEG, Width: w, Height: h, Orientation: 3}},
		{"PNG", imgtest.PNG(t, w, h), format.Header{Format: format.PNG, Width: w, Height: h}},
		{"gray PNG", imgtest.PNG(t, w, h, of(imgtest.Gray(w, h))), format.Header{Format: format.PNG, Width: w, Height: h, Gray: true}},
		{"translucent PNG", imgtest.PNG(t, w, h, of(imgtest.Translucent(w, h))), format.Header{Format: format.PNG, Width: w, Height: h, Alpha: true}},
		{"palette PNG", imgtest.PNG(t, w, h, of(imgtest.Paletted(w, h))), format.Header{Format: format.PNG, Width: w, Height: h}},
		{"16-bit PNG", imgtest.PNG(t, w, h, of(imgtest.Deep(w, h))), format.Header{Format: format.PNG, Width: w, Height: h, Depth: 16}},
		{"turned PNG", imgtest.PNG(t, w, h, imgtest.Orientation(8)), format.Header{Format: format.PNG, Width: h, Height: w, Orientation: 8}},
		{"PNG with EXIF at its end", lateChunk(imgtest.PNG(t, w, h), imgtest.EXIF(4)), format.Header{Format: format.PNG, Width: w, Height: h, Orientation: 4}},
		{"animated PNG", imgtest.APNG(t, w, h, 7), format.Header{Format: format.PNG, Width: w, Height: h, Frames: 7, Alpha: true}},
		{"lossless WebP", imgtest.WebP(t, w, h), format.Header{Format: format.WebP, Width: w, Height: h, Lossless: true}},
		{"translucent WebP", imgtest.WebP(t, w, h, of(imgtest.Translucent(w, h))), format.Header{Format: format.WebP, Width: w, Height: h, Alpha: true, Lossless: true}},
		{"lossy WebP", imgtest.LossyWebP(t, w, h), format.Header{Format: format.WebP, Width: w, Height: h}},
		{"lossy translucent WebP", imgtest.LossyWebP(t, w, h, of(imgtest.Translucent(w, h))), format.Header{Format: format.WebP, Width: w, Height: h, Alpha: true}},
		{"turned WebP", imgtest.WebP(t, w, h, imgtest.Orientation(5)), format.Header{Format: format.WebP, Width: h, Height: w, Orientation: 5, Lossless: true}},
		{"animated WebP", imgtest.AnimatedWebP(t, w, h, 3), format.Header{Format: format.WebP, Width: w, Height: h, Frames: 3, Lossless: true}},
		{"TIFF", imgtest.TIFF(t, w, h, of(imgtest.Gray(w, h))), format.Header{Format: format.TIFF, Width: w, Height: h, Gray: true}},
		{"turned TIFF", imgtest.TIFF(t, w, h, imgtest.Orientation(7)), format.Header{Format: format.TIFF, Width: h, Height: w, Orientation: 7, Alpha: true}},
		{"16-bit TIFF", imgtest.TIFF(t, w, h, of(imgtest.Deep(w, h))), format.Header{Format: format.TIFF, Width: w, Height: h, Depth: 16, Alpha: true}},
		{"GIF", imgtest.GIF(t, w, h), format.Header{Format: format.GIF, Width: w, Height: h, Colors: 216}},
		{"animated GIF", imgtest.AnimatedGIF(t, w, h, 5), format.Header{Format: format.GIF, Width: w, Height: h, Frames: 5, Colors: 256}},
		{"BMP", imgtest.BMP(t, w, h), format.Header{Format: format.BMP, Width: w, Height: h}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.want
			want.Frames, want.Pages, want.Depth = max(want.Frames, 1), max(want.Pages, 1), max(want.Depth, 8)
			want.Orientation = max(want.Orientation, 1)
			got, err := codectest.ReadHeader(tt.b)
			if err != nil || got != want {
				t.Errorf("ReadHeader = %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

// lateEXIF has its directory 20 KB behind its header.
func lateEXIF(orientation int) []byte {
	b := imgtest.EXIF(orientation)
	binary.LittleEndian.PutUint32(b[4:], 8+20_000)
	return imgtest.Insert(b, 8, make([]byte, 20_000))
}

// lateChunk puts an eXIf chunk before IEND.
func lateChunk(png, exif []byte) []byte {
	return imgtest.Insert(png, len(png)-12, imgtest.Chunk("eXIf", exif))
}

// samples are one or more files of each format.
func samples(t testing.TB) map[string][]byte {
	const w, h = 64, 48
	return map[string][]byte{
		"JPEG":                 imgtest.JPEG(t, w, h),
		"gray JPEG":            imgtest.JPEG(t, w, h, imgtest.Of(imgtest.Gray(w, h))),
		"CMYK JPEG":            imgtest.CMYKJPEG(w, h),
		"PNG":                  imgtest.PNG(t, w, h),
		"16-bit PNG":           imgtest.PNG(t, w, h, imgtest.Of(imgtest.Deep(w, h))),
		"palette PNG":          imgtest.PNG(t, w, h, imgtest.Of(imgtest.Paletted(w, h))),
		"lossless WebP":        imgtest.WebP(t, w, h),
		"extended WebP":        imgtest.WebP(t, w, h, imgtest.Orientation(3)),
		"lossy WebP":           imgtest.LossyWebP(t, w, h),
		"translucent WebP":     imgtest.LossyWebP(t, w, h, imgtest.Of(imgtest.Translucent(w, h))),
		"TIFF":                 imgtest.TIFF(t, w, h),
		"our TIFF":             codectest.Encoded(t, imgtest.Picture(w, h), format.TIFF),
		"GIF":                  imgtest.GIF(t, w, h),
		"BMP":                  imgtest.BMP(t, w, h),
		"our AVIF":             codectest.Encoded(t, imgtest.Picture(w, h), format.AVIF),
		"JPEG with a thumnail": imgtest.JPEG(t, w, h, imgtest.WithEXIF(append(imgtest.EXIF(1), imgtest.JPEG(t, 16, 16)...))),
	}
}

// TestTruncated cuts every sample at every length: it is always damaged, except where only an empty tail was cut off.
func TestTruncated(t *testing.T) {
	for name, b := range samples(t) {
		t.Run(name, func(t *testing.T) {
			if _, err := codectest.Decode(b); err != nil {
				t.Fatalf("whole: %v", err)
			}
			lengths := 400
			if raceEnabled { // which makes each decoding some ten times slower
				lengths = 60
			}
			step := max(1, len(b)/lengths)
			for n := 0; n < len(b); n += step {
				codectest.CheckTruncated(t, b, n)
			}
			for n := max(0, len(b)-20); n < len(b); n++ {
				codectest.CheckTruncated(t, b, n)
			}
		})
	}
}

// TestTruncatedStructure cuts animations, of which only the structure is looked at.
func TestTruncatedStructure(t *testing.T) {
	for name, b := range map[string][]byte{"GIF": imgtest.AnimatedGIF(t, 30, 20, 4), "WebP": imgtest.AnimatedWebP(t, 30, 20, 4), "PNG": imgtest.APNG(t, 30, 20, 4)} {
		for _, n := range []int{len(b) / 10, len(b) / 2, len(b) * 9 / 10, len(b) - 1} {
			if n >= len(b)-codectest.Unneeded(b) {
				continue
			}
			if _, err := codectest.ReadHeader(b[:n]); !errors.Is(err, fault.ErrDamaged) {
				t.Errorf("animated %s, %d of %d bytes: %v", name, n, len(b), err)
			}
		}
	}
}

// TestRefused lists files that are refused, with the error that the user reads.
func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		b    []byte
		kind error
		text string
	}{
		{"nothing", nil, fault.ErrDamaged, "damaged: the file is empty"},
		{"zeros", make([]byte, 9000), fault.ErrDamaged, "damaged: the file contains only zeros"},
		{"text", []byte("Dear diary,"), fault.ErrUnsupported, "not a picture"},
		{"one byte", []byte{0xff}, fault.ErrUnsupported, "not a picture"},
		{"text that begins with BM", []byte("BMW is a maker of cars and motorcycles"), fault.ErrUnsupported, "not a picture"},
		{"HEIC of nothing", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), fault.ErrDamaged, "damaged: it does not state where the picture is"},
		{"AVIF that says so second", []byte("\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00avifmiafMA1B"), fault.ErrDamaged, "damaged: it does not state where the picture is"},
		{"AVIF bomb", imgtest.HEIF{Items: []imgtest.HEIFItem{imgtest.AV1Item(65535, 65535)}}.Bytes(), fault.ErrTooLarge, "too large: 65535 × 65535 pixels; the limit is 500 megapixels; use --max-pixels 4295MP to allow it"},
		{"AVIF of INT_MIN", imgtest.HEIF{Items: []imgtest.HEIFItem{imgtest.AV1Item(1<<31, 1<<31)}}.Bytes(), fault.ErrDamaged, "damaged: a picture of 2147483648 × 2147483648 pixels"},
		{"AVIF that the decoder refuses", imgtest.HEIF{Items: []imgtest.HEIFItem{imgtest.AV1Item(40_000, 100)}}.Bytes(), fault.ErrTooLarge,
			"too large: 40000 × 100 pixels of 8 bits; the AVIF decoder accepts 32768 pixels per side and 268 megapixels (134 above 8 bits)"},
		{"HEIF of JPEG", imgtest.HEIF{Brands: []string{"mif1"}, Items: []imgtest.HEIFItem{{Kind: "jpeg", Data: []byte{1}, Properties: [][]byte{imgtest.Extent(4, 4)}}}}.Bytes(),
			fault.ErrUnsupported, "HEIF pictures coded as \"jpeg\" are not supported by this build"},
		{"JPEG XL", []byte("\xff\x0a\x00\x00"), fault.ErrUnsupported, "JPEG XL pictures are not supported by this build"},
		{"Photoshop", []byte("8BPS\x00\x01"), fault.ErrUnsupported, "Photoshop documents are not supported by this build"},
		{"PDF", []byte("%PDF-1.7"), fault.ErrUnsupported, "PDF documents are not supported by this build"},
		{"SVG", []byte("\xef\xbb\xbf<?xml version='1.0'?>\n<!-- hi --><svg xmlns='x'/>"), fault.ErrUnsupported, "SVG drawings are not supported by this build"},
		{"web page", []byte("\n<!DOCTYPE html><html>"), fault.ErrUnsupported, "web pages are not supported by this build"},
		{"video", []byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00"), fault.ErrUnsupported, "videos are not supported by this build"},
		{"Canon raw", []byte("II*\x00\x10\x00\x00\x00CR\x02\x00"), fault.ErrUnsupported, "Canon raw pictures are not supported by this build"},
		{"Netpbm", []byte("P6\n3 2\n255\n"), fault.ErrUnsupported, "Netpbm pictures are not supported by this build"},
		{"12-bit JPEG", imgtest.JPEGClaim(0xC1, 12, 8, 8), fault.ErrUnsupported, "JPEG pictures with 12 bits per channel are not supported by this build"},
		{"lossless JPEG", imgtest.JPEGClaim(0xC3, 8, 8, 8), fault.ErrUnsupported, "lossless JPEG pictures are not supported by this build"},
		{"lossless JPEG with arithmetic coding", imgtest.JPEGClaim(0xCB, 8, 8, 8), fault.ErrUnsupported, "lossless JPEG pictures are not supported by this build"},
		{"JPEG of 16 bits", imgtest.JPEGClaim(0xC3, 16, 8, 8), fault.ErrUnsupported, "lossless JPEG pictures are not supported by this build"},
		{"JPEG of several sizes", imgtest.JPEGClaim(0xDE, 8, 8, 8), fault.ErrUnsupported, "hierarchical JPEG pictures are not supported by this build"},
		{"hierarchical JPEG with arithmetic coding", imgtest.JPEGClaim(0xCD, 8, 8, 8), fault.ErrUnsupported, "hierarchical JPEG pictures are not supported by this build"},
		{"hierarchical JPEG", imgtest.JPEGClaim(0xC5, 8, 8, 8), fault.ErrUnsupported, "hierarchical JPEG pictures are not supported by this build"},
		{"JPEG of no height", imgtest.JPEGClaim(0xC0, 8, 8, 0), fault.ErrUnsupported, "JPEG pictures that state their height at the end are not supported by this build"},
		{"JPEG of no width", imgtest.JPEGClaim(0xC0, 8, 0, 8), fault.ErrDamaged, "damaged: a picture of 0 × 8 pixels"},
		{"JPEG without pixels", []byte{0xff, 0xd8, 0xff, 0xd9}, fault.ErrDamaged, "damaged: no pixels"},
		{"JPEG after a transfer in text mode", bytes.ReplaceAll(imgtest.JPEG(t, 64, 48), []byte("\n"), []byte("\r\n")), fault.ErrDamaged,
			"damaged: line endings were changed, as by a transfer in text mode; transfer the original again in binary mode"},
		{"PNG after a transfer in text mode", bytes.ReplaceAll(imgtest.PNG(t, 64, 48), []byte("\n"), []byte("\r\n")), fault.ErrDamaged,
			"damaged: line endings were changed, as by a transfer in text mode; transfer the original again in binary mode"},
		{"PNG after a transfer in text mode to Unix", bytes.ReplaceAll(imgtest.PNG(t, 64, 48), []byte("\r\n"), []byte("\n")), fault.ErrDamaged,
			"damaged: line endings were changed, as by a transfer in text mode; transfer the original again in binary mode"},
		{"PNG bomb", imgtest.PNGClaim(65535, 65535), fault.ErrTooLarge, "too large: 65535 × 65535 pixels; the limit is 500 megapixels; use --max-pixels 4295MP to allow it"},
		{"PNG of 2 G × 1", imgtest.PNGClaim(1<<31-1, 1), fault.ErrTooLarge, "too large: 2147483647 × 1 pixels; the limit is 100000 × 100000"},
		{"PNG of absurd width", imgtest.PNGClaim(200_000, 10), fault.ErrTooLarge, "too large: 200000 × 10 pixels; the limit is 100000 × 100000"},
		{"TIFF of 2 G × 1", imgtest.TIFFClaim(8, 1<<31-1, 1), fault.ErrTooLarge, "too large: 2147483647 × 1 pixels; the limit is 100000 × 100000"},
		{"BMP of 2 G × 1", imgtest.BMPClaim(1<<31-1, 1), fault.ErrTooLarge, "too large: 2147483647 × 1 pixels; the limit is 100000 × 100000"},
		{"PNG as large as allowed", imgtest.PNGClaim(25_000, 20_000), fault.ErrDamaged, "damaged: the file is far too short for its picture"},
		{"PNG just too large", imgtest.PNGClaim(25_000, 20_001), fault.ErrTooLarge, "too large: 25000 × 20001 pixels; the limit is 500 megapixels; use --max-pixels 501MP to allow it"},
		{"PNG beyond PNG", imgtest.PNGClaim(1<<31, 1), fault.ErrDamaged, "damaged: a picture of 2147483648 × 1 pixels"},
		{"PNG of nothing", imgtest.PNGClaim(0, 1), fault.ErrDamaged, "damaged: a picture of 0 × 1 pixels"},
		{"PNG far too short", imgtest.PNGClaim(20000, 20000), fault.ErrDamaged, "damaged: the file is far too short for its picture"},
		{"JPEG bomb", imgtest.JPEGClaim(0xC0, 8, 65500, 65500), fault.ErrTooLarge, "too large: 65500 × 65500 pixels; the limit is 500 megapixels; use --max-pixels 4291MP to allow it"},
		{"JPEG far too short", imgtest.JPEGClaim(0xC0, 8, 20000, 20000), fault.ErrDamaged, "damaged: the file is far too short for its picture"},
		{"GIF bomb", imgtest.GIFClaim(65535, 65535), fault.ErrTooLarge, "too large: 65535 × 65535 pixels; the limit is 500 megapixels; use --max-pixels 4295MP to allow it"},
		{"GIF canvas far too large", imgtest.GIFClaim(20000, 20000), fault.ErrDamaged, "damaged: the file is far too short for its picture"},
		{"BMP bomb", imgtest.BMPClaim(65535, 65535), fault.ErrTooLarge, "too large: 65535 × 65535 pixels; the limit is 500 megapixels; use --max-pixels 4295MP to allow it"},
		{"BMP upside down and endless", imgtest.BMPClaim(1, -1<<31), fault.ErrTooLarge, "too large: 1 × 2147483648 pixels; the limit is 100000 × 100000"},
		{"BMP of negative width", imgtest.BMPClaim(-5, 5), fault.ErrDamaged, "damaged: a picture of -5 × 5 pixels"},
		{"BMP far too short", imgtest.BMPClaim(20000, 20000), fault.ErrDamaged, "damaged: unexpected end of file"},
		{"TIFF bomb", imgtest.TIFFClaim(8, 65535, 65535), fault.ErrTooLarge, "too large: 65535 × 65535 pixels; the limit is 500 megapixels; use --max-pixels 4295MP to allow it"},
		{"TIFF of INT_MIN", imgtest.TIFFClaim(1, 1<<31, 1<<31), fault.ErrTooLarge, "too large: 2147483648 × 2147483648 pixels; the limit is 100000 × 100000"},
		{"TIFF far too short", imgtest.TIFFClaim(1, 20000, 20000), fault.ErrDamaged, "damaged: unexpected end of file"},
		{"compressed TIFF far too short", imgtest.TIFFClaim(5, 20000, 20000), fault.ErrDamaged, "damaged: the file is far too short for its picture"},
		{"old JPEG in TIFF", imgtest.TIFFClaim(6, 20, 20), fault.ErrUnsupported, "TIFF pictures with old-style JPEG compression are not supported by this build"},
		{"WebP in TIFF", imgtest.TIFFClaim(50001, 20, 20), fault.ErrUnsupported, "TIFF pictures with WebP compression are not supported by this build"},
		{"unknown compression in TIFF", imgtest.TIFFClaim(40001, 20, 20), fault.ErrUnsupported, "TIFF pictures with compression 40001 are not supported by this build"},
		{"fax of eight bits", imgtest.TIFFClaim(4, 20, 20), fault.ErrUnsupported, "TIFF pictures with 8 bits per channel in this color model are not supported by this build"},
		{"camera raw", cameraRaw(), fault.ErrUnsupported, "camera raw pictures are not supported by this build"},
		{"WebP of no pixels", []byte("RIFF\x04\x00\x00\x00WEBP"), fault.ErrDamaged, "damaged: no pixels"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := codectest.ReadHeader(tt.b)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, tt.kind) || err.Error() != tt.text {
				t.Errorf("error is %q, want %q", err, tt.text)
			}
			if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
				t.Errorf("%d bytes were allocated for a refusal", n)
			}
		})
	}
}

// tiffLoop is a TIFF whose only directory is followed by itself.
func tiffLoop() []byte {
	b := imgtest.TIFFClaim(8, 4, 4)
	binary.LittleEndian.PutUint32(b[len(b)-4:], 8)
	return b
}

// cameraRaw is what a NEF looks like: a thumbnail with the real pictures below it.
func cameraRaw() []byte {
	le := binary.LittleEndian
	return imgtest.Directory(le, imgtest.Entry(le, 254, 4, 1, 1), imgtest.Entry(le, 256, 4, 1, 160), imgtest.Entry(le, 257, 4, 1, 120),
		imgtest.Entry(le, 330, 4, 1, 8))
}

func TestLimits(t *testing.T) {
	png := imgtest.PNG(t, 100, 50)
	for _, tt := range []struct {
		name   string
		b      []byte
		limits format.Limits
		want   error
	}{
		{"width", png, format.Limits{Width: 99}, fault.ErrTooLarge},
		{"height", png, format.Limits{Height: 49}, fault.ErrTooLarge},
		{"pixels", png, format.Limits{Pixels: 4999}, fault.ErrTooLarge},
		{"just inside", png, format.Limits{Width: 100, Height: 50, Pixels: 5000, Frames: 1}, nil},
		{"GIF frames", imgtest.AnimatedGIF(t, 8, 8, 5), format.Limits{Frames: 4}, fault.ErrTooLarge},
		{"WebP frames", imgtest.AnimatedWebP(t, 8, 8, 5), format.Limits{Frames: 4}, fault.ErrTooLarge},
		{"PNG frames", imgtest.APNG(t, 8, 8, 5), format.Limits{Frames: 4}, fault.ErrTooLarge},
		{"as many GIF frames as allowed", imgtest.AnimatedGIF(t, 8, 8, 5), format.Limits{Frames: 5}, nil},
	} {
		_, err := codec.ReadHeader(bytes.NewReader(tt.b), int64(len(tt.b)), tt.limits)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

// TestHeaderReadsLittle: metadata of any size is skipped, not read.
func TestHeaderReadsLittle(t *testing.T) {
	var metadata []byte
	for range 400 {
		metadata = append(metadata, imgtest.Segment(0xED, make([]byte, 65_000))...)
	}
	for _, tt := range []struct {
		name string
		b    []byte
		most int
	}{
		{"JPEG", imgtest.JPEG(t, 300, 200, imgtest.Orientation(6)), 9 << 10},
		{"JPEG behind 26 MB of metadata", imgtest.Insert(imgtest.JPEG(t, 60, 40), 2, metadata), 400*4096 + 9<<10},
		{"PNG behind 5 MB of metadata", imgtest.Insert(imgtest.PNG(t, 60, 40), 33, imgtest.Chunk("tEXt", make([]byte, 5<<20))), 20 << 10},
		{"BMP", imgtest.BMP(t, 300, 200), 9 << 10},
		{"TIFF", imgtest.TIFF(t, 300, 200), 20 << 10},
		{"WebP", imgtest.WebP(t, 300, 200, imgtest.Orientation(3)), 20 << 10},
		{"AVIF", codectest.Encoded(t, imgtest.Picture(300, 200), format.AVIF), 9 << 10},
	} {
		r := &countingReader{r: bytes.NewReader(tt.b)}
		if _, err := codec.ReadHeader(r, int64(len(tt.b)), format.Limits{}); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if r.bytes > tt.most {
			t.Errorf("%s: %d bytes of %d read for the header, more than %d", tt.name, r.bytes, len(tt.b), tt.most)
		}
	}
}

// TestHeaderReadsSeldom: each read costs a way to the disk. A JPEG's second one is for its end, where phones say what they have added.
func TestHeaderReadsSeldom(t *testing.T) {
	for _, tt := range []struct {
		name string
		b    []byte
		most int
	}{
		{"JPEG", imgtest.JPEG(t, 300, 200, imgtest.Orientation(6)), 2},
		{"small JPEG", imgtest.JPEG(t, 30, 20), 1},
		{"PNG", imgtest.PNG(t, 30, 20), 1},
		{"BMP", imgtest.BMP(t, 300, 200), 1},
		{"small GIF", imgtest.GIF(t, 20, 20), 1},
	} {
		r := &countingReader{r: bytes.NewReader(tt.b)}
		if _, err := codec.ReadHeader(r, int64(len(tt.b)), format.Limits{}); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if r.reads > tt.most {
			t.Errorf("%s: %d reads for the header, more than %d", tt.name, r.reads, tt.most)
		}
	}
}

// TestHeaderReader: what one file has left in the buffer says nothing about the next.
func TestHeaderReader(t *testing.T) {
	files := samples(t)
	files["empty"], files["short"] = nil, []byte("\xff\xd8")
	var reused codec.HeaderReader
	for range 3 { // maps are walked in another order each time
		for name, b := range files {
			want, wantErr := codec.ReadHeader(bytes.NewReader(b), int64(len(b)), format.Limits{})
			got, err := reused.Read(bytes.NewReader(b), int64(len(b)), format.Limits{})
			if got != want || fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Errorf("%s: %+v, %v; with a buffer of its own %+v, %v", name, got, err, want, wantErr)
			}
		}
	}
}

type countingReader struct {
	r            io.ReaderAt
	bytes, reads int
}

func (c *countingReader) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.r.ReadAt(p, off)
	c.bytes += n
	c.reads++
	return n, err
}

// TestReadErrors: a failing medium is not a damaged picture.
func TestReadErrors(t *testing.T) {
	broken := errors.New("input/output error")
	for name, b := range samples(t) {
		for _, at := range []int64{0, 3, int64(len(b)) / 2, int64(len(b)) - 1} {
			r := failingReader{bytes.NewReader(b), at, broken}
			h, err := codec.ReadHeader(r, int64(len(b)), format.Limits{})
			if err == nil {
				_, _, err = codec.Decode(t.Context(), r, int64(len(b)), h)
			}
			if err != broken {
				t.Errorf("%s, broken at %d of %d: %v", name, at, len(b), err)
			}
		}
	}
}

// failingReader cannot read the byte at at.
type failingReader struct {
	r   io.ReaderAt
	at  int64
	err error
}

func (f failingReader) ReadAt(p []byte, off int64) (int, error) {
	if off <= f.at && f.at < off+int64(len(p)) {
		return 0, f.err
	}
	return f.r.ReadAt(p, off)
}

// TestScans: a JPEG that repeats its scan without end is refused before it has cost much.
func TestScans(t *testing.T) {
	b := imgtest.JPEG(t, 16, 16)
	at := bytes.Index(b, []byte{0xFF, 0xDA})
	scan := b[at : len(b)-2]
	bomb := append([]byte(nil), b[:len(b)-2]...)
	for range 4000 {
		bomb = append(bomb, scan...)
	}
	bomb = append(bomb, 0xFF, 0xD9)
	// Only in a progressive picture may a channel come twice, which libjpeg-turbo sees first.
	if _, err := codectest.Decode(bomb); !errors.Is(err, fault.ErrTooLarge) && !errors.Is(err, fault.ErrDamaged) {
		t.Errorf("4,000 scans: %v", err)
	}
}

// TestHeavyMetadata: a JPEG with more metadata than is read is not called damaged.
func TestHeavyMetadata(t *testing.T) {
	b := imgtest.JPEG(t, 16, 16)
	heavy := slices.Concat(b[:2], bytes.Repeat(imgtest.Segment(0xE5, make([]byte, 65_000)), 1100), b[2:])
	if _, err := codectest.Decode(heavy); !errors.Is(err, fault.ErrTooLarge) || !strings.Contains(err.Error(), "68 MB of metadata") {
		t.Errorf("70 MB of metadata: %v", err)
	}
	if _, err := codectest.Decode(slices.Concat(b[:2], bytes.Repeat(imgtest.Segment(0xE5, make([]byte, 65_000)), 900), b[2:])); err != nil {
		t.Errorf("58 MB of metadata: %v", err)
	}
}

func FuzzReadHeader(f *testing.F) {
	for _, b := range samples(f) {
		f.Add(b)
	}
	f.Add(imgtest.AnimatedGIF(f, 8, 8, 3))
	f.Add(imgtest.AnimatedWebP(f, 8, 8, 3))
	f.Add(tiffLoop())
	f.Add(imgtest.HEIF{Items: []imgtest.HEIFItem{imgtest.AV1Item(40, 30, imgtest.Rotation(1)), imgtest.AlphaOf(imgtest.AV1Item(40, 30), 1)}}.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := codec.ReadHeader(bytes.NewReader(b), int64(len(b)), format.Limits{Pixels: 1 << 20, Frames: 100})
		if err != nil {
			if !errors.Is(err, fault.ErrDamaged) && !errors.Is(err, fault.ErrUnsupported) && !errors.Is(err, fault.ErrTooLarge) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		if h.Width < 1 || h.Height < 1 || h.Pixels() > 1<<20 || h.Orientation < 1 || h.Orientation > 8 || h.Frames < 1 {
			t.Fatalf("header %+v", h)
		}
		blocks, err := codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
		if most := 2*len(b) + 1<<16; err == nil && h.Format != format.PNG && len(blocks.EXIF)+len(blocks.XMP) > most { // PNG compresses
			t.Fatalf("%d bytes of metadata in a file of %d", len(blocks.EXIF)+len(blocks.XMP), len(b))
		}
		m, _, err := codec.Decode(t.Context(), bytes.NewReader(b), int64(len(b)), h)
		if err == nil && (m.Bounds().Dx() != h.Width || m.Bounds().Dy() != h.Height) {
			t.Fatalf("decoded %v of %+v", m.Bounds(), h)
		}
	})
}
