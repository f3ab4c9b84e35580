package metadata_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"sizemill/internal/imgtest"
	"sizemill/resize/metadata"
)

func TestOrientation(t *testing.T) {
	le, be := binary.ByteOrder(binary.LittleEndian), binary.ByteOrder(binary.BigEndian)
	for _, tt := range []struct {
		name  string
		exif  []byte
		want  int
		fails bool
	}{
		{"little-endian", imgtest.Directory(le, imgtest.Entry(le, 0x112, 3, 1, 6)), 6, false},
		{"big-endian", imgtest.Directory(be, imgtest.Entry(be, 0x112, 3, 1, 8)), 8, false},
		{"as a LONG", imgtest.Directory(le, imgtest.Entry(le, 0x112, 4, 1, 3)), 3, false},
		{"none", imgtest.Directory(le, imgtest.Entry(le, 0x110, 3, 1, 6)), 1, false},
		{"zero", imgtest.EXIF(0), 1, false},
		{"nine", imgtest.EXIF(9), 1, false},
		{"as a BYTE", imgtest.Directory(le, imgtest.Entry(le, 0x112, 1, 1, 6)), 6, false},
		{"as a BYTE, big-endian", imgtest.Directory(be, append(imgtest.Entry(be, 0x112, 1, 1, 0)[:8], 6, 0, 0, 0)), 6, false},
		{"as an SBYTE", imgtest.Directory(le, imgtest.Entry(le, 0x112, 6, 1, 6)), 6, false},
		{"as an SSHORT", imgtest.Directory(be, append(imgtest.Entry(be, 0x112, 8, 1, 0)[:8], 0, 6, 0, 0)), 6, false},
		{"as an SLONG", imgtest.Directory(be, imgtest.Entry(be, 0x112, 9, 1, 8)), 8, false},
		{"as a negative SLONG", imgtest.Directory(le, imgtest.Entry(le, 0x112, 9, 1, 1<<32-6)), 1, false},
		{"as a RATIONAL", append(imgtest.Directory(le, imgtest.Entry(le, 0x112, 5, 1, 26)), 6, 0, 0, 0, 1, 0, 0, 0), 6, false},
		{"as a RATIONAL over 0", append(imgtest.Directory(le, imgtest.Entry(le, 0x112, 5, 1, 26)), 6, 0, 0, 0, 0, 0, 0, 0), 1, false},
		{"as a RATIONAL that is cut", append(imgtest.Directory(le, imgtest.Entry(le, 0x112, 5, 1, 26)), 6, 0, 0, 0), 1, true},
		{"two values", imgtest.Directory(le, imgtest.Entry(le, 0x112, 3, 2, 6)), 6, false},
		{"five values", append(imgtest.Directory(le, imgtest.Entry(le, 0x112, 3, 5, 26)), 3, 0, 1, 0, 1, 0, 1, 0, 1, 0), 3, false},
		{"no value", imgtest.Directory(le, imgtest.Entry(le, 0x112, 3, 0, 6)), 1, false},
		{"a digit of text", imgtest.Directory(le, imgtest.Entry(le, 0x112, 2, 2, '6')), 6, false},
		{"as text", imgtest.Directory(le, imgtest.Entry(le, 0x112, 2, 1, 6)), 1, false},
		{"of no type", imgtest.Directory(le, imgtest.Entry(le, 0x112, 99, 1, 6)), 1, false},
		{"behind an unsorted tag", imgtest.Directory(le, imgtest.Entry(le, 0x9000, 3, 1, 0), imgtest.Entry(le, 0x112, 3, 1, 5)), 5, false},
		{"empty", nil, 1, true},
		{"text", []byte("hello, world"), 1, true},
		{"directory outside", []byte("II*\x00\xff\xff\xff\x7f"), 1, true},
		{"directory in the header", []byte("II*\x00\x00\x00\x00\x00"), 1, true},
		{"65,535 entries", append([]byte("II*\x00\x08\x00\x00\x00\xff\xff"), make([]byte, 1<<20)...), 1, true},
	} {
		got, err := metadata.Orientation(tt.exif)
		if got != tt.want || (err != nil) != tt.fails {
			t.Errorf("%s: %d, %v", tt.name, got, err)
		}
	}
}

func TestPatchEXIF(t *testing.T) {
	thumbnail := imgtest.JPEG(t, 16, 12)
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		c := imgtest.Camera{Order: order, Orientation: 6, Width: 4000, Height: 3000}
		bare := c.EXIF()
		c.Thumbnail = thumbnail
		full := c.EXIF()
		c.Orientation, c.Width, c.Height, c.Thumbnail = 1, 300, 400, nil
		want := c.EXIF()
		for name, in := range map[string][]byte{"without a thumbnail": bare, "with one": full} {
			before := bytes.Clone(in)
			got, err := metadata.PatchEXIF(in, 300, 400)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%v, %s: %v\n%x\nwant\n%x", order, name, err, got, want)
			}
			if !bytes.Equal(in, before) {
				t.Errorf("%v, %s: the argument was changed", order, name)
			}
		}
	}
}

// TestPatchOrientation: an orientation is set to 1 in the type that it has, where that is one whole
// number.
func TestPatchOrientation(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, tt := range []struct{ kind, count, want uint16 }{
			{1, 1, 1}, {3, 1, 3}, {4, 1, 4}, {6, 1, 6}, {8, 1, 8}, {9, 1, 9}, {2, 2, 3}, {3, 2, 3}, {3, 5, 3}, {5, 1, 3}, {7, 1, 3}, {11, 1, 3},
		} {
			in := append(imgtest.Directory(order, imgtest.Entry(order, 0x112, tt.kind, uint32(tt.count), 26)), make([]byte, 16)...)
			for name, patched := range map[string][]byte{"patched": func() []byte {
				b, err := metadata.PatchEXIF(in, 5, 5)
				if err != nil {
					t.Fatal(err)
				}
				return b
			}()} {
				o, err := metadata.Orientation(patched)
				if kind, count := order.Uint16(patched[12:]), order.Uint32(patched[14:]); o != 1 || err != nil || kind != tt.want || count != 1 {
					t.Errorf("%v, %d values of type %d, %s: orientation %d (%v), %d of type %d", order, tt.count, tt.kind, name, o, err, count, kind)
				}
				value := order.Uint16(patched[18:])
				if typeSize := map[uint16]int{1: 1, 6: 1, 4: 4, 9: 4}[tt.want]; typeSize == 1 {
					value = uint16(patched[18])
				} else if typeSize == 4 {
					value = uint16(order.Uint32(patched[18:]))
				}
				if value != 1 {
					t.Errorf("%v, type %d, %s: the value is %d", order, tt.kind, name, value)
				}
			}
		}
	}
}

func TestPatchEXIFThumbnailInside(t *testing.T) {
	le := binary.LittleEndian
	thumbnail := imgtest.JPEG(t, 16, 12)
	in := imgtest.Camera{Orientation: 6, Thumbnail: thumbnail}.EXIF()
	at := bytes.Index(in, thumbnail)
	// The Make's text is moved behind the thumbnail: now that cannot be cut off.
	moved := append(bytes.Clone(in), "Testcam\x00"...)
	le.PutUint32(moved[8+2+8:], uint32(len(in)))
	got, err := metadata.PatchEXIF(moved, 1, 1)
	if err != nil || len(got) != len(moved) || !bytes.HasSuffix(got, []byte("Testcam\x00")) {
		t.Fatalf("%v, %d bytes of %d", err, len(got), len(moved))
	}
	if !bytes.Equal(got[at:at+len(thumbnail)], make([]byte, len(thumbnail))) {
		t.Error("the thumbnail's bytes are still there")
	}
	// A thumbnail that claims the main directory's bytes blanks nothing.
	le.PutUint32(in[at-2*12-4+8:], 0)
	if got, err = metadata.PatchEXIF(in, 1, 1); err != nil || !bytes.Equal(got[:8], in[:8]) {
		t.Errorf("%v, %x", err, got[:8])
	}
}

func TestPatchEXIFMalformed(t *testing.T) {
	whole := imgtest.Camera{Orientation: 6, Width: 9, Height: 9, Thumbnail: []byte{1, 2, 3}}.EXIF()
	for n := range whole { // cut anywhere it is an error or stays readable, and never a panic
		got, err := metadata.PatchEXIF(whole[:n], 5, 5)
		if err != nil {
			continue
		}
		if o, err := metadata.Orientation(got); o != 1 || err != nil {
			t.Errorf("cut at %d: orientation %d, %v", n, o, err)
		}
	}
	loop := imgtest.Camera{Orientation: 6}.EXIF()
	binary.LittleEndian.PutUint32(loop[8+2+2*12+8:], 8) // the Exif directory is the main one
	if _, err := metadata.PatchEXIF(loop, 5, 5); err == nil {
		t.Error("a loop is taken for EXIF")
	}
}

func TestPatchXMP(t *testing.T) {
	const ns = ` xmlns:q="http://ns.adobe.com/tiff/1.0/" xmlns:e="http://ns.adobe.com/exif/1.0/"`
	for _, tt := range []struct {
		name, in, want string
		fails          bool
	}{
		{"attribute", `<rdf:Description tiff:Orientation="6" a="b"/>`, `<rdf:Description tiff:Orientation="1" a="b"/>`, false},
		{"quotes and blanks", `<d tiff:Orientation = '8'/>`, `<d tiff:Orientation = '1'/>`, false},
		{"element", `<tiff:Orientation> 3 </tiff:Orientation>`, `<tiff:Orientation>1</tiff:Orientation>`, false},
		{"twice", `<d tiff:Orientation="6"/><tiff:Orientation>3</tiff:Orientation>`, `<d tiff:Orientation="1"/><tiff:Orientation>1</tiff:Orientation>`, false},
		{"another prefix", `<d` + ns + ` q:Orientation="6"/>`, `<d` + ns + ` q:Orientation="1"/>`, false},
		{"another's orientation", `<d xmlns:z="zoo" z:Orientation="6"/>`, `<d xmlns:z="zoo" z:Orientation="6"/>`, false},
		{"none", `<x:xmpmeta/>`, `<x:xmpmeta/>`, false},
		{"empty", ``, ``, false},
		{"nested", `<d><tiff:Orientation><rdf:value>6</rdf:value></tiff:Orientation> </d>`, `<d> </d>`, false},
		{"nothing left but text", `Orientation<tiff:Orientation/>`, ``, false},
		{"as a resource", `<d><tiff:Orientation rdf:value="6"/></d>`, `<d></d>`, false},
		{"with a comment", `<tiff:Orientation><!-- a --><![CDATA[6]]></tiff:Orientation>`, `<tiff:Orientation>1</tiff:Orientation>`, false},
		{"two digits", `<d tiff:Orientation="16"/>`, `<d tiff:Orientation="1"/>`, false},
		{"north", `<d tiff:Orientation="north"/>`, `<d tiff:Orientation="1"/>`, false},
		{"sizes", `<d` + ns + ` q:ImageWidth="40" e:PixelYDimension='30'><q:ImageLength>30</q:ImageLength><exif:PixelXDimension/></d>`,
			`<d` + ns + ` q:ImageWidth="7" e:PixelYDimension='5'><q:ImageLength>5</q:ImageLength></d>`, false},
		{"thumbnails", `<d><xmp:Thumbnails><rdf:Alt><rdf:li xapGImg:image="x"/></rdf:Alt></xmp:Thumbnails>a</d>`, `<d>a</d>`, false},
		{"a depth map", `<d xmlns:g="http://ns.google.com/photos/1.0/depthmap/" g:Data="eA==" b="c"/>`,
			`<d xmlns:g="http://ns.google.com/photos/1.0/depthmap/" b="c"/>`, false},
		{"no space between attributes", `<d b="c"tiff:Orientation="6"d='"'/>`, `<d b="c"tiff:Orientation="1"d='"'/>`, false},
		{"declared as UTF-16", `<?xml version="1.0" encoding="UTF-16"?><d tiff:Orientation="6"/>`, `<d tiff:Orientation="1"/>`, false},
		{"padded with zeros", "<d tiff:Orientation='6'/>\x00\x00", `<d tiff:Orientation='1'/>`, false},
		{"big-endian UTF-16", "\xfe\xff\x00<\x00a\x00/\x00>", `<a/>`, false},
		{"two byte order marks", "\xfe\xff\xfe\xff\x00<\x00a\x00/\x00>", `<a/>`, false},
		{"little-endian UTF-16", "<\x00a\x00/\x00>\x00", `<a/>`, false},
		{"no XML, no orientation", `<d><e></d>`, `<d><e></d>`, false},
		{"cut", `<d tiff:Orientation="`, ``, true},
		{"cut behind the name", `<d tiff:Orientation`, ``, true},
		{"an entity", `<!DOCTYPE d [<!ENTITY o "6">]><d tiff:Orientation="&o;"/>`, ``, true},
		{"bytes that are no text", "<d tiff:Orientation='6' a='\xff'/>", ``, true},
		{"too deep", strings.Repeat("<d>", 101) + "<tiff:Orientation>6" + strings.Repeat("</d>", 101), ``, true},
	} {
		got, err := metadata.PatchXMP([]byte(tt.in), metadata.Upright{Width: 7, Height: 5})
		if string(got) != tt.want || (err != nil) != tt.fails {
			t.Errorf("%s: %q, %v", tt.name, got, err)
		}
	}
}

func TestProfileSpace(t *testing.T) {
	if s := metadata.ProfileSpace(imgtest.Profile("GRAY", 400)); s != "GRAY" {
		t.Errorf("space is %q", s)
	}
	if s := metadata.ProfileSpace(make([]byte, 10)); s != "" {
		t.Errorf("space of what is cut is %q", s)
	}
}

func TestKindsString(t *testing.T) {
	if s := (metadata.EXIF | metadata.XMP).String(); s != "EXIF and XMP" {
		t.Error(s)
	}
}

func FuzzEXIF(f *testing.F) {
	f.Add(imgtest.Camera{Orientation: 6, Width: 9, Height: 9, Thumbnail: []byte{1, 2, 3}}.EXIF())
	f.Add(imgtest.Camera{Order: binary.BigEndian, Orientation: 6, Thumbnail: []byte{1}, Tail: []byte("tail")}.EXIF())
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		got, err := metadata.PatchEXIF(b, 10, 20)
		if !bytes.Equal(b, before) {
			t.Fatal("the argument was changed")
		}
		if err != nil {
			return
		}
		if len(got) > len(b) {
			t.Fatal("grew")
		}
		if o, _ := metadata.Orientation(got); o != 1 {
			t.Fatalf("orientation is %d", o)
		}
		if again, err := metadata.PatchEXIF(got, 10, 20); err == nil && !bytes.Equal(again, got) {
			t.Fatal("patching twice differs")
		}
	})
}
