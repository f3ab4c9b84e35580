package png_test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/metadata"
)

func TestPNGBlocks(t *testing.T) {
	exif := string(imgtest.EXIF(6))
	chunk := func(kind, data string) []byte { return imgtest.Chunk(kind, []byte(data)) }
	entry := func(key, lang, text string) metadata.Set {
		return metadata.Set{Text: []metadata.TextEntry{{Key: key, Lang: lang, Text: text}}}
	}
	many := slices.Repeat([][]byte{codectest.ZText(t, "a", strings.Repeat("\x00", 1<<20))}, 60)
	for _, tt := range []struct {
		name   string
		chunks [][]byte
		want   metadata.Set
		fails  bool
	}{
		{"two EXIF", [][]byte{chunk("eXIf", exif), chunk("eXIf", "II*\x00")}, metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw EXIF profile", [][]byte{codectest.ZText(t, "Raw profile type exif", codectest.RawProfile("exif", codectest.EXIFHead+exif))}, metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw APP1 profile", [][]byte{chunk("tEXt", "Raw profile type APP1\x00"+codectest.RawProfile("generic", exif))}, metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw app1 profile", [][]byte{chunk("tEXt", "Raw profile type app1\x00"+codectest.RawProfile("app1", codectest.EXIFHead+exif))}, metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw profile in an international text", [][]byte{chunk("iTXt", "Raw profile type exif\x00\x00\x00\x00\x00"+codectest.RawProfile("exif", exif))},
			metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw profile beside EXIF that is none", [][]byte{chunk("eXIf", "none"), codectest.ZText(t, "Raw profile type exif", codectest.RawProfile("exif", exif))},
			metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw profile beside EXIF without orientation", [][]byte{chunk("eXIf", "II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"), codectest.ZText(t, "Raw profile type exif", codectest.RawProfile("exif", exif))},
			metadata.Set{EXIF: []byte(exif)}, false},
		{"EXIF as in a JPEG", [][]byte{chunk("eXIf", codectest.EXIFHead+exif)}, metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw color profile", [][]byte{codectest.ZText(t, "Raw profile type icc", codectest.RawProfile("icc", "a profile"))}, metadata.Set{ICC: []byte("a profile")}, false},
		{"a raw color profile beside sRGB", [][]byte{chunk("sRGB", "\x00"), codectest.ZText(t, "Raw profile type icm", codectest.RawProfile("icm", "a profile"))},
			metadata.Set{Color: metadata.Coding{SRGB: true}}, false},
		{"a raw Photoshop profile", [][]byte{codectest.ZText(t, "Raw profile type 8bim", codectest.RawProfile("8bim", codectest.Resource(0x0404, "", codectest.IPTCBlock)))},
			metadata.Set{IPTC: []byte(codectest.IPTCBlock)}, false},
		{"a wrong checksum", [][]byte{codectest.WrongSum(chunk("eXIf", exif)), codectest.WrongSum(chunk("gAMA", "\x00\x00\xb1\x8f")), codectest.WrongSum(chunk("tEXt", "a\x00b")),
			codectest.WrongSum(codectest.ZText(t, "Raw profile type exif", codectest.RawProfile("exif", exif))), codectest.WrongSum(chunk("iCCP", "x")), codectest.WrongSum(chunk("pHYs", "\x00\x00\x2e\x23\x00\x00\x2e\x23\x01"))},
			metadata.Set{}, false},
		{"300 dpi", [][]byte{chunk("pHYs", "\x00\x00\x2e\x23\x00\x00\x2e\x23\x01")}, metadata.Set{Resolution: metadata.Resolution{X: 300, Y: 300, Unit: metadata.Inch}}, false},
		{"72 dpi, a wide pixel, twice", [][]byte{chunk("pHYs", "\x00\x00\x0b\x13\x00\x00\x16\x25\x01"), chunk("pHYs", "\x00\x00\x00\x01\x00\x00\x00\x01\x01")},
			metadata.Set{Resolution: metadata.Resolution{X: 72, Y: 144, Unit: metadata.Inch}}, false},
		{"pixels per centimeter", [][]byte{chunk("pHYs", "\x00\x00\x27\x12\x00\x00\x27\x12\x01")}, metadata.Set{Resolution: metadata.Resolution{X: 100.02, Y: 100.02, Unit: metadata.Centimeter}}, false},
		{"the shape of pixels", [][]byte{chunk("pHYs", "\x00\x00\x00\x01\x00\x00\x00\x02\x00")}, metadata.Set{Resolution: metadata.Resolution{X: 1, Y: 2}}, false},
		{"no resolution", [][]byte{chunk("pHYs", "\x00\x00\x00\x00\x00\x00\x00\x02\x01")}, metadata.Set{}, false},
		{"a raw profile beside a chunk", [][]byte{codectest.ZText(t, "Raw profile type exif", codectest.RawProfile("exif", codectest.EXIFHead+string(imgtest.EXIF(3)))), chunk("eXIf", exif)},
			metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw IPTC profile", [][]byte{codectest.ZText(t, "Raw profile type iptc", codectest.RawProfile("IPTC profile", codectest.Resource(0x0404, "", codectest.IPTCBlock)))},
			metadata.Set{IPTC: []byte(codectest.IPTCBlock)}, false},
		{"a raw IPTC profile, bare", [][]byte{codectest.ZText(t, "Raw profile type iptc", codectest.RawProfile("iptc", codectest.IPTCBlock))}, metadata.Set{IPTC: []byte(codectest.IPTCBlock)}, false},
		{"a raw XMP profile", [][]byte{codectest.ZText(t, "Raw profile type xmp", codectest.RawProfile("xmp", "<a/>"))}, metadata.Set{XMP: []byte("<a/>")}, false},
		{"a raw profile of no digits", [][]byte{chunk("tEXt", "Raw profile type exif\x00\nexif\n 5\nhello")}, metadata.Set{}, true},
		{"compressed XMP", [][]byte{chunk("iTXt", "XML:com.adobe.xmp\x00\x01\x00\x00\x00"+string(codectest.Deflated(t, "<a/>")))}, metadata.Set{XMP: []byte("<a/>")}, false},
		{"text", [][]byte{chunk("tEXt", "Author\x00gr\xfc\xdf")}, entry("Author", "", "grüß"), false},
		{"compressed text", [][]byte{codectest.ZText(t, "Author", "Ann")}, entry("Author", "", "Ann"), false},
		{"text in a language", [][]byte{chunk("iTXt", "Title\x00\x00\x00fr\x00Titre\x00Pont")}, entry("Title", "fr", "Pont"), false},
		{"text that is no UTF-8", [][]byte{chunk("iTXt", "Title\x00\x00\x00fr\x00Titre\x00\xff")}, metadata.Set{}, true},
		{"text without a keyword", [][]byte{chunk("tEXt", "hello")}, metadata.Set{}, true},
		{"a date", [][]byte{chunk("tIME", "\x07\xea\x01\x1f\x0a\x0b\x0c")}, entry(metadata.TimeKey, "", "2026-01-31 10:11:12"), false},
		{"60 MB in 60 KB", many, metadata.Set{}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := codectest.ReadBlocks(t, imgtest.Insert(imgtest.PNG(t, 20, 10), 33, bytes.Join(tt.chunks, nil)))
			if !reflect.DeepEqual(got, tt.want) || (err != nil) != tt.fails {
				t.Errorf("%v\n%.500q\nwant\n%q", err, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", tt.want))
			}
		})
	}
}
