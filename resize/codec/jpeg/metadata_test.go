package jpeg_test

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sizemill/internal/codectest"
	"sizemill/internal/imgtest"
	"sizemill/resize/metadata"
)

const guid = "0123456789ABCDEF0123456789ABCDEF"

// extension is a segment of extended XMP.
func extension(guid, whole string, from, to int) string {
	b := binary.BigEndian.AppendUint32([]byte("http://ns.adobe.com/xmp/extension/\x00"+guid), uint32(len(whole)))
	return string(binary.BigEndian.AppendUint32(b, uint32(from))) + whole[from:to]
}

func TestJPEGBlocks(t *testing.T) {
	const rdf = `xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"`
	standard := codectest.XMPHead + `<rdf:RDF ` + rdf + `><rdf:Description xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="` + guid + `"/></rdf:RDF>`
	const bare = `<rdf:RDF ` + rdf + `><rdf:Description xmlns:n="http://ns.adobe.com/xmp/note/"/>`
	const more = `<rdf:RDF ` + rdf + `><rdf:Description a="b"/></rdf:RDF>`
	const joined = bare + `<rdf:Description ` + rdf + ` a="b"/></rdf:RDF>`
	exif := string(imgtest.EXIF(1))
	irb := codectest.Resource(0x03ED, "", "odd") + codectest.Resource(0x0425, "", "digest of sixteen") + codectest.Resource(0x0404, "name", codectest.IPTCBlock) + codectest.Resource(0x0404, "", "second")
	comment := func(s string) []metadata.TextEntry { return []metadata.TextEntry{{Key: metadata.CommentKey, Text: s}} }
	for _, tt := range []struct {
		name  string
		b     []byte
		want  metadata.Set
		fails bool
	}{
		{"nothing", imgtest.JPEG(t, 20, 10), metadata.Set{}, false},
		{"two EXIF", codectest.WithSegments(t, 0xE1, codectest.EXIFHead+exif, 0xE1, codectest.EXIFHead+string(imgtest.EXIF(6))), metadata.Set{EXIF: []byte(exif)}, false},
		{"EXIF in parts", codectest.WithSegments(t, 0xE1, codectest.EXIFHead+exif, 0xE1, codectest.EXIFHead+"more", 0xE1, codectest.EXIFHead+"end"), metadata.Set{EXIF: []byte(exif + "moreend")}, false},
		{"EXIF that is torn", codectest.WithSegments(t, 0xE1, codectest.EXIFHead+exif, 0xE2, "x", 0xE1, codectest.EXIFHead+"more"), metadata.Set{EXIF: []byte(exif)}, false},
		{"two XMP", codectest.WithSegments(t, 0xE1, codectest.XMPHead+"<a/>", 0xE1, codectest.XMPHead+"<b/>"), metadata.Set{XMP: []byte("<a/>")}, false},
		{"extended XMP", codectest.WithSegments(t, 0xE1, standard, 0xE1, extension(guid, more, 0, 10), 0xE1, extension(guid, more, 10, len(more))),
			metadata.Set{XMP: []byte(joined)}, false},
		{"extended XMP in disorder", codectest.WithSegments(t, 0xE1, extension(guid, more, 10, len(more)), 0xE1, extension(guid, more, 0, 10), 0xE1, standard),
			metadata.Set{XMP: []byte(joined)}, false},
		{"extended XMP twice", codectest.WithSegments(t, 0xE1, standard, 0xE1, extension(guid, more, 0, len(more)), 0xE1, extension(guid, more, 0, len(more))),
			metadata.Set{XMP: []byte(joined)}, false},
		{"extended XMP with a part missing", codectest.WithSegments(t, 0xE1, standard, 0xE1, extension(guid, more, 10, len(more))),
			metadata.Set{XMP: []byte(bare + "</rdf:RDF>")}, true},
		{"extended XMP of another packet", codectest.WithSegments(t, 0xE1, standard, 0xE1, extension(strings.ToLower(guid), more, 0, len(more))),
			metadata.Set{XMP: []byte(bare + "</rdf:RDF>")}, true},
		{"extended XMP that is none", codectest.WithSegments(t, 0xE1, standard, 0xE1, extension(guid, "<a", 0, 2)), metadata.Set{XMP: []byte(bare + "</rdf:RDF>")}, true},
		{"IPTC", codectest.WithSegments(t, 0xED, codectest.ShopHead+irb), metadata.Set{IPTC: []byte(codectest.IPTCBlock)}, false},
		{"IPTC in parts", codectest.WithSegments(t, 0xED, codectest.ShopHead+irb[:70], 0xED, codectest.ShopHead+irb[70:]), metadata.Set{IPTC: []byte(codectest.IPTCBlock)}, false},
		{"IPTC that is cut", codectest.WithSegments(t, 0xED, codectest.ShopHead+irb[:len(irb)-60]), metadata.Set{}, false},
		{"comments", codectest.WithSegments(t, 0xFE, "gr\xfc\xdf", 0xFE, ""), metadata.Set{Text: comment("gr\xfc\xdf")}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := codectest.ReadBlocks(t, tt.b)
			if !reflect.DeepEqual(got, tt.want) || (err != nil) != tt.fails {
				t.Errorf("%v\n%q\nwant\n%q", err, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", tt.want))
			}
		})
	}
}
