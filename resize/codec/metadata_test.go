package codec_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/codec"
	"sizemill/resize/codec/format"
	"sizemill/resize/metadata"
)

func readBlocks(t testing.TB, b []byte) (metadata.Set, error) {
	t.Helper()
	h, err := readHeader(b)
	if err != nil {
		t.Fatal(err)
	}
	return codec.ReadMetadata(bytes.NewReader(b), int64(len(b)), h)
}

const (
	iptcBlock = "\x1c\x02\x50\x00\x03Ann\x1c\x02\x78\x00\x01x"
	guid      = "0123456789ABCDEF0123456789ABCDEF"
	exifHead  = "Exif\x00\x00"
	xmpHead   = "http://ns.adobe.com/xap/1.0/\x00"
	shopHead  = "Photoshop 3.0\x00"
)

// withSegments puts segments of APPn (n and data in turn) behind the start of a JPEG.
func withSegments(t testing.TB, pairs ...any) []byte {
	b := imgtest.JPEG(t, 20, 10)
	at := 2
	for i := 0; i < len(pairs); i += 2 {
		s := imgtest.Segment(byte(pairs[i].(int)), []byte(pairs[i+1].(string)))
		b = imgtest.Insert(b, at, s)
		at += len(s)
	}
	return b
}

// resource is an image resource of Photoshop's.
func resource(id uint16, name, data string) string {
	b := binary.BigEndian.AppendUint16([]byte("8BIM"), id)
	b = append(append(b, byte(len(name))), name...)
	b = append(b, make([]byte, (len(name)+1)%2)...)
	b = append(binary.BigEndian.AppendUint32(b, uint32(len(data))), data...)
	return string(append(b, make([]byte, len(data)%2)...))
}

// extension is a segment of extended XMP.
func extension(guid, whole string, from, to int) string {
	b := binary.BigEndian.AppendUint32([]byte("http://ns.adobe.com/xmp/extension/\x00"+guid), uint32(len(whole)))
	return string(binary.BigEndian.AppendUint32(b, uint32(from))) + whole[from:to]
}

func TestJPEGBlocks(t *testing.T) {
	const rdf = `xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"`
	standard := xmpHead + `<rdf:RDF ` + rdf + `><rdf:Description xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="` + guid + `"/></rdf:RDF>`
	const bare = `<rdf:RDF ` + rdf + `><rdf:Description xmlns:n="http://ns.adobe.com/xmp/note/"/>`
	const more = `<rdf:RDF ` + rdf + `><rdf:Description a="b"/></rdf:RDF>`
	const joined = bare + `<rdf:Description ` + rdf + ` a="b"/></rdf:RDF>`
	exif := string(imgtest.EXIF(1))
	irb := resource(0x03ED, "", "odd") + resource(0x0425, "", "digest of sixteen") + resource(0x0404, "name", iptcBlock) + resource(0x0404, "", "second")
	comment := func(s string) []metadata.TextEntry { return []metadata.TextEntry{{Key: metadata.CommentKey, Text: s}} }
	for _, tt := range []struct {
		name  string
		b     []byte
		want  metadata.Set
		fails bool
	}{
		{"nothing", imgtest.JPEG(t, 20, 10), metadata.Set{}, false},
		{"two EXIF", withSegments(t, 0xE1, exifHead+exif, 0xE1, exifHead+string(imgtest.EXIF(6))), metadata.Set{EXIF: []byte(exif)}, false},
		{"EXIF in parts", withSegments(t, 0xE1, exifHead+exif, 0xE1, exifHead+"more", 0xE1, exifHead+"end"), metadata.Set{EXIF: []byte(exif + "moreend")}, false},
		{"EXIF that is torn", withSegments(t, 0xE1, exifHead+exif, 0xE2, "x", 0xE1, exifHead+"more"), metadata.Set{EXIF: []byte(exif)}, false},
		{"two XMP", withSegments(t, 0xE1, xmpHead+"<a/>", 0xE1, xmpHead+"<b/>"), metadata.Set{XMP: []byte("<a/>")}, false},
		{"extended XMP", withSegments(t, 0xE1, standard, 0xE1, extension(guid, more, 0, 10), 0xE1, extension(guid, more, 10, len(more))),
			metadata.Set{XMP: []byte(joined)}, false},
		{"extended XMP in disorder", withSegments(t, 0xE1, extension(guid, more, 10, len(more)), 0xE1, extension(guid, more, 0, 10), 0xE1, standard),
			metadata.Set{XMP: []byte(joined)}, false},
		{"extended XMP twice", withSegments(t, 0xE1, standard, 0xE1, extension(guid, more, 0, len(more)), 0xE1, extension(guid, more, 0, len(more))),
			metadata.Set{XMP: []byte(joined)}, false},
		{"extended XMP with a part missing", withSegments(t, 0xE1, standard, 0xE1, extension(guid, more, 10, len(more))),
			metadata.Set{XMP: []byte(bare + "</rdf:RDF>")}, true},
		{"extended XMP of another packet", withSegments(t, 0xE1, standard, 0xE1, extension(strings.ToLower(guid), more, 0, len(more))),
			metadata.Set{XMP: []byte(bare + "</rdf:RDF>")}, true},
		{"extended XMP that is none", withSegments(t, 0xE1, standard, 0xE1, extension(guid, "<a", 0, 2)), metadata.Set{XMP: []byte(bare + "</rdf:RDF>")}, true},
		{"IPTC", withSegments(t, 0xED, shopHead+irb), metadata.Set{IPTC: []byte(iptcBlock)}, false},
		{"IPTC in parts", withSegments(t, 0xED, shopHead+irb[:70], 0xED, shopHead+irb[70:]), metadata.Set{IPTC: []byte(iptcBlock)}, false},
		{"IPTC that is cut", withSegments(t, 0xED, shopHead+irb[:len(irb)-60]), metadata.Set{}, false},
		{"comments", withSegments(t, 0xFE, "gr\xfc\xdf", 0xFE, ""), metadata.Set{Text: comment("gr\xfc\xdf")}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readBlocks(t, tt.b)
			if !reflect.DeepEqual(got, tt.want) || (err != nil) != tt.fails {
				t.Errorf("%v\n%q\nwant\n%q", err, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", tt.want))
			}
		})
	}
}

// zText is a zTXt chunk.
func zText(t testing.TB, keyword, text string) []byte {
	t.Helper()
	return imgtest.Chunk("zTXt", append([]byte(keyword+"\x00\x00"), zipped(t, text)...))
}

// wrongSum gives a chunk a wrong checksum.
func wrongSum(chunk []byte) []byte {
	chunk[len(chunk)-1]++
	return chunk
}

func zipped(t testing.TB, text string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zlib.NewWriter(&buf)
	_, err := z.Write([]byte(text))
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// profile is a block as ImageMagick hides it in text.
func profile(kind, block string) string {
	digits := hex.EncodeToString([]byte(block))
	var lines []string
	for ; len(digits) > 72; digits = digits[72:] {
		lines = append(lines, digits[:72])
	}
	return fmt.Sprintf("\n%s\n%8d\n%s\n", kind, len(block), strings.Join(append(lines, digits), "\n"))
}

func TestPNGBlocks(t *testing.T) {
	exif := string(imgtest.EXIF(6))
	chunk := func(kind, data string) []byte { return imgtest.Chunk(kind, []byte(data)) }
	entry := func(key, lang, text string) metadata.Set {
		return metadata.Set{Text: []metadata.TextEntry{{Key: key, Lang: lang, Text: text}}}
	}
	many := slices.Repeat([][]byte{zText(t, "a", strings.Repeat("\x00", 1<<20))}, 60)
	for _, tt := range []struct {
		name   string
		chunks [][]byte
		want   metadata.Set
		fails  bool
	}{
		{"two EXIF", [][]byte{chunk("eXIf", exif), chunk("eXIf", "II*\x00")}, metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw EXIF profile", [][]byte{zText(t, "Raw profile type exif", profile("exif", exifHead+exif))}, metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw APP1 profile", [][]byte{chunk("tEXt", "Raw profile type APP1\x00"+profile("generic", exif))}, metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw app1 profile", [][]byte{chunk("tEXt", "Raw profile type app1\x00"+profile("app1", exifHead+exif))}, metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw profile in an international text", [][]byte{chunk("iTXt", "Raw profile type exif\x00\x00\x00\x00\x00"+profile("exif", exif))},
			metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw profile beside EXIF that is none", [][]byte{chunk("eXIf", "none"), zText(t, "Raw profile type exif", profile("exif", exif))},
			metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw profile beside EXIF without orientation", [][]byte{chunk("eXIf", "II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"), zText(t, "Raw profile type exif", profile("exif", exif))},
			metadata.Set{EXIF: []byte(exif)}, false},
		{"EXIF as in a JPEG", [][]byte{chunk("eXIf", exifHead+exif)}, metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw color profile", [][]byte{zText(t, "Raw profile type icc", profile("icc", "a profile"))}, metadata.Set{ICC: []byte("a profile")}, false},
		{"a raw color profile beside sRGB", [][]byte{chunk("sRGB", "\x00"), zText(t, "Raw profile type icm", profile("icm", "a profile"))},
			metadata.Set{Color: metadata.Coding{SRGB: true}}, false},
		{"a raw Photoshop profile", [][]byte{zText(t, "Raw profile type 8bim", profile("8bim", resource(0x0404, "", iptcBlock)))},
			metadata.Set{IPTC: []byte(iptcBlock)}, false},
		{"a wrong checksum", [][]byte{wrongSum(chunk("eXIf", exif)), wrongSum(chunk("gAMA", "\x00\x00\xb1\x8f")), wrongSum(chunk("tEXt", "a\x00b")),
			wrongSum(zText(t, "Raw profile type exif", profile("exif", exif))), wrongSum(chunk("iCCP", "x")), wrongSum(chunk("pHYs", "\x00\x00\x2e\x23\x00\x00\x2e\x23\x01"))},
			metadata.Set{}, false},
		{"300 dpi", [][]byte{chunk("pHYs", "\x00\x00\x2e\x23\x00\x00\x2e\x23\x01")}, metadata.Set{Resolution: metadata.Resolution{X: 300, Y: 300, Unit: metadata.Inch}}, false},
		{"72 dpi, a wide pixel, twice", [][]byte{chunk("pHYs", "\x00\x00\x0b\x13\x00\x00\x16\x25\x01"), chunk("pHYs", "\x00\x00\x00\x01\x00\x00\x00\x01\x01")},
			metadata.Set{Resolution: metadata.Resolution{X: 72, Y: 144, Unit: metadata.Inch}}, false},
		{"pixels per centimeter", [][]byte{chunk("pHYs", "\x00\x00\x27\x12\x00\x00\x27\x12\x01")}, metadata.Set{Resolution: metadata.Resolution{X: 100.02, Y: 100.02, Unit: metadata.Centimeter}}, false},
		{"the shape of pixels", [][]byte{chunk("pHYs", "\x00\x00\x00\x01\x00\x00\x00\x02\x00")}, metadata.Set{Resolution: metadata.Resolution{X: 1, Y: 2}}, false},
		{"no resolution", [][]byte{chunk("pHYs", "\x00\x00\x00\x00\x00\x00\x00\x02\x01")}, metadata.Set{}, false},
		{"a raw profile beside a chunk", [][]byte{zText(t, "Raw profile type exif", profile("exif", exifHead+string(imgtest.EXIF(3)))), chunk("eXIf", exif)},
			metadata.Set{EXIF: []byte(exif)}, false},
		{"a raw IPTC profile", [][]byte{zText(t, "Raw profile type iptc", profile("IPTC profile", resource(0x0404, "", iptcBlock)))},
			metadata.Set{IPTC: []byte(iptcBlock)}, false},
		{"a raw IPTC profile, bare", [][]byte{zText(t, "Raw profile type iptc", profile("iptc", iptcBlock))}, metadata.Set{IPTC: []byte(iptcBlock)}, false},
		{"a raw XMP profile", [][]byte{zText(t, "Raw profile type xmp", profile("xmp", "<a/>"))}, metadata.Set{XMP: []byte("<a/>")}, false},
		{"a raw profile of no digits", [][]byte{chunk("tEXt", "Raw profile type exif\x00\nexif\n 5\nhello")}, metadata.Set{}, true},
		{"compressed XMP", [][]byte{chunk("iTXt", "XML:com.adobe.xmp\x00\x01\x00\x00\x00"+string(zipped(t, "<a/>")))}, metadata.Set{XMP: []byte("<a/>")}, false},
		{"text", [][]byte{chunk("tEXt", "Author\x00gr\xfc\xdf")}, entry("Author", "", "grüß"), false},
		{"compressed text", [][]byte{zText(t, "Author", "Ann")}, entry("Author", "", "Ann"), false},
		{"text in a language", [][]byte{chunk("iTXt", "Title\x00\x00\x00fr\x00Titre\x00Pont")}, entry("Title", "fr", "Pont"), false},
		{"text that is no UTF-8", [][]byte{chunk("iTXt", "Title\x00\x00\x00fr\x00Titre\x00\xff")}, metadata.Set{}, true},
		{"text without a keyword", [][]byte{chunk("tEXt", "hello")}, metadata.Set{}, true},
		{"a date", [][]byte{chunk("tIME", "\x07\xea\x01\x1f\x0a\x0b\x0c")}, entry(metadata.TimeKey, "", "2026-01-31 10:11:12"), false},
		{"60 MB in 60 KB", many, metadata.Set{}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readBlocks(t, imgtest.Insert(imgtest.PNG(t, 20, 10), 33, bytes.Join(tt.chunks, nil)))
			if !reflect.DeepEqual(got, tt.want) || (err != nil) != tt.fails {
				t.Errorf("%v\n%.500q\nwant\n%q", err, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", tt.want))
			}
		})
	}
}

// everything is blocks of all kinds, those of XMP and IPTC larger than a JPEG's segment.
func everything() metadata.Set {
	long := "\x1c\x02\x78\x80\x04\x00\x02\x00\x00" + strings.Repeat("c", 1<<17)
	return metadata.Set{
		EXIF: imgtest.Camera{Orientation: 1}.EXIF(), ICC: imgtest.Profile("RGB ", 150_000), IPTC: []byte(iptcBlock + long),
		XMP: []byte(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
			`<rdf:Description a="` + strings.Repeat("x", 200_000) + `"/></rdf:RDF></x:xmpmeta>`),
		Text: []metadata.TextEntry{{Key: "Author", Text: "Ann"}, {Key: "Title", Lang: "fr", Text: "Pont"}, {Key: "Titel", Text: "Brücke 桥"},
			{Key: metadata.CommentKey, Text: strings.Repeat("hello ", 100)}, {Key: metadata.TimeKey, Text: "2026-01-31 10:11:12"}},
	}
}

// TestBlocksRoundTrip: what a format holds comes back as it was written.
func TestBlocksRoundTrip(t *testing.T) {
	for _, spec := range codec.Specs() {
		if !spec.Write {
			continue
		}
		if spec.Format == format.TIFF {
			continue // it keeps EXIF and IPTC in its own directory
		}
		t.Run(spec.Name, func(t *testing.T) {
			fit, removed := codec.Fit(everything(), spec.Format)
			var buf bytes.Buffer
			if err := codec.Encode(&buf, imgtest.Picture(20, 10), spec.Format, format.Options{Metadata: fit}); err != nil {
				t.Fatal(err)
			}
			got, err := readBlocks(t, buf.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			if spec.Format == format.JPEG { // two packets have become one
				if n := bytes.Count(got.XMP, []byte("x")); n < 200_000 || bytes.Contains(got.XMP, []byte("HasExtended")) {
					t.Errorf("XMP of %d bytes", len(got.XMP))
				}
				got.XMP, fit.XMP = nil, nil
			}
			if !reflect.DeepEqual(got, fit) {
				t.Errorf("%.300q\nwant\n%.300q", fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", fit))
			}
			all := metadata.EXIF | metadata.ICC | metadata.XMP | metadata.IPTC | metadata.Text
			if want := all &^ codec.Holds(spec.Format); removed != want && removed != want|metadata.Text {
				t.Errorf("removed %v", removed)
			}
			if spec.Format == format.PNG && removed != 0 {
				t.Errorf("PNG does not hold %v", removed)
			}
			if _, err := decode(buf.Bytes()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestFitMakerNotes: EXIF too large for a JPEG loses its maker notes, and what else it must.
func TestFitMakerNotes(t *testing.T) {
	le := binary.LittleEndian
	exif := func(tag uint16) []byte {
		b := imgtest.Directory(le, append(imgtest.Entry(le, 0x013B, 2, 4, 0)[:8], "Ann\x00"...), imgtest.Entry(le, 0x8769, 4, 1, 38))
		b = append(append(b, 1, 0), imgtest.Entry(le, tag, 7, 70_000, 56)...)
		return append(append(b, 0, 0, 0, 0), make([]byte, 70_000)...)
	}
	got, removed := codec.Fit(metadata.Set{EXIF: exif(0x927C)}, format.JPEG)
	if removed != metadata.MakerNotes || len(got.EXIF) > 100 || !bytes.Contains(got.EXIF, []byte("Ann")) {
		t.Errorf("%v removed, %d bytes left", removed, len(got.EXIF))
	}
	if got, removed = codec.Fit(metadata.Set{EXIF: exif(0x9286)}, format.JPEG); removed != metadata.EXIF || got.EXIF != nil {
		t.Errorf("%v removed, %d bytes left", removed, len(got.EXIF))
	}
	if got, removed = codec.Fit(metadata.Set{EXIF: exif(0x927C)}, format.PNG); removed != 0 || len(got.EXIF) < 70_000 {
		t.Errorf("PNG: %v removed, %d bytes left", removed, len(got.EXIF))
	}
}

// TestFitText: what a person wrote is missed, what a program wrote is not.
func TestFitText(t *testing.T) {
	for key, want := range map[string]metadata.Kinds{"Author": metadata.Text, "Software": 0, "date:create": 0, metadata.TimeKey: 0, metadata.CommentKey: 0} {
		if _, removed := codec.Fit(metadata.Set{Text: []metadata.TextEntry{{Key: key, Text: "x"}}}, format.JPEG); removed != want {
			t.Errorf("%s: %v", key, removed)
		}
	}
}
