package metadata_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"sizemill/resize/metadata"
)

// packet is XMP with declarations of what the tests use, around what is given.
func packet(attributes, properties string) string {
	return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>` + "\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"` +
		` xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:dji="http://www.dji.com/drone-dji/1.0/" xmlns:o="urn:other"` +
		` xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"` + attributes + `>` + properties + `</rdf:Description></rdf:RDF></x:xmpmeta>` + "\n<?xpacket end='w'?>"
}

func TestXMPNoLocation(t *testing.T) {
	for _, tt := range []struct{ name, attributes, properties, wantAttributes, wantProperties string }{
		{"attributes", ` exif:GPSLatitude="48,12N" dc:a="1" photoshop:City='Wien' o:b="2"`, ``, ` dc:a="1" o:b="2"`, ``},
		{"any vocabulary", ` dji:AbsoluteAltitude="+171" o:my_longitude="16" o:Geolocation="x" dji:FlightYawDegree="3"`, ``, ` dji:FlightYawDegree="3"`, ``},
		{"elements", ``, `<exif:GPSLatitude>48</exif:GPSLatitude><dc:title>x</dc:title><photoshop:Country/>`, ``, `<dc:title>x</dc:title>`},
		{"a structure", ``, `<o:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><o:x>Wien</o:x><o:LocationName/></rdf:li></rdf:Bag></o:LocationShown>a`, ``, `a`},
		{"inside a structure", ``, `<o:Place><rdf:Description o:City="Wien" o:c="1"><o:Latitude>48</o:Latitude><o:d>2</o:d></rdf:Description></o:Place>`, ``,
			`<o:Place><rdf:Description o:c="1"><o:d>2</o:d></rdf:Description></o:Place>`},
		{"qualifiers", ``, `<o:a><rdf:Description><rdf:value>1</rdf:value><exif:GPSLongitude>16</exif:GPSLongitude></rdf:Description></o:a>`, ``,
			`<o:a><rdf:Description><rdf:value>1</rdf:value></rdf:Description></o:a>`},
		{"comments", ``, `<!-- 48.2083 --><o:a>1</o:a>`, ``, `<o:a>1</o:a>`},
		{"other instructions", ``, `<?place 48.2083?><o:a/>`, ``, `<o:a/>`},
		{"in another case", ` o:GPSPOSITION="48"`, `<o:gpsPosition o:x="y">1</o:gpsPosition>`, ``, ``},
		{"a name within a name", ``, `<exif:GPSa><exif:GPSa>1</exif:GPSa></exif:GPSa><o:a/>`, ``, `<o:a/>`},
		{"the photographer's address", ` o:CiAdrCity="Graz"`, `<o:CiAdrCtry>AT</o:CiAdrCtry>`, ` o:CiAdrCity="Graz"`, `<o:CiAdrCtry>AT</o:CiAdrCtry>`},
		{"orientation and size stay", ` tiff:Orientation="6" tiff:ImageWidth="40"`, ``, ` tiff:Orientation="6" tiff:ImageWidth="40"`, ``},
	} {
		in, want := packet(tt.attributes, tt.properties), packet(tt.wantAttributes, tt.wantProperties)
		got, warnings := metadata.Apply(metadata.Set{XMP: []byte(in)}, metadata.NoLocation, metadata.Upright{})
		if string(got.XMP) != want || warnings != nil {
			t.Errorf("%s: %q\n%s\nwant\n%s", tt.name, warnings, got.XMP, want)
		}
		checkApply(t, tt.name, metadata.Set{XMP: []byte(in)}, metadata.NoLocation)
	}
}

// TestXMPDropped: what is no XML goes under every policy that has something to promise.
func TestXMPDropped(t *testing.T) {
	for name, in := range map[string]string{
		"cut": packet("", "")[:300], "no text": "\xff\xfe\xfd", "an entity": `<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>`,
		"too deep": strings.Repeat("<a>", 5000), "crossed": "<a><b></a></b>", "no XML": "48.2083, 16.3731", "zeros inside": "<a>\x00</a>",
	} {
		for _, p := range []metadata.Policy{metadata.NoLocation, metadata.CopyrightOnly} {
			got, warnings := metadata.Apply(metadata.Set{XMP: []byte(in)}, p, metadata.Upright{Width: 1, Height: 1})
			if got.XMP != nil || !slices.Equal(warnings, []string{"unreadable metadata was dropped"}) {
				t.Errorf("%s, %v: %q, %q", name, p, got.XMP, warnings)
			}
		}
	}
}

func TestXMPCopyrightOnly(t *testing.T) {
	const properties = `<dc:creator><rdf:Seq><rdf:li>Ann</rdf:li><rdf:li>Bob &amp; Co</rdf:li></rdf:Seq></dc:creator>` +
		`<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c)</rdf:li><rdf:li xml:lang="de">(c) de</rdf:li></rdf:Alt></dc:rights>` +
		`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Secret</rdf:li></rdf:Alt></dc:title>` +
		`<xmpMM:Pantry><rdf:Bag><rdf:li rdf:parseType="Resource"><dc:creator><rdf:Seq><rdf:li>Another's</rdf:li></rdf:Seq></dc:creator></rdf:li></rdf:Bag></xmpMM:Pantry>` +
		`<photoshop:Credit>Ann's</photoshop:Credit><xmpRights:UsageTerms>plain</xmpRights:UsageTerms><xmpRights:Owner><rdf:Bag/></xmpRights:Owner>`
	const attributes = ` xmpRights:Marked="True" xmp:CreateDate="2026-01-30" xmp:Rating="4" tiff:Orientation="6"`
	const want = `<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Seq><rdf:li>Ann</rdf:li><rdf:li>Bob &amp; Co</rdf:li></rdf:Seq></dc:creator>` +
		`<dc:rights xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt><rdf:li xml:lang="x-default">(c)</rdf:li><rdf:li xml:lang="de">(c) de</rdf:li></rdf:Alt></dc:rights>` +
		`<xmpRights:Marked xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">True</xmpRights:Marked>` +
		`<xmpRights:UsageTerms xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"><rdf:Alt><rdf:li xml:lang="x-default">plain</rdf:li></rdf:Alt></xmpRights:UsageTerms>` +
		`<photoshop:Credit xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">Ann&#39;s</photoshop:Credit>` +
		`<xmp:CreateDate xmlns:xmp="http://ns.adobe.com/xap/1.0/">2026-01-30</xmp:CreateDate></rdf:Description>`
	in := metadata.Set{XMP: []byte(packet(attributes, properties))}
	for to, head := range map[metadata.Upright]string{
		{Width: 1, Height: 1}: `<rdf:Description rdf:about="">`,
		{}:                    `<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6">`,
	} {
		got, warnings := metadata.Apply(in, metadata.CopyrightOnly, to)
		if !strings.Contains(string(got.XMP), head+want) || warnings != nil {
			t.Errorf("%v: %q\n%s\nwant\n%s", to, warnings, got.XMP, head+want)
		}
	}
	// EXIF's orientation counts; XMP's is not stated beside it.
	got, _ := metadata.Apply(metadata.Set{XMP: in.XMP, EXIF: full(binary.LittleEndian, nil)}, metadata.Nothing, metadata.Upright{})
	if got.XMP != nil || listed(got.EXIF) != "main 0112=6" {
		t.Errorf("%s, %s", got.XMP, listed(got.EXIF))
	}
	if got, _ := metadata.Apply(in, metadata.Nothing, metadata.Upright{}); metadata.XMPOrientation(got.XMP) != "6" || bytes.Contains(got.XMP, []byte("Ann")) {
		t.Errorf("%s", got.XMP)
	}
	if got, _ := metadata.Apply(metadata.Set{XMP: []byte(packet("", ""))}, metadata.CopyrightOnly, metadata.Upright{}); got.XMP != nil {
		t.Errorf("nothing to say: %s", got.XMP)
	}
}

// TestXMPLong: rights of a megabyte are not taken into every thumbnail.
func TestXMPLong(t *testing.T) {
	in := packet("", `<dc:creator>`+strings.Repeat("a", 1<<20)+`</dc:creator><photoshop:Credit>Ann</photoshop:Credit>`)
	got, _ := metadata.Apply(metadata.Set{XMP: []byte(in)}, metadata.CopyrightOnly, metadata.Upright{})
	if len(got.XMP) > 1000 || !bytes.Contains(got.XMP, []byte("Ann")) {
		t.Errorf("%d bytes", len(got.XMP))
	}
}

func TestJoinXMP(t *testing.T) {
	const guid = "0123456789ABCDEF0123456789ABCDEF"
	standard := packet(` xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="`+guid+`"`, `<dc:a>1</dc:a>`)
	if got := metadata.ExtendedGUID([]byte(standard)); got != guid {
		t.Errorf("GUID %q", got)
	}
	element := packet("", `<xmpNote:HasExtendedXMP> `+guid+` </xmpNote:HasExtendedXMP>`)
	if got := metadata.ExtendedGUID([]byte(element)); got != guid {
		t.Errorf("GUID of an element %q", got)
	}
	const extended = `<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:far="urn:far"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:near="urn:near">` +
		`<r:Description far:b="2" xmlns:near="urn:nearest"/><r:Description><near:c>3</near:c></r:Description></r:RDF></x:xmpmeta>`
	const rdf = `xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"`
	joined := `<r:Description ` + rdf + ` xmlns:far="urn:far" xmlns:x="adobe:ns:meta/" far:b="2" xmlns:near="urn:nearest"/>` +
		`<r:Description xmlns:near="urn:near" ` + rdf + ` xmlns:far="urn:far" xmlns:x="adobe:ns:meta/"><near:c>3</near:c></r:Description></rdf:RDF>`
	plain := packet(` xmlns:n="http://ns.adobe.com/xmp/note/"`, `<dc:a>1</dc:a>`)
	got, err := metadata.JoinXMP([]byte(standard), []byte(extended))
	if want := strings.Replace(plain, "</rdf:RDF>", joined, 1); string(got) != want || err != nil {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	got, err = metadata.JoinXMP([]byte(standard), nil)
	if string(got) != plain || err != nil {
		t.Errorf("without the rest: %v\n%s", err, got)
	}
	for _, bad := range []string{"", "<a>", "<a/>", extended[:200], strings.Repeat("<a>", 200)} {
		if _, err := metadata.JoinXMP([]byte(standard), []byte(bad)); err == nil {
			t.Errorf("%q is joined", bad)
		}
	}
	if got := metadata.BareXMP([]byte(plain)); !bytes.HasPrefix(got, []byte("<x:xmpmeta")) || !bytes.HasSuffix(got, []byte("</x:xmpmeta>")) {
		t.Errorf("bare: %s", got)
	}
}

func FuzzApplyXMP(f *testing.F) {
	f.Add([]byte(packet(` exif:GPSLatitude="48" tiff:Orientation='6'`, `<photoshop:City>Wien</photoshop:City><!--x--><tiff:Orientation/>`)), uint8(1))
	f.Add([]byte(packet("", `<dc:creator><rdf:Seq><rdf:li xml:lang="de">Ann</rdf:li></rdf:Seq></dc:creator><dc:rights>(c)<a/></dc:rights>`)), uint8(2))
	f.Add([]byte(`<?xml version="1.0" encoding="UTF-16"?><d tiff:Orientation = "6"/><exif:PixelXDimension><![CDATA[6]]></exif:PixelXDimension>`), uint8(0))
	f.Add([]byte("\xfe\xff\x00<\x00a\x00/\x00>"), uint8(1))
	f.Add([]byte("\xfe\xff\xfe\xff"), uint8(0))
	f.Add([]byte("Orientation<tiff:Orientation/>"), uint8(0))
	f.Fuzz(func(t *testing.T, b []byte, p uint8) {
		checkApply(t, "", metadata.Set{XMP: b}, policies[p%4])
		if joined, err := metadata.JoinXMP(b, b); err == nil && p%2 == 0 {
			checkApply(t, "joined", metadata.Set{XMP: joined}, policies[p%4])
		}
	})
}
